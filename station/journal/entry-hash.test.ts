import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StoredEntry } from './entry-hash.ts';
import { entryHash, genesis } from './entry-hash.ts';

const bytes = (text: string) => Buffer.from(text);
const common = {
  at: bytes('2026-03-01T08:00:00.000Z'),
  monotonic: 1000,
  run: bytes('00000000-0000-4000-8000-00000000000a'),
  subject: bytes('00000000-0000-4000-8000-0000000000ff'),
};
const first: StoredEntry = {
  ...common,
  seq: 1,
  id: bytes('00000000-0000-4000-8000-000000000001'),
  actor: bytes('station'),
  kind: bytes('visit.departed'),
  body: bytes('{}'),
  prev: genesis,
};

test('the README’s two entries have the hashes that stand there', () => {
  const second: StoredEntry = {
    ...common,
    seq: 2,
    id: bytes('00000000-0000-4000-8000-000000000002'),
    actor: bytes('officer-7'),
    kind: bytes('visit.cancelled'),
    body: bytes('{"reason":"уехал"}'),
    prev: entryHash(first),
  };
  const readme = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8');
  const row = readme.split('\n').find((line) => line.startsWith('| hash | `'));
  expect(row).toBe(
    `| hash | \`${entryHash(first).toString('hex')}\` | \`${entryHash(second).toString('hex')}\` |`,
  );
});

test('the hash tells where one column ends and the next begins', () => {
  const moved = { ...first, actor: bytes('stationvisit'), kind: bytes('.departed') };
  expect(entryHash(moved)).not.toEqual(entryHash(first));
});
