import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Camera } from './camera.ts';
import { toPicture } from './view.ts';

const canvas = { size: { width: 800, height: 400 }, density: 1 };
const pyramid = { columns: 3000, rows: 1000, linePitchMm: 4, detectorPitchMm: 3, tileSize: 512, levels: 4 };

function camera(): Camera {
  const made = new Camera(canvas, null);
  made.layOut(pyramid);
  return made;
}

describe('a camera', () => {
  test('goes back the whole way it came, whatever that was, and then says that there is no more', () => {
    const move = fc.oneof(
      fc.record({ zoom: fc.double({ min: 0.5, max: 2, noNaN: true }) }),
      fc.record({ dx: fc.integer({ min: -300, max: 300 }), dy: fc.integer({ min: -300, max: 300 }) }),
      fc.constantFrom('fit' as const, 'flip' as const, 'reset' as const),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const at = camera();
        const seen = [lookOf(at)];
        for (const [nth, next] of moves.entries()) {
          const now = nth * 1000;
          if (typeof next === 'string') at[next](now);
          else if ('zoom' in next) at.zoomBy(next.zoom, { x: 100, y: 50 }, now);
          else at.panBy(next.dx, next.dy, now);
          const look = lookOf(at);
          if (look !== seen.at(-1)) seen.push(look);
        }
        const back: string[] = [];
        do back.unshift(lookOf(at));
        while (at.back());
        // A step that shows the same (a fit of what is fitted) may be gone back over without a change.
        expect(back.filter((look, nth) => look !== back[nth - 1])).toEqual(seen);
      }),
    );
  });

  test('takes moves of one kind that follow one another quickly for one step', () => {
    const at = camera();
    at.zoomTo(1, 0);
    const before = lookOf(at);
    for (let nth = 0; nth < 10; nth += 1) at.panBy(-20, 0, 1000 + nth * 50);
    at.back();
    expect(lookOf(at)).toBe(before);
  });

  test('keeps the place under the cursor where it is, at any zoom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.6, max: 6, noNaN: true }), fc.nat(800), fc.nat(400), (factor, x, y) => {
        const at = camera();
        at.zoomBy(1.5, null, 0);
        const before = toPicture(at.shown!.placement, { x, y });
        // Beside the picture there is nothing to hold on to.
        fc.pre(before.x > 0 && before.y > 0 && before.x < 3000 && before.y < 1000);
        at.zoomBy(factor, { x, y }, 0);
        const after = toPicture(at.shown!.placement, { x, y });
        const { x: middleX, y: middleY } = at.shown!.view;
        fc.pre(middleX > 0 && middleY > 0 && middleX < 3000 && middleY < 1000);
        // At whole scales the picture is brought to whole device pixels.
        expect(Math.abs(after.x - before.x)).toBeLessThan(1);
        expect(Math.abs(after.y - before.y)).toBeLessThan(1);
      }),
    );
  });

  test('forgets the places of the last picture', () => {
    const at = camera();
    at.zoomTo(1, 0);
    at.begin();
    expect(at.back()).toBe(false);
    expect(at.isFitted).toBe(true);
  });
});

function lookOf(at: Camera): string {
  return JSON.stringify([at.shown!.placement, at.isFitted, at.isFlipped]);
}
