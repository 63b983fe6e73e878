import { appendFile, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettledRecord } from './settled-record.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-record-'));
  file = path.join(folder, 'settled');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was settled is known after a restart', async () => {
  const record = await SettledRecord.open(file);
  await record.settle({ sha256: 'a'.repeat(64), key: 'k1' });
  await record.settle({ key: 'k2' });
  const again = await SettledRecord.open(file);
  expect([again.hasPicture('a'.repeat(64)), again.hasKey('k1'), again.hasKey('k2')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([again.hasPicture('b'.repeat(64)), again.hasKey('k')]).toEqual([false, false]);
});

test('cut anywhere, it knows the entries that were whole and nothing else, and goes on', async () => {
  const record = await SettledRecord.open(file);
  for (const key of ['one', 'two', 'three']) await record.settle({ key });
  const whole = await readFile(file, 'utf8');
  for (let bytes = 0; bytes <= whole.length; bytes++) {
    await truncate(file, 0);
    await appendFile(file, whole.slice(0, bytes));
    const cut = await SettledRecord.open(file);
    const lines = whole.slice(0, bytes).split('\n').slice(0, -1);
    for (const key of ['one', 'two', 'three', 't', 'on']) {
      expect(cut.hasKey(key), `${key} after ${bytes}`).toBe(lines.includes(`k${key}`));
    }
    await cut.settle({ key: 'more' });
    expect((await SettledRecord.open(file)).hasKey('more')).toBe(true);
  }
});

test('it remembers the latest up to its limit, in a file that does not grow without end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), async (keys) => {
      await rm(file, { force: true });
      let record = await SettledRecord.open(file, 5);
      for (const [i, key] of keys.entries()) {
        await record.settle({ key: `${key}` });
        if (i % 17 === 16) record = await SettledRecord.open(file, 5);
        expect(record.hasKey(`${key}`)).toBe(true);
      }
      expect((await stat(file)).size).toBeLessThan(4 * 30);
    }),
    { numRuns: 10 },
  );
});
