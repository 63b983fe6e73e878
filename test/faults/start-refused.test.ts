import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  closePost,
  type FailedProcess,
  goToWork,
  openPost,
  startedPost,
  startPost,
  temporaryFolder,
  tidyUp,
} from '../../station/post.fixture.ts';
import { folderState } from './folder-state.ts';

vi.setConfig({ testTimeout: 120_000 });
let folder: string;
const mounts: string[] = [];
beforeEach(() => {
  folder = path.join(temporaryFolder(), 'data');
});
afterEach(async () => {
  for (const mount of mounts.splice(0)) spawnSync('umount', ['--lazy', mount]);
  await tidyUp();
});

/** A data folder with a life behind it: an officer, trucks, entries. */
async function usedFolder(): Promise<void> {
  const post = await openPost({ dataFolder: folder });
  await goToWork(post.ask);
  await closePost(post);
}

async function refusedStart(...args: string[]): Promise<FailedProcess> {
  const outcome = await startPost('--data', folder, ...args);
  if ('ask' in outcome) throw new Error('The station started.');
  return outcome;
}

/** One line on stderr with the code and a way out, nothing on stdout, exit code 1. */
function expectSentence({ exitCode, stderr, stdout }: FailedProcess, code: string, way: RegExp): void {
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(new RegExp(`^${code}: `));
  expect(stderr).toMatch(way);
}

/** A small disk of its own, or null where this user may not mount one. */
function smallDisk(options: string): string | null {
  const place = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]).status !== 0) return null;
  mounts.push(place);
  return place;
}

describe('the station does not start, says why, and changes nothing', () => {
  it('when its port is taken', async () => {
    await usedFolder();
    const before = folderState(folder);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expectSentence(await refusedStart('--port', String(port)), 'PORT_TAKEN', /--port 0/);
    other.close();
    expect(folderState(folder)).toEqual(before);
  });

  it('when another station uses the folder, which goes on undisturbed', async () => {
    const first = await startedPost('--data', folder);
    expectSentence(await refusedStart(), 'DATA_LOCKED', /Close it first/);
    await goToWork(first.ask);
    expect(await first.end('SIGTERM')).toBe(0);
    const second = await startedPost('--data', folder);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('when the folder is of the other mode', async () => {
    await usedFolder();
    const before = folderState(folder);
    expectSentence(await refusedStart('--mode', 'live'), 'DATA_MODE_MISMATCH', /Name another folder/);
    expect(folderState(folder)).toEqual(before);
  });

  it('when the configuration has a mistake, with its place', async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'config.json'), '{\n  "lanes": ["1",\n}');
    const before = folderState(folder);
    const refused = await refusedStart();
    expectSentence(refused, 'CONFIG_INVALID', /line 3, column 1/);
    expect(folderState(folder)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('when the scanner’s address is wrong, or an option is', async () => {
    expectSentence(
      await refusedStart('--scanner', 'line-stream:tcp://nowhere'),
      'LINK_ADDRESS_INVALID',
      /tcp:\/\/HOST:PORT/,
    );
    expectSentence(await refusedStart('--mode', 'practice'), 'USAGE', /training\|live/);
    expectSentence(await refusedStart('--unknown'), 'USAGE', /--unknown/);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['is not a database', (bytes: Buffer) => bytes.fill('not a database ')],
    ['lost a page in its middle', (bytes: Buffer) => bytes.fill(0xff, 4096 * 2, 4096 * 4)],
    ['ends too early', (bytes: Buffer) => bytes.subarray(0, 6000)],
    ['is empty', (bytes: Buffer) => bytes.subarray(0, 0)],
  ])('when the journal %s', async (_what, damage) => {
    await usedFolder();
    const journal = path.join(folder, 'journal.db');
    writeFileSync(journal, damage(readFileSync(journal)));
    const before = folderState(folder);
    expectSentence(await refusedStart(), 'JOURNAL_DAMAGED', /npm run verify/);
    // Looking at a database leaves an empty write-ahead log beside it.
    expect(folderState(folder)).toMatchObject(before);
  });

  it('when the folder cannot be written', async ({ skip }) => {
    await usedFolder();
    const root = process.getuid?.() === 0;
    const place = root ? smallDisk('size=8m') : folder;
    if (place === null) return skip('root writes anywhere, and a read-only disk cannot be mounted here');
    if (root) {
      spawnSync('cp', ['-a', `${folder}/.`, place]);
      spawnSync('mount', ['-o', 'remount,ro', place]);
    } else chmodSync(place, 0o555);
    folder = place;
    const before = folderState(folder);
    const refused = await refusedStart();
    if (!root) chmodSync(place, 0o755);
    expectSentence(refused, 'DATA_READ_ONLY', /right to write/);
    expect(folderState(folder)).toEqual(before);
  });

  it('when the disk is full', async ({ skip }) => {
    await usedFolder();
    const place = smallDisk('size=4m');
    if (place === null) return skip('a small disk cannot be mounted here');
    spawnSync('cp', ['-a', `${folder}/.`, place]);
    folder = place;
    const before = folderState(folder);
    const filler = path.join(place, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'], { stdio: 'ignore' });
    expectSentence(await refusedStart(), 'DISK_FULL', /Free some space/);
    rmSync(filler);
    expect(folderState(folder)).toEqual(before);
    const started = await startedPost('--data', folder);
    await goToWork(started.ask);
    expect(await started.end('SIGTERM')).toBe(0);
  });
});
