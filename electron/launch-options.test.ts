import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultDataFolder, type Machine, readLaunchOptions } from './launch-options.ts';

const linux: Machine = { platform: 'linux', env: {}, homeFolder: '/home/officer' };

describe('launch options', () => {
  test('saying nothing opens a training post in the user’s data folder', () => {
    expect(readLaunchOptions([], linux)).toEqual({
      dataFolder: '/home/officer/.local/share/scanpost/training',
      mode: 'training',
    });
  });

  test('a live post gets a folder of its own', () => {
    const live = readLaunchOptions(['--mode', 'live'], linux);
    const training = readLaunchOptions(['--mode=training'], linux);
    expect(live.dataFolder).not.toBe(training.dataFolder);
    expect(live.mode).toBe('live');
  });

  test('a relative data folder is made absolute', () => {
    expect(readLaunchOptions(['--data', 'post'], linux).dataFolder).toBe(path.resolve('post'));
  });

  test('the scanner’s address is passed on as it is', () => {
    const { scanner } = readLaunchOptions(['--scanner', 'line-stream:tcp://10.0.0.7:4001'], linux);
    expect(scanner).toBe('line-stream:tcp://10.0.0.7:4001');
  });

  test('Chromium’s own switches are left alone', () => {
    expect(readLaunchOptions(['--force-device-scale-factor=1.5', '--mode', 'live', '.'], linux).mode).toBe(
      'live',
    );
  });

  test.each([['--mode', 'practice'], ['--mode'], ['--data'], ['--data', ''], ['--scanner']])(
    '%s %s is refused with a sentence',
    (...argv) => {
      expect(() => readLaunchOptions(argv, linux)).toThrow(/--\w+ (needs a value after it|is "training")/);
    },
  );

  test.each([
    [{ ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/scanpost/live'],
    [{ ...linux, env: { XDG_DATA_HOME: 'data' } }, '/home/officer/.local/share/scanpost/live'],
    [
      { platform: 'darwin', env: {}, homeFolder: '/Users/o' },
      '/Users/o/Library/Application Support/Scanpost/live',
    ],
    [
      { platform: 'win32', env: { APPDATA: 'C:\\Users\\o\\AppData\\Roaming' }, homeFolder: 'C:\\Users\\o' },
      'C:\\Users\\o\\AppData\\Roaming\\Scanpost\\live',
    ],
    [
      { platform: 'win32', env: {}, homeFolder: 'C:\\Users\\o' },
      'C:\\Users\\o\\AppData\\Roaming\\Scanpost\\live',
    ],
  ])('data is where the system keeps program data: %#', (machine, folder) => {
    expect(defaultDataFolder('live', machine)).toBe(folder);
  });
});
