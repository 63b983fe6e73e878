import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ScanBegin, ScanDefect, ScanEnd, Strip } from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { CaptureWriter } from '../../native-bridge/imaging/capture-writer.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { ScannerSupervisor, ScanTaker } from '../devices/scanner-supervisor.ts';
import { StationError } from '../errors.ts';
import { mayPass } from '../journal/may-pass.ts';
import type { Logger } from '../log.ts';
import { ArchiveQueue } from './archive-queue.ts';
import { Pictures } from './picture-shelf.ts';
import type { ScanBook, ScanFact, ScanOf } from './scan-facts.ts';

export interface ScansOptions {
  readonly folders: { readonly captures: string; readonly scans: string };
  readonly book: ScanBook;
  /** The picture of a scan has grown. At most ten times a second for each scan. */
  readonly grown: (scanId: string, lines: number) => void;
  readonly timers: Timers;
  readonly log: Logger;
}

/** A scan between its request and its end. */
interface Running extends ScanOf {
  readonly scanner: ScannerSupervisor;
  writer: CaptureWriter | null;
  /** Why it cannot be stored. Its strips are then let go by. */
  failure: unknown;
  beam: 'not-yet' | 'on' | 'off';
  ending: boolean;
}

/** A scan's end that the journal could not take yet. */
interface Owed {
  readonly scan: ScanOf;
  readonly fact: ScanFact;
}

const growthMs = 100;
/** A disk that was full may have room again; until then the visit cannot go on. */
const retryMs = 2_000;
const captureSuffix = '.strips';

/**
 * The way of a scan through the post: requested, captured strip by strip, ended, archived, its capture let go.
 * What was cut short by a crash is finished at the next start (`recover`).
 */
export class Scans {
  readonly pictures: Pictures;
  readonly #options: ScansOptions;
  readonly #archive: ArchiveQueue;
  /** By scanner: each makes one scan at a time. */
  readonly #running = new Map<string, Running>();
  readonly #growth = new Map<string, { lines: number; cancel: () => void }>();
  readonly #owed = new Map<string, Owed>();
  #cancelRetry: () => void = () => {};

  constructor(options: ScansOptions) {
    this.#options = options;
    const { book, folders, timers, log } = options;
    this.pictures = new Pictures({
      locate: (scanId) => this.#locate(scanId),
      // Loaded with the first picture: the station is to be ready before anyone looks at one.
      open: async (source) => {
        if (source.kind === 'archive') {
          const { openArchivedPicture } = await import('../../native-bridge/imaging/archived-picture.ts');
          return openArchivedPicture(source.files);
        }
        const { openLivePicture } = await import('../../native-bridge/imaging/live-picture.ts');
        return openLivePicture(source.file, source.follow ? { follow: source.follow } : {});
      },
    });
    this.#archive = new ArchiveQueue({
      archive: async (scanId, signal) => {
        const { archiveCapture } = await import('../../native-bridge/imaging/archive.ts');
        await this.pictures.quiet(timers, signal);
        return archiveCapture(this.captureFile(scanId), folders.scans, scanId, { signal });
      },
      archived: async ({ scanId, planes, end }) => {
        const scan = book.find(scanId);
        if (scan === null) throw new StationError('SCAN_UNKNOWN', 'The journal does not know the scan.');
        if (scan.files === null) book.record(scan, { kind: 'archived', planes, end });
        await this.pictures.replace(scanId);
        await rm(this.captureFile(scanId), { force: true });
      },
      timers,
      log,
    });
  }

  /** Scans that wait for their archive because it failed, with the code of why. */
  get notArchived(): { scanId: string; code: string }[] {
    return this.#archive.failed;
  }

  /** Scans that are over and whose visits cannot go on, because the journal could not be written. */
  get notJournaled(): number {
    return this.#owed.size;
  }

  /**
   * Has the scanner make a scan that is in the journal already. Never throws: a scan that the scanner refuses
   * becomes a `failed` of its visit.
   */
  async start(scan: ScanOf, scanner: ScannerSupervisor, reference: string): Promise<void> {
    const running: Running = {
      ...scan,
      scanner,
      writer: null,
      failure: null,
      beam: 'not-yet',
      ending: false,
    };
    this.#running.set(scanner.id, running);
    // Somebody will look at it: the thread that makes pictures starts while the beam does.
    import('../../native-bridge/imaging/threaded-picture.ts')
      .then(({ startImagingThread }) => startImagingThread())
      .catch((fault: unknown) =>
        this.#options.log.error({ err: fault }, 'the imaging thread does not start'),
      );
    try {
      await scanner.startScan({ scanId: scan.scanId, reference });
    } catch (fault) {
      if (this.#running.get(scanner.id) !== running || running.writer !== null) return;
      this.#running.delete(scanner.id);
      this.#options.log.warn({ err: fault, ...scan }, 'the scanner did not take the scan');
      this.#fail(running, fault);
    }
  }

  /** Beam off now. Throws StationError SCANNER_OFFLINE or what the driver throws. */
  async abort(visitId: string, reason: string): Promise<void> {
    const running = [...this.#running.values()].find((scan) => scan.visitId === visitId);
    await running?.scanner.abortScan(reason);
  }

  /** The scan that a scanner is making, if any. */
  runningOn(scannerId: string): ScanOf | null {
    return this.#running.get(scannerId) ?? null;
  }

  /** Where the supervisor of a scanner puts its scans. Never throws. */
  taker(scannerId: string): ScanTaker {
    return {
      beam: (on) => {
        const running = this.#running.get(scannerId);
        if (running && on) this.#beamOn(running);
        if (running && !on) this.#beamOff(running);
      },
      scanBegin: (begin) => this.#begin(scannerId, begin),
      strip: (strip) => this.#strip(scannerId, strip),
      scanEnd: (end) => this.#end(scannerId, end),
    };
  }

  /**
   * Finishes what a former run left: captures get their end up to the last whole strip, visits that wait for a scan
   * nobody makes any more get a notice, scans that have no archive yet are archived.
   */
  async recover(): Promise<void> {
    const { book, folders, log } = this.#options;
    for (const name of (await readdir(folders.captures)).filter((name) => name.endsWith(captureSuffix))) {
      const scanId = name.slice(0, -captureSuffix.length);
      const scan = book.find(scanId);
      const file = path.join(folders.captures, name);
      if (scan?.files) {
        // Archived and journaled; only the removal was missing.
        await rm(file, { force: true });
      } else if (scan === null || scan.state === 'failed') {
        log.warn({ file }, 'a capture that belongs to no waiting scan is left where it is');
      } else if (scan.state === 'ended') {
        this.#archive.add(scanId);
      } else if (scan.imported) {
        // Half a picture: it is made anew from the file that was received.
        await rm(file, { force: true });
      } else {
        await this.#recoverOne(scan, file);
      }
    }
    for (const scan of book.unfinished()) if (!this.#owed.has(scan.scanId)) this.#fail(scan, interrupted());
  }

  /** A scan that is over, also one that no scanner made. While the journal cannot be written, it is tried again. */
  conclude({ scanId, visitId }: ScanOf, fact: ScanFact): void {
    const { book, log, timers } = this.#options;
    const first = !this.#owed.has(scanId);
    try {
      book.record({ scanId, visitId }, fact);
    } catch (fault) {
      if (first)
        log.error({ err: fault, scanId, fact: fact.kind }, 'the end of a scan could not be journaled');
      if (!mayPass(fault)) {
        this.#owed.delete(scanId);
        return;
      }
      this.#owed.set(scanId, { scan: { scanId, visitId }, fact });
      this.#cancelRetry();
      this.#cancelRetry = timers.after(retryMs, () => {
        for (const owed of [...this.#owed.values()]) this.conclude(owed.scan, owed.fact);
      });
      return;
    }
    this.#owed.delete(scanId);
    if (fact.kind === 'ended' || fact.kind === 'recovered') this.#archive.add(scanId);
  }

  /** The strip file of a scan, while it has no archive. */
  captureFile(scanId: string): string {
    return path.join(this.#options.folders.captures, `${path.basename(scanId)}${captureSuffix}`);
  }

  /** Resolves when every scan that has ended is archived or has failed to be. */
  archived(): Promise<void> {
    return this.#archive.idle();
  }

  /** After the scanners were closed, which ends their scans. */
  async close(): Promise<void> {
    for (const { cancel } of this.#growth.values()) cancel();
    this.#cancelRetry();
    await this.#archive.close();
    await this.pictures.close();
  }

  async #recoverOne(scan: ScanOf, file: string): Promise<void> {
    const { recoverCapture } = await import('../../native-bridge/imaging/capture-recovery.ts');
    try {
      const { end } = await recoverCapture(file);
      if (end.lines > 0) this.conclude(scan, { kind: 'recovered', end });
      else this.#fail(scan, interrupted());
    } catch (fault) {
      this.#options.log.error({ err: fault, file }, 'a capture could not be recovered and is left as it is');
      this.#fail(scan, fault);
    }
  }

  async #begin(scannerId: string, begin: ScanBegin): Promise<void> {
    const running = this.#running.get(scannerId);
    if (running?.scanId !== begin.scanId) {
      this.#options.log.warn(
        { scannerId, scanId: begin.scanId },
        'the scanner makes a scan that nobody asked for',
      );
      return;
    }
    await this.#store(running, async () => {
      const { createCapture } = await import('../../native-bridge/imaging/capture-writer.ts');
      running.writer = await createCapture(this.captureFile(begin.scanId), begin, {
        onWritten: (lines) => this.#grow(begin.scanId, lines),
      });
      this.#grow(begin.scanId, 0);
    });
  }

  async #strip(scannerId: string, strip: Strip): Promise<void> {
    const running = this.#running.get(scannerId);
    if (!running) return;
    // Lines without a word about the beam: then it is on by now. Lines that come after it went off were only late.
    if (running.beam === 'not-yet') this.#beamOn(running);
    await this.#store(running, () => running.writer?.append(strip));
  }

  async #end(scannerId: string, end: ScanEnd): Promise<void> {
    const running = this.#running.get(scannerId);
    if (running?.scanId !== end.scanId || running.ending) return;
    running.ending = true;
    this.#beamOff(running);
    if (end.lines > 0) await this.#store(running, () => running.writer?.end(end));
    await running.writer?.close().catch(() => undefined);
    this.#running.delete(scannerId);
    this.#growth.get(end.scanId)?.cancel();
    this.#growth.delete(end.scanId);
    if (running.failure !== null) {
      this.#fail(running, running.failure);
    } else if (end.lines === 0 || running.writer === null) {
      // What cannot be removed is found at the next start; the visit does not wait for it.
      if (running.writer) await rm(running.writer.path, { force: true }).catch(() => undefined);
      this.#fail(running, emptyScan(end.defects));
    } else {
      // Its picture stays open: the officer is looking at it, and it has but the last lines to add.
      this.conclude(running, { kind: 'ended', end });
      return;
    }
    await this.pictures.forget(end.scanId);
  }

  /** A disk that fails must not hold up the scanner's link: the beam goes off and the visit gets a notice. */
  async #store(running: Running, write: () => Promise<void> | undefined): Promise<void> {
    if (running.failure !== null) return;
    try {
      await write();
    } catch (fault) {
      running.failure = fault;
      this.#options.log.error({ err: fault, scanId: running.scanId }, 'a scan cannot be stored');
      running.scanner.abortScan('the station cannot store the scan').catch(() => undefined);
    }
  }

  #beamOn(running: Running): void {
    if (running.beam === 'on') return;
    running.beam = 'on';
    this.#note(running, { kind: 'beam-on' });
  }

  #beamOff(running: Running): void {
    if (running.beam !== 'on') return;
    running.beam = 'off';
    this.#note(running, { kind: 'beam-off' });
  }

  #fail(scan: ScanOf, fault: unknown): void {
    const known = fault instanceof BridgeError || fault instanceof StationError;
    const { code, details } = known ? fault : { code: 'SCAN_FAILED', details: {} };
    this.conclude(scan, { kind: 'failed', code, details });
  }

  /** A moment that has passed when the journal could not take it: later it would have a wrong time. */
  #note({ scanId, visitId }: ScanOf, fact: ScanFact): void {
    try {
      this.#options.book.record({ scanId, visitId }, fact);
    } catch (fault) {
      this.#options.log.error({ err: fault, scanId, fact: fact.kind }, 'a scan could not be journaled');
    }
  }

  #grow(scanId: string, lines: number): void {
    const known = this.#growth.get(scanId);
    if (known) {
      known.lines = lines;
      return;
    }
    this.#options.grown(scanId, lines);
    const growth = { lines, cancel: () => {} };
    this.#growth.set(scanId, growth);
    growth.cancel = this.#options.timers.after(growthMs, () => {
      this.#growth.delete(scanId);
      if (growth.lines > lines) this.#grow(scanId, growth.lines);
    });
  }

  #locate(scanId: string): ReturnType<ConstructorParameters<typeof Pictures>[0]['locate']> {
    const running = [...this.#running.values()].find((scan) => scan.scanId === scanId);
    if (running) {
      const { writer } = running;
      return writer && { kind: 'capture', file: writer.path, follow: writer };
    }
    const scan = this.#options.book.find(scanId);
    if (scan === null || scan.state !== 'ended') return null;
    const { scans } = this.#options.folders;
    return scan.files
      ? { kind: 'archive', files: scan.files.map((name) => path.join(scans, path.basename(name))) }
      : { kind: 'capture', file: this.captureFile(scanId) };
  }
}

function interrupted(): StationError {
  return new StationError('SCAN_INTERRUPTED', 'The station stopped during the scan. Scan the truck again.');
}

/** Why a scan has no line at all, as a sentence for the officer. */
function emptyScan(defects: readonly ScanDefect[]): StationError {
  for (const defect of defects) {
    if (defect.kind === 'aborted') {
      return defect.by === 'operator'
        ? new StationError(
            'SCAN_ABORTED',
            'The scan was stopped before the first line. Scan again when it is safe.',
          )
        : new StationError('SCAN_STOPPED_BY_DEVICE', `The scanner stopped the scan: ${defect.reason}.`, {
            details: { reason: defect.reason },
          });
    }
    if (defect.kind === 'link-lost') {
      return new StationError(
        'SCAN_LINK_LOST',
        'The link to the scanner broke before the first line. Scan again.',
      );
    }
    if (defect.kind === 'timed-out') {
      return new StationError(
        'SCAN_TIMED_OUT',
        'The scanner sent no lines. Look at its state, then scan again.',
      );
    }
    if (defect.kind === 'station-stopped') return interrupted();
  }
  return new StationError('SCAN_EMPTY', 'The scan has no lines. Scan the truck again.');
}
