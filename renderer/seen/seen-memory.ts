import { z } from 'zod';
import type { SeenCells } from '../viewer/coverage.ts';

/**
 * What each officer has seen of which scan at this window, so that leaving a picture and coming back to it, or
 * loading the page again, does not begin anew. It lives as long as the window and holds the scans looked at last.
 */
export class SeenMemory {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage) {
    this.#storage = storage;
  }

  /** Null where this officer has seen nothing of the scan at this window. */
  recall(officerId: string, scanId: string): SeenCells | null {
    const found = this.#all().find((one) => one.officerId === officerId && one.scanId === scanId);
    return found ? { across: found.across, down: found.down, seen: bitsOf(found) } : null;
  }

  remember(officerId: string, scanId: string, { across, down, seen }: SeenCells): void {
    if (!seen.includes(1)) return;
    const others = this.#all().filter((one) => one.officerId !== officerId || one.scanId !== scanId);
    const kept = [...others.slice(1 - mostScans), { officerId, scanId, across, down, seen: runsOf(seen) }];
    try {
      this.#storage.setItem(keptAt, JSON.stringify(kept));
    } catch {
      // A full storage costs what a new window costs: it begins with nothing, and says so.
    }
  }

  #all(): Kept[] {
    try {
      return memory.parse(JSON.parse(this.#storage.getItem(keptAt) ?? '[]'));
    } catch {
      return [];
    }
  }
}

/** `seen`: how many cells are unseen, then seen, then unseen … in turn. */
const memory = z.array(
  z.object({
    officerId: z.string(),
    scanId: z.string(),
    across: z.int().min(1).max(65_536),
    down: z.int().min(1).max(65_536),
    seen: z.array(z.int().min(0)),
  }),
);
type Kept = z.output<typeof memory>[number];

const keptAt = 'scanpost.seen';
const mostScans = 20;

function runsOf(seen: Uint8Array): number[] {
  const runs: number[] = [];
  let [now, length] = [0, 0];
  for (const value of seen) {
    if (value !== now) {
      runs.push(length);
      [now, length] = [value, 0];
    }
    length += 1;
  }
  return [...runs, length];
}

function bitsOf({ across, down, seen }: Kept): Uint8Array {
  const bits = new Uint8Array(across * down);
  let at = 0;
  for (const [index, length] of seen.entries()) {
    bits.fill(index % 2, at, at + length);
    at += length;
  }
  return bits;
}
