// What the scripts say while something takes long, and how they keep out of each other's way. All of it on stderr.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const cacheFolder = fileURLToPath(new URL('../.cache', import.meta.url));

/** A sentence for the person who ran the command. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Runs a program to its end, says so at the start and every ten seconds, and shows its output (on stderr).
 * Resolves with whether it succeeded; a program that takes longer than `timeoutMs` is stopped and has failed.
 */
export async function runWithProgress(file, args, { what, timeoutMs, ...options }) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say(`${what}…`);
  const ticker = setInterval(() => say(`  still at it, ${seconds()}: ${what}`), 10_000);
  const child = spawn(file, args, { stdio: ['ignore', 2, 2], timeout: timeoutMs, ...options });
  const ok = await new Promise((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
  clearInterval(ticker);
  say(`  ${ok ? 'done' : 'failed'} after ${seconds()}`);
  return ok;
}

/** Runs `work` while no other process of this checkout runs work of that name; waits for the one that does. */
export async function oneAtATime(name, work) {
  const lock = path.join(cacheFolder, `${name}.lock`);
  mkdirSync(cacheFolder, { recursive: true });
  for (let said = false; !tryLock(lock); said = true) {
    if (!said) say(`Waiting for another command that is at the same work (${name})…`);
    await wait(200);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

// A lock file just made and not yet written holds an empty string: its holder lives.
function holderLives(lock) {
  try {
    const holder = readFileSync(lock, 'utf8');
    if (holder !== '') process.kill(Number(holder), 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH' && error.code !== 'ENOENT';
  }
}
