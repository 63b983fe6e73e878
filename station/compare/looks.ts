import type { Thumbnails } from '../archive/thumbnails.ts';
import { glanceOf } from '../exports/overview.ts';
import type { PictureShelf } from '../http/scan-routes.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { lookOf } from './look.pure.ts';

/** What archived scans look like, beside the journal: a cache, made again from the thumbnails where it is missing. */
export const looksTable = `CREATE TABLE IF NOT EXISTS scan_looks (
  scan TEXT PRIMARY KEY, look BLOB NOT NULL
) STRICT, WITHOUT ROWID`;

export interface LookParts {
  readonly journal: Pick<Journal, 'db' | 'transact' | 'onAppend'>;
  readonly thumbnails: Pick<Thumbnails, 'of'>;
  readonly pictures: Pick<PictureShelf, 'info' | 'tile'>;
  readonly log: Logger;
}

/** Pixels along the truck that a look is made from; as many as a thumbnail has. */
const along = 320;

/** Makes the look of each scan as it is archived, and, one after the other, those of scans archived before. */
export class Looks {
  readonly #parts: LookParts;
  readonly #stopListening: () => void;
  readonly #closing = new AbortController();
  /** Scans whose look cannot be made: not tried again before the next start. */
  readonly #given = new Set<string>();
  #filling: Promise<void> | null = null;

  constructor(parts: LookParts) {
    this.#parts = parts;
    this.#stopListening = parts.journal.onAppend(({ kind }) => {
      if (kind === 'scan.archived') this.fill();
    });
  }

  /** The look of a scan that may not be archived yet; null where it has none. Throws what the shelf throws. */
  async of(scanId: string): Promise<Uint8Array | null> {
    const { journal, pictures } = this.#parts;
    const kept = journal.db
      .prepare<[string], { look: Buffer }>('SELECT look FROM scan_looks WHERE scan = ?')
      .get(scanId);
    if (kept) return kept.look.length > 0 ? new Uint8Array(kept.look) : null;
    const glance = await glanceOf(pictures, scanId, along, this.#closing.signal);
    return glance && lookOf(glance.grey, glance.width, glance.height);
  }

  /** How many archived scans have no look yet. */
  missing(): number {
    return this.#without(1_000).length;
  }

  /** Begins to make what is missing, unless that is under way. */
  fill(): void {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = null;
    });
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#closing.abort();
    await this.#filling;
  }

  async #fill(): Promise<void> {
    for (;;) {
      const scans = this.#without(50);
      if (scans.length === 0) return;
      for (const scanId of scans) {
        if (this.#closing.signal.aborted) return;
        await this.#make(scanId);
      }
    }
  }

  async #make(scanId: string): Promise<void> {
    const { journal, thumbnails, log } = this.#parts;
    try {
      const { default: sharp } = await import('sharp');
      const { data, info } = await sharp(await thumbnails.of(scanId))
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const look = lookOf(new Uint8Array(data), info.width, info.height) ?? new Uint8Array();
      journal.transact({}, (db) => {
        db.prepare('INSERT OR REPLACE INTO scan_looks VALUES (?, ?)').run(scanId, Buffer.from(look));
        return [];
      });
    } catch (fault) {
      this.#given.add(scanId);
      if (!this.#closing.signal.aborted)
        log.warn({ err: fault, scanId }, 'a scan cannot be held against others');
    }
  }

  #without(limit: number): string[] {
    return this.#parts.journal.db
      .prepare<[number], { scan: string }>(
        `SELECT scan FROM archive WHERE scan IS NOT NULL AND scan NOT IN (SELECT scan FROM scan_looks)
         ORDER BY key DESC LIMIT ?`,
      )
      .all(limit + this.#given.size)
      .map(({ scan }) => scan)
      .filter((scan) => !this.#given.has(scan))
      .slice(0, limit);
  }
}
