import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLog } from './log.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-log-'));
  folders.push(folder);
  return folder;
}

describe('the log', () => {
  it('is JSON lines that a new start goes on with', () => {
    const folder = temporary();
    openLog(folder).info({ port: 1 }, 'first');
    openLog(folder).warn('second');
    const lines = readFileSync(path.join(folder, 'station.log'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['first', 'second']);
  });

  it('never grows beyond five files of 5 MB', () => {
    const folder = temporary();
    const log = openLog(folder);
    const text = 'x'.repeat(1024 * 1024);
    for (let line = 0; line < 40; line += 1) log.info({ line }, text);
    const files = readdirSync(folder).sort();
    expect(files).toEqual([
      'station.1.log',
      'station.2.log',
      'station.3.log',
      'station.4.log',
      'station.log',
    ]);
    const bytes = files.reduce((sum, file) => sum + readFileSync(path.join(folder, file)).length, 0);
    expect(bytes).toBeLessThan(5 * 7 * 1024 * 1024);
    expect(readFileSync(path.join(folder, 'station.log'), 'utf8')).toContain('"line":39');
  });

  it('that cannot be written stops nobody', () => {
    const folder = temporary();
    writeFileSync(path.join(folder, 'file'), '');
    const log = openLog(path.join(folder, 'file'));
    log.info('lost');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
