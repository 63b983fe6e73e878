import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, type Pyramid } from './pyramid.ts';
import { type Edges, type SceneInput, sceneOf } from './scene.ts';
import type { PictureProgress, TileAddress } from './tile-source.ts';
import type { UploadedTile } from './tile-store.ts';
import { placementOf } from './view.ts';

const pyramid: Pyramid = {
  columns: 2000,
  rows: 900,
  linePitchMm: 4,
  detectorPitchMm: 4,
  tileSize: 512,
  levels: 3,
};
const size = { width: 1200, height: 700 };
const complete: PictureProgress = { columns: 2000, state: 'complete' };
const oneToOne = { x: 900, y: 450, pxPerMm: 0.25 };

describe('a scene', () => {
  it('covers the picture on the canvas exactly once, whichever tiles there are', () => {
    const keys = ['0/0/0', '0/1/0', '0/2/1', '1/0/0', '1/1/0', '2/0/0'];
    fc.assert(
      fc.property(
        fc.subarray(keys),
        fc.nat(2000),
        fc.double({ min: 0.1, max: 1.2, noNaN: true }),
        (there, received, pxPerMm) => {
          const input = inputOf(there, { columns: received, state: 'receiving' }, { ...oneToOne, pxPerMm });
          const scene = sceneOf(input);
          const cells: Edges[] = [...scene.pixels, ...scene.patterns.filter(({ over }) => !over)];
          const { originX, originY, scaleX, scaleY } = input.placement;
          for (let probe = 0; probe < 40; probe += 1) {
            const x = ((probe * 331) % 1200) + 0.37;
            const y = ((probe * 173) % 700) + 0.41;
            const column = (x - originX) / scaleX;
            const row = (y - originY) / scaleY;
            const inside = column > 0 && column < 2000 && row > 0 && row < 900;
            const covering = cells.filter((c) => x >= c.left && x < c.right && y >= c.top && y < c.bottom);
            expect(covering.length).toBe(inside ? 1 : 0);
          }
        },
      ),
    );
  });

  it('gives neighbouring cells the same edge to the last bit', () => {
    const { pixels } = sceneOf(inputOf(['0/0/0', '0/1/0'], complete, { ...oneToOne, pxPerMm: 0.30103 }));
    const [left, right] = [...pixels].sort((a, b) => a.left - b.left);
    expect(left!.right).toBe(right!.left);
  });

  it('takes a cell from the finest coarser tile when its own is not there', () => {
    const { pixels, patterns } = sceneOf(inputOf(['2/0/0', '1/0/0', '0/1/0'], complete, oneToOne));
    const slots = (column: number) =>
      pixels.find((cell) => Math.abs(cell.left - edgeOf(column)) < 1e-9)?.slot;
    expect([slots(0), slots(1), slots(2)]).toEqual([1, 2, 0]);
    expect(patterns).toEqual([]);
  });

  it('says full only when every cell is there and the picture is complete', () => {
    const all = ['0/0/0', '0/1/0', '0/2/0', '0/0/1', '0/1/1', '0/2/1'];
    const fidelity = (there: string[], progress: PictureProgress | null) =>
      sceneOf(inputOf(there, progress, oneToOne)).fidelity;
    expect(fidelity(all, complete)).toBe('full');
    expect(fidelity(all.slice(1), complete)).toBe('overview');
    expect(fidelity(all, null)).toBe('overview');
    expect(fidelity(all, { columns: 2000, state: 'receiving' })).toBe('receiving');
    expect(fidelity(all, { columns: 2000, state: 'incomplete' })).toBe('incomplete');
  });

  it('is incomplete where a tile failed, and marks it over the coarser pixels', () => {
    const input = inputOf(['2/0/0'], complete, oneToOne, ['0/1/0']);
    const scene = sceneOf(input);
    expect(scene.fidelity).toBe('incomplete');
    expect(scene.patterns).toMatchObject([{ pattern: 'missing', over: true, left: edgeOf(1) }]);
    const bare = sceneOf(inputOf([], complete, oneToOne, ['0/1/0']));
    expect(bare.patterns.filter(({ pattern }) => pattern === 'missing')).toMatchObject([{ over: false }]);
  });

  it('ends the pixels where the tile’s own columns end and marks the rest as not received', () => {
    const there = new Map([['0/0/0', { slot: 0, columns: 300, final: false, width: 514, height: 514 }]]);
    const input = { ...inputOf([], { columns: 400, state: 'receiving' }, { ...oneToOne, x: 400 }) };
    const scene = sceneOf({ ...input, store: storeOf(there) });
    const boundary = input.placement.originX + 300;
    const cell = scene.pixels.find(({ top }) => top < 1)!;
    expect(cell.right).toBe(boundary);
    expect(cell.lastX).toBe(300);
    expect(scene.patterns).toContainEqual(
      expect.objectContaining({ left: boundary, pattern: 'not-received' }),
    );
  });

  it('never reads a tile’s apron beyond the picture’s edge', () => {
    const { pixels } = sceneOf(inputOf(['2/0/0'], complete, { ...oneToOne, pxPerMm: 0.0625 }));
    expect(pixels).toMatchObject([{ firstX: 1, firstY: 1, lastX: 500, lastY: 225 }]);
  });
});

function inputOf(
  there: string[],
  progress: PictureProgress | null,
  view: typeof oneToOne,
  failed: string[] = [],
): SceneInput {
  const tiles = new Map(
    there.map((key, slot) => [key, { slot, columns: 2000, final: true, width: 514, height: 514 }]),
  );
  return {
    pyramid,
    apron: 1,
    placement: placementOf(pyramid, view, size),
    size,
    capacity: 100,
    store: storeOf(tiles, failed),
    progress,
  };
}

function storeOf(tiles: ReadonlyMap<string, UploadedTile>, failed: string[] = []): SceneInput['store'] {
  return {
    uploaded: (address: TileAddress) => tiles.get(keyOf(address)) ?? null,
    isCurrent: (address) => tiles.has(keyOf(address)),
    isMissing: (address) => failed.includes(keyOf(address)),
  };
}

function edgeOf(column: number): number {
  const { originX, scaleX } = placementOf(pyramid, oneToOne, size);
  return originX + column * 512 * scaleX;
}
