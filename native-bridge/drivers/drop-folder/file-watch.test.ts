import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileWatch, type SeenFile } from './file-watch.ts';

const none: ReadonlySet<string> = new Set();
const file = (id: string, version: number, bytes = 1): SeenFile => ({
  id,
  key: `${id} ${version} ${bytes}`,
  identity: id,
  bytes,
});

test('a file is whole exactly when nothing of it has changed for long enough over two looks', () => {
  const look = fc.record({
    after: fc.integer({ min: 0, max: 4000 }),
    version: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 4 }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), (looks) => {
      const watch = new FileWatch({ stableMs: 3000, emptyMs: 60_000 });
      let now = 0;
      let version: number | null = null;
      let since = 0;
      let seen = 0;
      for (const { after, version: next } of looks) {
        now += after;
        if (next !== version) [version, since, seen] = [next, now, 0];
        seen++;
        const whole = watch.look(next === null ? [] : [file('a', next)], none, now);
        expect(whole.length === 1).toBe(next !== null && seen > 1 && now - since >= 3000);
      }
    }),
  );
});

test('an empty file waits longer, for it is most often about to be filled', () => {
  const watch = new FileWatch({ stableMs: 3000, emptyMs: 60_000 });
  for (const [now, whole] of [
    [0, 0],
    [59_999, 0],
    [60_000, 1],
  ] as const)
    expect(watch.look([file('a', 1, 0)], none, now)).toHaveLength(whole);
});

test('a file renamed from a temporary name is whole at once, and stays so until it is taken', () => {
  const watch = new FileWatch({ stableMs: 3000, emptyMs: 60_000 });
  expect(watch.look([], new Set(['a']), 0)).toEqual([]);
  expect(watch.look([file('a', 1)], none, 1)).toHaveLength(1);
  expect(watch.look([file('a', 1)], none, 2)).toHaveLength(1);
  expect(watch.look([file('a', 2)], none, 3)).toEqual([]);
  const between = new FileWatch({ stableMs: 3000, emptyMs: 60_000 });
  between.look([], new Set(['b', 'c']), 0);
  between.look([], none, 1);
  expect(between.look([file('b', 1)], none, 2)).toHaveLength(1);
  expect(between.look([file('b', 1), file('c', 1)], none, 3)).toHaveLength(1);
});
