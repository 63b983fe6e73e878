import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startRecording } from '../../native-bridge/transport/recording-writer.ts';
import { systemTimers } from '../../native-bridge/transport/timers.ts';
import { type ToldBytes, tellBytes } from './told-bytes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-bytes-'));
});
afterEach(() => rm(folder, { recursive: true }));

const about = { address: 'tcp://h:1', driver: 'd', settings: {}, seed: 1, utc: '2026-01-01T00:00:00.000Z' };
const patience = { timeout: 10_000, interval: 5 };

function follow(file: string) {
  const told: ToldBytes[] = [];
  const over = new AbortController();
  const ended = tellBytes(file, (bytes) => told.push(bytes), systemTimers, over.signal);
  return {
    told,
    end: () => {
      over.abort();
      return ended;
    },
  };
}

test('what comes in is told as it is recorded, also what came last, and nothing of what goes out', async () => {
  const file = path.join(folder, 'link.recording');
  const { told, end } = follow(file);
  const recording = startRecording(file, about);
  recording.bytes('in', Buffer.from('SP,0.4\r\n'));
  recording.bytes('out', Buffer.from('ask'));
  await vi.waitFor(() => expect(told).toHaveLength(1), patience);
  expect(told[0]).toEqual({ hex: '53 50 2C 30 2E 34 0D 0A', printable: 'SP,0.4..', more: 0 });
  recording.bytes('in', Buffer.from([0, 255]));
  await recording.close();
  await end();
  expect(told.map(({ hex }) => hex).slice(1)).toEqual(['00 FF']);
});

test('of a flood only the beginning of each look is told, and how much more there was', async () => {
  const file = path.join(folder, 'link.recording');
  const recording = startRecording(file, about);
  for (let n = 0; n < 100; n += 1) recording.bytes('in', Buffer.alloc(1_000, 'x'));
  await recording.close();
  const { told, end } = follow(file);
  await end();
  expect(told.reduce((sum, { printable, more }) => sum + printable.length + more, 0)).toBe(100_000);
  for (const { printable } of told) expect(printable.length).toBeLessThanOrEqual(256);
});

test('a file that is none, or no recording, is nothing to tell of', async () => {
  await follow(path.join(folder, 'none')).end();
  await writeFile(path.join(folder, 'other'), 'something else altogether');
  const { told, end } = follow(path.join(folder, 'other'));
  await end();
  expect(told).toEqual([]);
});
