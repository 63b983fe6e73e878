import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Timers } from '../../transport/timers.ts';
import type { Reading } from './reading.ts';

/** Readings are known again for this many others. */
const remembered = 5_000;
/** Without a number, a time or a picture the same words are the same reading only for so long: trucks come again. */
const sameWordsMs = 60_000;

const line = z.object({ readId: z.string().max(200), hash: z.string().max(64) });

/** Which readings were taken already, also across a restart: a file of lines in the device's spool. */
export class SeenReadings {
  readonly #file: string;
  readonly #timers: Timers;
  /** By the hash of what was said. */
  readonly #byHash: Map<string, string>;
  readonly #ids: Set<string>;
  readonly #recent = new Map<string, { readonly readId: string; readonly at: number }>();
  #lines: number;

  private constructor(file: string, timers: Timers, lines: readonly z.output<typeof line>[]) {
    this.#file = file;
    this.#timers = timers;
    this.#byHash = new Map(lines.map(({ hash, readId }) => [hash, readId]));
    this.#ids = new Set(lines.map(({ readId }) => readId));
    this.#lines = lines.length;
  }

  /** A line that a crash has torn, or anything else that is no line, is passed over. */
  static async open(spool: string, timers: Timers): Promise<SeenReadings> {
    await mkdir(spool, { recursive: true });
    const file = path.join(spool, 'seen.jsonl');
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').flatMap((one) => {
      try {
        return [line.parse(JSON.parse(one))];
      } catch {
        return [];
      }
    });
    const seen = new SeenReadings(file, timers, lines.slice(-remembered));
    await seen.#rewrite();
    return seen;
  }

  /** The id under which this was taken already; null where it is new. */
  find({ hash, distinct }: Reading): string | null {
    if (distinct) return this.#byHash.get(hash) ?? null;
    const recent = this.#recent.get(hash);
    return recent !== undefined && this.#timers.now() - recent.at < sameWordsMs ? recent.readId : null;
  }

  /**
   * An id for a new reading: the reader's own, unless it has been another reading's (a reader that counts from 1 again
   * after a restart), else the hash of what it said, with the time where that alone could come again.
   */
  idFor({ id, hash, distinct }: Reading, at: string): string {
    const own = id ?? (distinct ? hash : `${hash}@${at}`);
    return this.#ids.has(own) ? `${own}@${at}` : own;
  }

  /** Once the reading has been taken. Resolves when it would be known after a restart. */
  async remember({ hash, distinct }: Reading, readId: string): Promise<void> {
    if (!distinct) {
      this.#recent.delete(hash);
      this.#recent.set(hash, { readId, at: this.#timers.now() });
      trim(this.#recent);
      return;
    }
    this.#byHash.set(hash, readId);
    this.#ids.add(readId);
    for (const gone of trim(this.#byHash)) this.#ids.delete(gone);
    this.#lines += 1;
    if (this.#lines > remembered * 2) await this.#rewrite();
    else await this.#write(this.#file, `${JSON.stringify({ readId, hash })}\n`, 'a');
  }

  async #rewrite(): Promise<void> {
    const text = [...this.#byHash].map(([hash, readId]) => `${JSON.stringify({ readId, hash })}\n`).join('');
    await this.#write(`${this.#file}.new`, text, 'w');
    await rename(`${this.#file}.new`, this.#file);
    this.#lines = this.#byHash.size;
  }

  async #write(file: string, text: string, flag: 'a' | 'w'): Promise<void> {
    const handle = await open(file, flag);
    try {
      await handle.write(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}

/** Drops the oldest beyond what is remembered, and returns them. */
function trim<T>(map: Map<string, T>): T[] {
  const gone: T[] = [];
  for (const [key, value] of map) {
    if (map.size <= remembered) break;
    map.delete(key);
    gone.push(value);
  }
  return gone;
}
