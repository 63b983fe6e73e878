import { expect, test } from 'vitest';
import type { PlaneTiff } from './tiff-reader.ts';
import { TileCache } from './tile-cache.ts';

const tileBytes = 512 * 512 * 2;

/** A plane that notes what is read from it; `gate` holds its reads up. */
function planeOf(reads: string[], gate: () => Promise<void> = async () => {}): PlaneTiff {
  return {
    path: 'plane',
    levels: 1,
    description: undefined as never,
    readTile: async (level, column, row) => {
      reads.push(`${level}/${column}/${row}`);
      await gate();
      return Uint16Array.of(level, column, row);
    },
    close: async () => {},
  };
}

test('a tile asked for by several at once is decoded once', async () => {
  const reads: string[] = [];
  const plane = planeOf(reads);
  const cache = new TileCache();
  const tiles = await Promise.all([1, 2, 3].map(() => cache.get(plane, 0, 4, 5)));
  expect(tiles).toEqual([1, 2, 3].map(() => Uint16Array.of(0, 4, 5)));
  expect(reads).toEqual(['0/4/5']);
});

test('the tile that was not used for longest goes first, and a closed plane takes its tiles along', async () => {
  const reads: string[] = [];
  const plane = planeOf(reads);
  const cache = new TileCache(2 * tileBytes);
  for (const column of [1, 2, 1, 3, 1]) await cache.get(plane, 0, column, 0);
  expect(reads).toEqual(['0/1/0', '0/2/0', '0/3/0']);
  await cache.get(plane, 0, 2, 0);
  expect(reads).toHaveLength(4);
  const other = planeOf(reads);
  await cache.get(other, 0, 2, 0);
  expect(reads).toHaveLength(5);
  cache.forget(other);
  await cache.get(plane, 0, 2, 0);
  expect(reads).toHaveLength(5);
  await cache.get(other, 0, 2, 0);
  expect(reads).toHaveLength(6);
});

test('no more than a few are decoded at a time, and all are in the end', async () => {
  const reads: string[] = [];
  const waiting: (() => void)[] = [];
  const plane = planeOf(reads, () => new Promise((resolve) => waiting.push(resolve)));
  const cache = new TileCache(100 * tileBytes, 2);
  const all = Promise.all([0, 1, 2, 3, 4].map((column) => cache.get(plane, 0, column, 0)));
  for (let done = 0; done < 5; done++) {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    expect(waiting.length).toBeLessThanOrEqual(2);
    waiting.shift()!();
  }
  expect((await all).map((tile) => tile[1])).toEqual([0, 1, 2, 3, 4]);
});

test('a tile that could not be read is tried again', async () => {
  let fails = true;
  const plane = planeOf([], async () => {
    if (fails) throw new Error('a passing fault');
  });
  const cache = new TileCache();
  await expect(cache.get(plane, 0, 0, 0)).rejects.toThrow('a passing fault');
  fails = false;
  expect(await cache.get(plane, 0, 0, 0)).toEqual(Uint16Array.of(0, 0, 0));
});
