import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { BridgeError } from '../../errors.ts';
import { syncFolderOf, systemCode } from '../../imaging/disk.ts';
import type { ImageSourceSink, ReceivedImage } from '../image-source.ts';
import { displayName } from './display-name.ts';
import { IncomingFile, type StoredFile } from './incoming-file.ts';
import type { Inspected, InspectFile } from './inspect.ts';
import { onSpool } from './on-spool.ts';
import { type PendingNote, readNote, writeNote } from './pending-note.ts';
import { SettledRecord } from './settled-record.ts';

export interface ImageIntakeParts {
  /** The device's own folder; made where it is missing. */
  readonly spool: string;
  readonly sink: ImageSourceSink;
  readonly inspect: InspectFile;
  readonly utc: () => string;
}

/** What the sender says of a file. */
export interface Arrival {
  readonly name: string;
  /** From a side-car; what it says comes before the picture's own header. */
  readonly about?: ReceivedImage['about'];
  /** Of the file in the watched folder: remembered with it, so that it is not read again. */
  readonly key?: string;
}

export type IntakeOutcome =
  | { readonly kind: 'picture' | 'report' | 'duplicate'; readonly sha256: string }
  | { readonly kind: 'refused'; readonly sha256: string; readonly why: BridgeError };

/** At most this many refused files are kept; the oldest go. */
const quarantineLimit = 1000;

/**
 * Takes received files from the moment they are whole until the sink has them, so that none is lost and none is given
 * twice, wherever the process is killed:
 *
 * 1. the bytes are made durable in `incoming/`;
 * 2. a note in `pending/` says what they are and where they go (durable);
 * 3. they are renamed to `received/` or `quarantine/`;
 * 4. the sink is called and awaited;
 * 5. the record says that they are settled, and the note goes.
 *
 * `open` finishes whatever has a note. A call of the sink may so be repeated with the same SHA-256, never left out.
 * From step 4 on a file in `received/` is the station's: it may be gone, and is not touched again.
 */
export class ImageIntake {
  readonly #parts: ImageIntakeParts;
  readonly #record: SettledRecord;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(parts: ImageIntakeParts, record: SettledRecord) {
    this.#parts = parts;
    this.#record = record;
  }

  /** Throws BridgeError SPOOL_FAILED, or what the sink throws. */
  static async open(parts: ImageIntakeParts): Promise<ImageIntake> {
    const { spool } = parts;
    const record = await onSpool(spool, async () => {
      for (const name of ['incoming', 'pending', 'received', 'quarantine']) {
        await mkdir(path.join(spool, name), { recursive: true });
      }
      await syncFolderOf(path.join(spool, 'incoming'));
      return SettledRecord.open(path.join(spool, 'settled'));
    });
    const intake = new ImageIntake(parts, record);
    await intake.#finishPending();
    return intake;
  }

  /** A file of the watched folder that has been dealt with. */
  hasKey(key: string): boolean {
    return this.#record.hasKey(key);
  }

  /** Throws BridgeError SPOOL_FAILED. */
  begin(maxBytes: number): Promise<IncomingFile> {
    const file = path.join(this.#parts.spool, 'incoming', `${randomUUID()}.part`);
    return IncomingFile.create(file, maxBytes);
  }

  /**
   * Finds out what a stored file is and hands it to the sink. One at a time, however many ask. The file is the
   * intake's from here on. With `giveUp` false an unreadable picture is discarded and not refused: it may not be whole.
   * Throws BridgeError SPOOL_FAILED, the signal's reason, or what the sink throws.
   */
  take(stored: StoredFile, arrival: Arrival, signal: AbortSignal, giveUp = true): Promise<IntakeOutcome> {
    return this.#alone(() => this.#take(stored, arrival, signal, giveUp));
  }

  /** A file of the watched folder that cannot even be copied. Nothing of it is stored. */
  refuseUnread(arrival: Arrival & { readonly key: string }, why: BridgeError): Promise<void> {
    return this.#alone(async () => {
      await this.#parts.sink.refused({
        name: displayName(arrival.name),
        sha256: null,
        code: why.code,
        details: why.details,
        file: null,
      });
      await onSpool(this.#parts.spool, () => this.#record.settle({ key: arrival.key }));
    });
  }

  /** Refused over the network before there was a file. */
  refuseUnsent(name: string, why: BridgeError): Promise<void> {
    const refusal = {
      name: displayName(name),
      sha256: null,
      code: why.code,
      details: why.details,
      file: null,
    };
    return this.#alone(() => this.#parts.sink.refused(refusal));
  }

  /** A stored file that is not wanted after all. Throws BridgeError SPOOL_FAILED. */
  drop(stored: StoredFile): Promise<void> {
    return onSpool(this.#parts.spool, () => rm(stored.file, { force: true }));
  }

  async #take(
    stored: StoredFile,
    { name, about, key }: Arrival,
    signal: AbortSignal,
    giveUp: boolean,
  ): Promise<IntakeOutcome> {
    const { sha256 } = stored;
    const settle = { sha256, ...(key === undefined ? {} : { key }) };
    if (this.#record.hasPicture(sha256)) {
      await onSpool(this.#parts.spool, async () => {
        await rm(stored.file, { force: true });
        await this.#record.settle(settle);
      });
      return { kind: 'duplicate', sha256 };
    }
    const common = { sha256, name: displayName(name), receivedAt: this.#parts.utc() };
    const from = path.basename(stored.file);
    const origin = key === undefined ? {} : { key };
    let inspected: Inspected;
    try {
      inspected = await this.#inspect(stored, name, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof BridgeError) || !giveUp) {
        await rm(stored.file, { force: true });
        if (signal.aborted || !(error instanceof BridgeError)) throw error;
        return { kind: 'refused', sha256, why: error };
      }
      await this.#settle({
        from,
        to: `quarantine/${sha256}.bin`,
        ...origin,
        what: {
          kind: 'refused',
          ...common,
          code: error.code,
          details: error.details,
          message: error.message.slice(0, 2000),
        },
      });
      return { kind: 'refused', sha256, why: error };
    }
    const kind = inspected.kind;
    await this.#settle(
      inspected.kind === 'report'
        ? {
            from,
            to: `received/${sha256}.dcm`,
            ...origin,
            what: { kind: 'report', ...common, summary: inspected.summary.slice(0, 4000) },
          }
        : {
            from,
            to: `received/${sha256}.${extensions[inspected.format]}`,
            ...origin,
            what: {
              kind: 'picture',
              ...common,
              format: inspected.format,
              about: shortened({ ...inspected.about, ...about }),
            },
          },
    );
    return { kind, sha256 };
  }

  async #inspect(stored: StoredFile, name: string, signal: AbortSignal): Promise<Inspected> {
    // The layout of the WCO's format is not public, so that its name is all there is to go by.
    if (/\.uff$/i.test(name)) {
      const syntax = 'UFF, whose layout is not public';
      throw new BridgeError(
        'IMAGE_SYNTAX_UNSUPPORTED',
        `The picture's pixels are packed as ${syntax}: have the device send DICOS or TIFF.`,
        { details: { syntax } },
      );
    }
    return this.#parts.inspect(stored.file, signal);
  }

  /** Steps 2 to 5. */
  async #settle(note: PendingNote): Promise<void> {
    const noteFile = path.join(this.#parts.spool, 'pending', `${note.from}.json`);
    await onSpool(this.#parts.spool, () => writeNote(noteFile, note));
    await this.#finish(noteFile, note);
  }

  async #finish(noteFile: string, note: PendingNote): Promise<void> {
    const { spool } = this.#parts;
    const place = path.join(spool, note.to);
    await onSpool(spool, async () => {
      if (note.what.kind === 'refused') {
        await writeNote(place.replace(/bin$/, 'json'), note.what);
        await thinOut(path.dirname(place), quarantineLimit);
      }
      await rename(path.join(spool, 'incoming', note.from), place).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      await syncFolderOf(place);
    });
    // Gone from both places: the station took it, and only the record is missing.
    if (await onSpool(spool, () => isThere(place))) await this.#tell(place, note.what);
    await onSpool(spool, async () => {
      // A refused picture may be readable by a later version: it is read again when it comes again.
      const picture = note.what.kind === 'refused' ? {} : { sha256: note.what.sha256 };
      await this.#record.settle({ ...picture, ...(note.key === undefined ? {} : { key: note.key }) });
      await rm(noteFile, { force: true });
    });
  }

  async #tell(file: string, what: PendingNote['what']): Promise<void> {
    const { sink } = this.#parts;
    switch (what.kind) {
      case 'picture': {
        const { kind: _, ...picture } = what;
        return sink.image({ ...picture, file });
      }
      case 'report': {
        const { kind: _, ...report } = what;
        return sink.report({ ...report, file });
      }
      case 'refused': {
        const { name, sha256, code, details } = what;
        return sink.refused({ name, sha256, code, details, file });
      }
    }
  }

  /** What a run before this one left undone: notes are finished, files without a note were never whole. */
  async #finishPending(): Promise<void> {
    const { spool } = this.#parts;
    const pending = path.join(spool, 'pending');
    const names = await onSpool(spool, () => readdir(pending));
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      const noteFile = path.join(pending, name);
      const note = await onSpool(spool, () => readNote(noteFile));
      if (note !== null) await this.#finish(noteFile, note);
    }
    await onSpool(spool, async () => {
      for (const folder of [pending, path.join(spool, 'incoming')]) {
        for (const name of await readdir(folder)) await rm(path.join(folder, name), { force: true });
      }
    });
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }
}

const extensions = { tiff: 'tiff', png: 'png', dicom: 'dcm', dicos: 'dcm' } as const;

/** The header of a picture may say anything; a note that could not be read again would lose the picture. */
function shortened(about: ReceivedImage['about']): ReceivedImage['about'] {
  return Object.fromEntries(Object.entries(about).map(([name, value]) => [name, value.slice(0, 200)]));
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

/** Removes the oldest files beyond `limit`, each with its note. */
async function thinOut(folder: string, limit: number): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
  if (files.length < limit) return;
  const aged = await Promise.all(
    files.map(async (name) => ({ name, time: (await stat(path.join(folder, name))).mtimeMs })),
  );
  aged.sort((a, b) => a.time - b.time);
  for (const { name } of aged.slice(0, files.length - limit + 1)) {
    await rm(path.join(folder, name), { force: true });
    await rm(path.join(folder, name.replace(/bin$/, 'json')), { force: true });
  }
}
