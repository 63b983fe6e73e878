import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage, cellSize, type SeenCells } from '../viewer/coverage.ts';
import { placementOf, scaleOf, type View, visibleRectangle } from '../viewer/view.ts';
import { nextUnseen, unseenBlocks } from './unseen.ts';

const grids = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 12 }))
  .chain(([across, down]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: across * down, maxLength: across * down })
      .map((seen): SeenCells => ({ across, down, seen: Uint8Array.from(seen) })),
  );

describe('the map of what was not seen', () => {
  it('covers every unseen cell once and no other', () => {
    fc.assert(
      fc.property(grids, (cells) => {
        const drawn = new Uint8Array(cells.across * cells.down);
        for (const { x, y, width, height } of unseenBlocks(cells))
          for (let column = x; column < x + width; column += 1)
            for (let row = y; row < y + height; row += 1) drawn[column * cells.down + row]! += 1;
        expect([...drawn]).toEqual([...cells.seen].map((seen) => 1 - seen));
      }),
    );
  });

  it('is one rectangle where nothing was seen', () => {
    expect(unseenBlocks({ across: 9, down: 3, seen: new Uint8Array(27) })).toEqual([
      { x: 0, y: 0, width: 9, height: 3 },
    ]);
  });
});

describe('the next part that was not seen', () => {
  const layout = { columns: 2000, rows: 700, linePitchMm: 4, detectorPitchMm: 4 };
  const size = { width: 500, height: 300 };

  /** Presses the key until everything was seen, looking for long enough each time; returns how often. */
  function pressed(lengths: typeof layout, canvas: typeof size, pxPerMm: number): number {
    const coverage = new Coverage();
    let view: View = { x: lengths.columns / 2, y: lengths.rows / 2, pxPerMm };
    for (let now = 0; ; now += 1) {
      const rectangle = visibleRectangle(lengths, placementOf(lengths, view, canvas), canvas);
      const counts = scaleOf(lengths, view) > 0.999;
      coverage.show(counts ? rectangle : null, lengths, now * 600);
      const cells = coverage.cells(lengths, (now + 1) * 600);
      const next = nextUnseen({
        cells,
        cell: cellSize,
        layout: lengths,
        size: canvas,
        now: { rectangle, pxPerMm: view.pxPerMm, counts },
      });
      if (next === null) return now;
      view = next;
      if (now > 500) throw new Error('it never ends');
    }
  }

  it('leads through the whole picture, from wherever one begins, with hardly a look too many', () => {
    expect(pressed(layout, size, 0.05)).toBeLessThanOrEqual(20);
    expect(pressed(layout, size, 0.25)).toBeLessThanOrEqual(20);
  });

  it('comes to an end in a picture of any size on a canvas of any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 130, max: 700 }),
        fc.integer({ min: 130, max: 500 }),
        fc.constantFrom(4, 5.5),
        (columns, rows, width, height, linePitchMm) => {
          const lengths = { columns, rows, linePitchMm, detectorPitchMm: 4 };
          expect(pressed(lengths, { width, height }, 0.1)).toBeLessThan(200);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is another place with each press, also before what is on the canvas counts', () => {
    const cells = { across: 32, down: 11, seen: new Uint8Array(32 * 11) };
    const looks = new Set<string>();
    let view: View = { x: 250, y: 150, pxPerMm: 0.25 };
    for (let press = 0; press < 12; press += 1) {
      const rectangle = visibleRectangle(layout, placementOf(layout, view, size), size);
      const now = { rectangle, pxPerMm: view.pxPerMm, counts: true };
      view = nextUnseen({ cells, cell: cellSize, layout, size, now })!;
      looks.add(`${view.x} ${view.y}`);
    }
    expect(looks.size).toBe(12);
  });
});
