import { beforeEach, describe, expect, it } from 'vitest';
import { gatherTilesMs, PaintPace, waitForFirstTileMs } from './paint-pace.ts';
import type { PixelCell, Scene } from './scene.ts';

let pace: PaintPace;

beforeEach(() => {
  pace = new PaintPace();
  pace.begin(1000);
});

describe('painting', () => {
  it('waits a moment for the first tile of a picture before it says that tiles are loading', () => {
    expect(pace.dueAt(sceneOf([], 4), 1000)).toBe(1000 + waitForFirstTileMs);
    expect(pace.dueAt(sceneOf([0], 4), 1010)).toBe(1010);
  });

  it('shows the first pixels at once, gathers the next, and shows the last at once', () => {
    pace.painted(sceneOf([], 4), 1100);
    expect(pace.dueAt(sceneOf([0], 4), 1110)).toBe(1110);
    pace.painted(sceneOf([0], 4), 1110);
    expect(pace.dueAt(sceneOf([0, 1], 3), 1115)).toBe(1110 + gatherTilesMs);
    expect(pace.dueAt(sceneOf([0, 1, 2, 3], 0), 1120)).toBe(1120);
  });

  it('never happens while nothing on the canvas changes', () => {
    pace.painted(sceneOf([0, 1], 0), 1100);
    expect(pace.dueAt(sceneOf([0, 1], 0), 5000)).toBe(null);
    pace.uploaded(7);
    expect(pace.dueAt(sceneOf([0, 1], 0), 5000)).toBe(null);
  });

  it('shows a tile that came again in the same place', () => {
    pace.painted(sceneOf([0, 1], 0), 1100);
    pace.uploaded(1);
    expect(pace.dueAt(sceneOf([0, 1], 0), 5000)).toBe(5000);
  });

  it('follows the hand at once, whatever is still on its way', () => {
    pace.painted(sceneOf([0, 1], 5), 1100);
    pace.ask();
    expect(pace.dueAt(sceneOf([0, 1], 5), 1101)).toBe(1101);
  });
});

function sceneOf(slots: number[], pending: number): Scene {
  const pixels = slots.map((slot) => ({ slot }) as PixelCell);
  return { level: 0, pixels, patterns: [], fidelity: 'overview', sharp: pending === 0, pending };
}
