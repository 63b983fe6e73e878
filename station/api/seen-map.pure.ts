import { z } from 'zod';
import type { DecisionKind, Fidelity } from './views.pure.ts';

/**
 * Which parts of a picture an officer had seen when deciding, as the journal keeps it: a grid of cells over the
 * picture, column by column, one bit each (the lowest of a byte first), in base64. At most `mostCells`, whatever the
 * picture's size: of a larger picture the cells are made larger, and count as seen only where all of them was.
 */
export const seenMap = z
  .strictObject({
    /** Side of a cell in pixels of the full resolution. */
    cell: z.int().min(1).max(65_536),
    across: z.int().min(1).max(65_536),
    down: z.int().min(1).max(65_536),
    bits: z.base64().max(8_192),
  })
  .refine(({ across, down }) => across * down <= mostCells, { error: 'too many cells' })
  .refine(({ across, down, bits }) => bits.length === 4 * Math.ceil(Math.ceil((across * down) / 8) / 3), {
    error: 'not a bit for each cell',
  })
  .readonly();
export type SeenMap = z.output<typeof seenMap>;

/** 4 KiB of bits. A picture of 4096 × 32000 pixels has 32,000 cells of 64 pixels. */
export const mostCells = 32_768;

/** A grid over a picture, column by column: 1 where a cell was seen. */
export interface CellGrid {
  readonly across: number;
  readonly down: number;
  readonly seen: Uint8Array;
}

/** What was seen of one scan when it was decided on, as it is shown to who opens the visit later. */
export interface DecisionSeen {
  readonly scanId: string;
  readonly decision: DecisionKind;
  /** Service number of who decided, and when. */
  readonly by: string;
  readonly at: string;
  readonly fidelity: Fidelity;
  readonly seenPercent: number;
  readonly map: SeenMap;
}

/** `cell`: pixels along a side of the grid's cells. Null for a grid without cells. */
export function encodeSeen(grid: CellGrid, cell: number): SeenMap | null {
  let kept = grid;
  let side = cell;
  while (kept.across * kept.down > mostCells) {
    kept = halved(kept);
    side *= 2;
  }
  const { across, down, seen } = kept;
  if (across * down === 0) return null;
  const bytes = new Uint8Array(Math.ceil(seen.length / 8));
  for (const [at, value] of seen.entries()) if (value) bytes[at >> 3]! |= 1 << (at & 7);
  return { cell: side, across, down, bits: btoa(String.fromCharCode(...bytes)) };
}

export function decodeSeen({ across, down, bits }: SeenMap): CellGrid {
  const bytes = atob(bits);
  const seen = new Uint8Array(across * down);
  for (let at = 0; at < seen.length; at += 1) seen[at] = (bytes.charCodeAt(at >> 3) >> (at & 7)) & 1;
  return { across, down, seen };
}

/** Cells twice as large, each seen only where every one of its cells was. */
function halved({ across, down, seen }: CellGrid): CellGrid {
  const half = { across: Math.ceil(across / 2), down: Math.ceil(down / 2) };
  const kept = new Uint8Array(half.across * half.down).fill(1);
  for (const [at, value] of seen.entries()) {
    if (!value) kept[(Math.floor(at / down) >> 1) * half.down + ((at % down) >> 1)] = 0;
  }
  return { ...half, seen: kept };
}
