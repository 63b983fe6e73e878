import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileWatch, type SeenFile } from '../../native-bridge/drivers/drop-folder/file-watch.ts';
import { folderGone, onFolder } from '../../native-bridge/drivers/drop-folder/folder-access.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { PostView } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Bookings } from './bookings.ts';
import { mostBytes, tooLarge } from './table.pure.ts';

export interface BookingsFolderOptions {
  readonly folder: string;
  readonly bookings: Pick<Bookings, 'takeOver' | 'refuse' | 'knows'>;
  readonly timers: Timers;
  readonly log: Logger;
}

const lookMs = 2_000;
const stableMs = 2_000;
const emptyMs = 60_000;
const lists = /^[^.~].*\.(csv|txt|tsv|xlsx|json)$/i;
const unfinished = /\.(part|tmp|crdownload|filepart)$/i;

/**
 * A folder that lists of bookings appear in. Each is taken over once it is whole, and then moved to `done` or, if it
 * cannot be read, to `refused`. The journal knows a list by its SHA-256: one that a killed station had taken over and not
 * moved is only moved. Nothing that is wrong with a list or with the folder stops the station.
 */
export class BookingsFolder {
  readonly #options: BookingsFolderOptions;
  readonly #watch = new FileWatch({ stableMs, emptyMs });
  /** Files that were dealt with and could not be moved. */
  readonly #stuck = new Set<string>();
  #problem: string | null = null;
  #cancel: () => void = () => {};
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: BookingsFolderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#looking = this.look().finally(() => {
      if (this.#closed) return;
      this.#cancel = this.#options.timers.after(lookMs, () => this.start());
    });
  }

  /** What is wrong with the folder now. */
  alerts(): PostView['alerts'] {
    if (this.#problem === null) return [];
    return [
      { code: 'BOOKINGS_FOLDER_LOST', details: { folder: this.#options.folder, reason: this.#problem } },
    ];
  }

  /** Looks at the folder once and takes over what is whole. Never throws. */
  async look(): Promise<void> {
    const { folder, log } = this.#options;
    try {
      const found = await this.#list();
      let problem: string | null = null;
      for (const { id } of found) {
        if (this.#closed) return;
        problem = (await this.#take(id)) ?? problem;
      }
      this.#problem = problem;
    } catch (fault) {
      const { details } = folderGone(folder, fault);
      const why = String(details.why ?? 'it does not answer');
      if (this.#problem !== why) log.warn({ err: fault, folder }, 'the folder of bookings cannot be watched');
      this.#problem = why;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#looking;
  }

  async #list(): Promise<SeenFile[]> {
    const { folder, timers } = this.#options;
    const entries = await onFolder(folder, timers, () => readdir(folder, { withFileTypes: true }));
    const seen: SeenFile[] = [];
    const partial = new Set<string>();
    for (const entry of entries) {
      const writing = unfinished.test(entry.name);
      if (!entry.isFile() || !(writing || lists.test(entry.name)) || this.#stuck.has(entry.name)) continue;
      const facts = await stat(path.join(folder, entry.name), { bigint: true }).catch(() => null);
      if (facts === null) continue;
      const identity = facts.ino === 0n ? '' : `${facts.dev}:${facts.ino}`;
      if (writing) partial.add(identity);
      else
        seen.push({
          id: entry.name,
          key: `${facts.size} ${facts.mtimeNs} ${identity}`,
          identity,
          bytes: Number(facts.size),
        });
    }
    return this.#watch.look(seen, partial, timers.now());
  }

  /** Returns what is wrong with the folder, if something is. */
  async #take(name: string): Promise<string | null> {
    const { folder, bookings, log } = this.#options;
    const file = path.join(folder, name);
    try {
      const { bytes, size } = await readBounded(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const before = bookings.knows(sha256);
      if (before === null || before.fault !== null) {
        const refusal = await this.#apply(bytes, size, name, sha256);
        if (refusal) return this.#move(name, 'refused', sha256);
      }
      return this.#move(name, 'done', sha256);
    } catch (fault) {
      log.error({ err: fault, file }, 'a list of bookings could not be taken over; it is tried again');
      return fault instanceof StationError
        ? fault.code
        : String((fault as NodeJS.ErrnoException).code ?? fault);
    }
  }

  /** Returns why it was refused. Throws what is not the list's fault. */
  async #apply(bytes: Buffer, size: number, name: string, sha256: string): Promise<StationError | null> {
    const { bookings, log } = this.#options;
    try {
      if (size > mostBytes) {
        const { code, message, details } = tooLarge(Math.ceil(size / 1048576), mostBytes / 1048576);
        throw new StationError(code, message, { details });
      }
      const { counts } = await bookings.takeOver(bytes, name, sha256);
      log.info({ name, ...counts }, 'a list of bookings was taken over');
      return null;
    } catch (fault) {
      if (!(fault instanceof StationError) || !/^(BOOKINGS_FILE_|COLUMNS_)/.test(fault.code)) throw fault;
      bookings.refuse({ name, sha256, bytes: size }, fault);
      return fault;
    }
  }

  async #move(name: string, to: 'done' | 'refused', sha256: string): Promise<string | null> {
    const { folder, log } = this.#options;
    const { name: base, ext } = path.parse(name);
    const target = path.join(folder, to);
    try {
      await mkdir(target, { recursive: true });
      const taken = await stat(path.join(target, name)).then(
        () => true,
        () => false,
      );
      // Of two lists with one name the second is told apart by its hash.
      const kept = taken ? `${base}-${sha256.slice(0, 8)}${ext}` : name;
      await rename(path.join(folder, name), path.join(target, kept));
      return null;
    } catch (fault) {
      this.#stuck.add(name);
      log.error({ err: fault, name, to }, 'a list of bookings that is dealt with could not be moved');
      return `${name} cannot be moved to ${to}`;
    }
  }
}

/** At most what is read of a list, and one byte more where there is more. */
async function readBounded(file: string): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, mostBytes + 1));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return { bytes: bytes.subarray(0, at), size };
  } finally {
    await handle.close();
  }
}
