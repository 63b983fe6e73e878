import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellGrid, decodeSeen, encodeSeen, mostCells, seenMap } from './seen-map.pure.ts';

const grids = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([across, down]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: across * down, maxLength: across * down })
      .map((seen): CellGrid => ({ across, down, seen: Uint8Array.from(seen) })),
  );

describe('the record of what was seen', () => {
  it('gives back every cell of an ordinary picture, and passes the journal', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const map = encodeSeen(grid, 64)!;
        expect(seenMap.parse(map)).toEqual(map);
        expect(decodeSeen(map)).toEqual(grid);
      }),
    );
  });

  it('stays bounded however large the picture is, and never says more than was seen', () => {
    const across = 2048;
    const down = 129;
    const seen = new Uint8Array(across * down).fill(1);
    seen[1000 * down + 7] = 0;
    const map = encodeSeen({ across, down, seen }, 64)!;
    expect(seenMap.parse(map).cell).toBe(256);
    expect(map.across * map.down).toBeLessThanOrEqual(mostCells);
    const unseen = [...decodeSeen(map).seen].flatMap((value, at) => (value ? [] : [at]));
    expect(unseen).toEqual([Math.floor(1000 / 4) * map.down + Math.floor(7 / 4)]);
  });

  it('has nothing to say of a picture without cells', () => {
    expect(encodeSeen({ across: 0, down: 24, seen: new Uint8Array() }, 64)).toBeNull();
  });

  it('refuses bits that are not those of its cells', () => {
    const map = encodeSeen({ across: 30, down: 3, seen: new Uint8Array(90) }, 64)!;
    expect(seenMap.safeParse({ ...map, across: 60 }).success).toBe(false);
    expect(seenMap.safeParse({ ...map, across: 65_000, down: 65_000 }).success).toBe(false);
    expect(seenMap.safeParse({ ...map, bits: '!!!!' }).success).toBe(false);
  });
});
