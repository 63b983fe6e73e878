import type { BrowserWindow, IpcMain } from 'electron';
import { describe, expect, test } from 'vitest';
import { channels } from './channels.ts';
import { answerWindow } from './ipc.ts';

const ownFrame = { url: 'scanpost://post/' };

describe('calls from the window', () => {
  test('the own page may print, fill the screen and quit', async () => {
    const { call, done } = answering();
    expect(await call(channels.print, ownFrame)).toBe(true);
    await call(channels.setFullScreen, ownFrame, true);
    await call(channels.setFullScreen, ownFrame, false);
    await call(channels.quit, ownFrame);
    expect(done).toEqual(['print', 'full screen true', 'full screen false', 'quit']);
  });

  test.each([
    ['a frame inside the page', { url: 'scanpost://post/' }],
    ['a frame that is gone', null],
  ])('%s is refused', (_who, frame) => {
    const { call, done } = answering();
    for (const channel of [channels.print, channels.setFullScreen, channels.quit]) {
      expect(() => call(channel, frame, true)).toThrow('own window');
    }
    expect(done).toEqual([]);
  });

  test('the main frame is refused once it shows another page', () => {
    const { call, done } = answering('https://example.org/');
    expect(() => call(channels.quit, 'main')).toThrow('own window');
    expect(done).toEqual([]);
  });

  test('full screen takes yes or no and nothing else', () => {
    const { call, done } = answering();
    expect(() => call(channels.setFullScreen, ownFrame, 'yes')).toThrow();
    expect(done).toEqual([]);
  });
});

function answering(mainFrameUrl?: string) {
  const handlers = new Map<string, (event: unknown, value: unknown) => unknown>();
  const done: string[] = [];
  const mainFrame = mainFrameUrl === undefined ? ownFrame : { url: mainFrameUrl };
  answerWindow(
    {
      handle: (channel: string, handler: (event: unknown, value: unknown) => unknown) => {
        handlers.set(channel, handler);
      },
    } as unknown as IpcMain,
    {
      webContents: {
        mainFrame,
        print: (_options: unknown, printed: (success: boolean) => void) => {
          done.push('print');
          printed(true);
        },
      },
      setFullScreen: (on: boolean) => done.push(`full screen ${on}`),
    } as unknown as BrowserWindow,
    () => done.push('quit'),
  );
  const call = (channel: string, frame: unknown, value?: unknown) =>
    handlers.get(channel)?.({ senderFrame: frame === 'main' ? mainFrame : frame }, value);
  return { call, done };
}
