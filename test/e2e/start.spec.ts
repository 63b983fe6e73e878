import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('without a display npm start says the address, and its end is the station’s end', async () => {
  test.skip(process.platform !== 'linux', 'a desktop system always has a display');
  const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-start-'));
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const start = spawn(process.execPath, ['scripts/start.mjs', '--data', path.join(folder, 'data')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  start.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise((resolve) => start.once('exit', resolve));
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: start.stdout }).once('line', resolve);
      start.once('exit', () => reject(new Error(said)));
    });
    expect(said).toContain('There is no display');
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(302);
    start.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  } finally {
    start.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('a start with a wrong word ends with a sentence', async () => {
  const start = spawn(process.execPath, ['scripts/start.mjs', '--mode', 'practice'], { cwd: root });
  let said = '';
  start.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => start.once('close', resolve));
  expect([code, said]).toEqual([
    2,
    expect.stringContaining('--mode is "training" or "live", not "practice".'),
  ]);
});
