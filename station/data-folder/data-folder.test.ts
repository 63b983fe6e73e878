import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-data-'));
  folders.push(folder);
  return folder;
}

describe('a data folder', () => {
  it('is created with its layout, deep down too, and its mode is written in it', () => {
    const root = path.join(temporary(), 'a', 'b');
    const folder = openDataFolder(root, 'training');
    folder.close();
    const layout = [
      'assessments',
      'captures',
      'devices',
      'instance.lock',
      'logs',
      'mode',
      'photos',
      'received',
      'scans',
      'thumbnails',
    ];
    expect(readdirSync(root).sort()).toEqual(layout);
    expect(readFileSync(path.join(root, 'mode'), 'utf8')).toBe('training\n');
    openDataFolder(root, 'training').close();
  });

  it.each([
    ['training', 'live'],
    ['live', 'training'],
  ] as const)('of %s is refused for %s', (first, second) => {
    const root = temporary();
    openDataFolder(root, first).close();
    const before = readdirSync(root);
    expect(() => openDataFolder(root, second)).toThrow(
      expect.objectContaining({ code: 'DATA_MODE_MISMATCH' }),
    );
    expect(readdirSync(root)).toEqual(before);
    openDataFolder(root, first).close();
  });

  it('with a mark it does not know is refused for both', () => {
    const root = temporary();
    writeFileSync(path.join(root, 'mode'), 'something');
    expect(() => openDataFolder(root, 'live')).toThrow(
      expect.objectContaining({ code: 'DATA_MODE_MISMATCH' }),
    );
    expect(() => openDataFolder(root, 'training')).toThrow(
      expect.objectContaining({ code: 'DATA_MODE_MISMATCH' }),
    );
    expect(readdirSync(root)).toEqual(['mode']);
  });

  it('is held by one station at a time, in this process too', () => {
    const root = temporary();
    const first = openDataFolder(root, 'training');
    expect(() => openDataFolder(root, 'training')).toThrow(expect.objectContaining({ code: 'DATA_LOCKED' }));
    first.close();
    openDataFolder(root, 'training').close();
  });

  it('is free again after its station was killed with no chance to say goodbye', async () => {
    const root = temporary();
    const module = path.join(import.meta.dirname, 'data-folder.ts');
    const script = `import { openDataFolder } from ${JSON.stringify(module)};
      globalThis.held = openDataFolder(${JSON.stringify(root)}, 'live');
      process.stdout.write('held'); setInterval(() => globalThis.held, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(() => openDataFolder(root, 'live')).toThrow(expect.objectContaining({ code: 'DATA_LOCKED' }));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    openDataFolder(root, 'live').close();
  });

  it('cannot be where a file is', () => {
    const root = temporary();
    writeFileSync(path.join(root, 'file'), 'mine');
    expect(() => openDataFolder(path.join(root, 'file'), 'live')).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_INVALID' }),
    );
    expect(() => openDataFolder(path.join(root, 'file', 'deeper'), 'live')).toThrow(
      expect.objectContaining({ code: 'DATA_FOLDER_INVALID' }),
    );
    expect(readFileSync(path.join(root, 'file'), 'utf8')).toBe('mine');
  });
});
