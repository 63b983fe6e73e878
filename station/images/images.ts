import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type {
  ReceivedImage,
  ReceivedReport,
  RefusedImage,
} from '../../native-bridge/drivers/image-source.ts';
import type { ScanEnd } from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { ImportedPicture } from '../../native-bridge/imaging/import/imported-picture.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { MatchImageInput, SetAsideImageInput } from '../api/reading-inputs.pure.ts';
import type { RefusedImageView, WaitingImage } from '../api/reading-views.pure.ts';
import type { PostView, VisitView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import type { HashedFiles } from '../data-folder/hashed-files.ts';
import { withoutDecisions } from '../decisions/decision-rules.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import type { ReadingSource, ReadingTaker } from '../readings/reading-taker.ts';
import type { Readings } from '../readings/readings.ts';
import type { Scans } from '../scans/scans.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import { decide } from '../visits/visit.pure.ts';
import { bookingWindowMs, factsOf } from '../visits/visit-facts.pure.ts';
import { type Visit, viewOf } from '../visits/visit-state.pure.ts';
import type { Actor } from '../visits/visits.ts';
import { type VisitQueries, visitQueries } from '../visits/visits-table.ts';
import { type ImageQueries, imageQueries, type KnownImage } from './images-table.ts';
import { certainlyOf, likelyOf } from './match.pure.ts';
import { Previews } from './previews.ts';
import { RefusalLimit } from './refusal-limit.ts';

export interface ImagesOptions {
  readonly journal: Pick<Journal, 'db' | 'transact' | 'append'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** The data folder: what is written down of a file is its place in there. */
  readonly root: string;
  readonly files: HashedFiles;
  readonly scans: Pick<Scans, 'conclude' | 'captureFile'>;
  readonly readings: Pick<Readings, 'report' | 'reportFiles'>;
  /** Decodes a picture; a test puts its own here. */
  readonly open?: (file: string, signal: AbortSignal) => Promise<ImportedPicture>;
  readonly newId?: () => string;
}

type Alert = PostView['alerts'][number];

const mostWaiting = 200;
const mostRefused = 100;
/** Fewer than are kept small in memory. */
const mostLooked = 20;
const mostReports = 200;
const longestText = 200;
/** A report comes with its picture, or shortly after it. */
const reportWindowMs = 10 * 60_000;
/** A device that begins anew says again what was not acknowledged. */
const sameRefusalMs = 24 * 3_600_000;

const extensions = { tiff: 'tif', png: 'png', dicom: 'dcm', dicos: 'dcs' } as const;

/**
 * The way of a picture that another program made: received (journaled with its hash, its file moved into the data
 * folder), matched to the visit it is certainly of or by an officer, decoded into the strip file of a scan, and from
 * there on a scan like any other. What a crash cut short is finished at the next start (`recover`): each step leaves the
 * journal and the files so that the next can be done again.
 */
export class Images {
  readonly #options: ImagesOptions;
  readonly #visits: VisitQueries;
  readonly #images: ImageQueries;
  readonly #previews: Previews;
  readonly #newId: () => string;
  readonly #closing = new AbortController();
  readonly #refusals: RefusalLimit;
  readonly #importing = new Map<string, Promise<void>>();
  /** Scans that are made; the journal may still owe their end. */
  readonly #made = new Set<string>();
  /** Pictures that could not be looked at, until their file comes again. */
  readonly #lookedInVain = new Set<string>();
  /** Names of pictures whose file is not where it was put, as the last start found it. */
  readonly #missing = new Map<string, string>();

  constructor(options: ImagesOptions) {
    this.#options = options;
    this.#visits = visitQueries(options.journal.db);
    this.#images = imageQueries(options.journal.db);
    this.#newId = options.newId ?? randomUUID;
    this.#refusals = new RefusalLimit(options.timers);
    this.#previews = new Previews((id) => this.#openWaiting(id));
  }

  /** Where the supervisor of a folder or a DICOM receiver puts what it gets. Rejects what is not on record then. */
  taker(device: ReadingSource): Pick<ReadingTaker, 'image' | 'imageRefused' | 'report'> {
    return {
      image: (image) => this.#receive(device, image),
      imageRefused: async (refusal) => this.#refuse(device, refusal),
      report: (report) => this.#report(device, report),
    };
  }

  /** Finishes what a former run left; resolves when every file is where it belongs and the scans are being made. */
  async recover(): Promise<void> {
    const { log } = this.#options;
    for (const image of [...this.#images.waiting(mostWaiting), ...this.#images.matched()]) {
      if (await this.#isThere(image)) continue;
      this.#missing.set(image.id, image.name);
      log.error({ image: image.id, name: image.name }, 'the file of a received picture is gone');
    }
    for (const { file, from, name } of this.#options.readings.reportFiles(mostReports)) {
      if (!(await this.#isThere({ file, from }))) this.#missing.set(file, name);
    }
    for (const image of this.#images.matched()) this.#import(image.id);
  }

  /** Pictures that no visit was found for, the newest first. */
  waiting(): WaitingImage[] {
    const visits = this.#openVisits().map(factsOf);
    const waiting = this.#images.waiting(mostWaiting);
    for (const { id } of waiting.slice(0, mostLooked)) this.#lookLater(id);
    return waiting.map((image) => {
      const looked = this.#previews.known(image.id);
      const { id, deviceId, lane, name, format, receivedAt, about } = image;
      return {
        ...{ id, deviceId, lane, name, format, receivedAt, about },
        width: looked?.width ?? null,
        height: looked?.height ?? null,
        planes: looked?.planes ?? null,
        suggestedVisitId: likelyOf(image, visits),
        missing: this.#missing.has(id),
      };
    });
  }

  refused(): RefusedImageView[] {
    return this.#images.refused(mostRefused);
  }

  /** An officer says whose it is. Throws what the rules of the visits refuse, IMAGE_UNKNOWN or IMAGE_SETTLED. */
  match({ commandId, imageId, visitId }: MatchImageInput, by: Actor): VisitView {
    const said = fingerprint(by, { command: 'matchImage', imageId, visitId });
    this.#options.journal.transact({ commandId, fingerprint: said }, () => {
      const image = this.#find(imageId);
      if (image.state !== 'waiting' && image.state !== 'set-aside') throw settled();
      return this.#taken(image, visitId, by);
    });
    this.#import(imageId);
    return viewOf(this.#visit(visitId));
  }

  /** It belongs to no truck; an officer may still match it. */
  setAside({ commandId, imageId, reason }: SetAsideImageInput, by: Actor): void {
    const said = fingerprint(by, { command: 'setAsideImage', imageId, reason });
    this.#options.journal.transact({ commandId, fingerprint: said }, () => {
      if (this.#find(imageId).state !== 'waiting') throw settled();
      const body = { by: by.serviceNumber, reason };
      return [{ kind: 'image.set-aside', subject: imageId, actor: by.id, body }];
    });
    this.#missing.delete(imageId);
  }

  /** A waiting picture, small and in 8 bits. Throws IMAGE_UNKNOWN, IMAGE_MISSING, IMAGE_CHANGED, or why it does not open. */
  async preview(imageId: string): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#previews.look(imageId)).png;
  }

  alerts(): Alert[] {
    const [name] = this.#missing.values();
    return name === undefined
      ? []
      : [{ code: 'IMAGES_VANISHED', details: { count: this.#missing.size, name } }];
  }

  /** Resolves when nothing is being imported. */
  async idle(): Promise<void> {
    while (this.#importing.size > 0) await Promise.all(this.#importing.values());
  }

  /** Leaves what is not imported to the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  async #receive(device: ReadingSource, image: ReceivedImage): Promise<void> {
    const { journal } = this.#options;
    journal.transact({}, () => {
      if (this.#images.byId(image.sha256)) return [];
      const known = this.#asKnown(device, image);
      const visitId = certainlyOf(known, this.#openVisits().map(factsOf));
      return [this.#received(known), ...(visitId === null ? [] : this.#takenIfAllowed(known, visitId))];
    });
    const known = this.#find(image.sha256);
    // Also one that came again: it puts back what has vanished.
    await this.#options.files.keep(image.file, known.file);
    this.#missing.delete(known.id);
    this.#lookedInVain.delete(known.id);
    if (known.state === 'matched') this.#import(known.id);
    if (known.state === 'waiting') this.#lookLater(known.id);
  }

  #asKnown({ id: deviceId, lane }: ReadingSource, image: ReceivedImage): KnownImage {
    const { sha256: id, name, format, receivedAt, about, file } = image;
    return {
      ...{ id, deviceId, lane, format, receivedAt, state: 'waiting', scanId: null, visitId: null },
      name: name.slice(0, longestText),
      about: Object.fromEntries(
        Object.entries(about).map(([what, said]) => [what, String(said).slice(0, longestText)]),
      ),
      file: `${id}.${extensions[format]}`,
      from: this.#placeOf(file),
    };
  }

  #received({ id, deviceId, lane, name, format, receivedAt, about, file, from }: KnownImage): NewEntry {
    const body = { deviceId, lane, name, format, receivedAt, about, picture: { file, sha256: id }, from };
    return { kind: 'image.received', subject: id, actor: `device:${deviceId}`, body };
  }

  /** The entries with which a picture becomes a scan of a visit. */
  #taken({ id, deviceId, name, format }: KnownImage, visitId: string, by: Actor | null): NewEntry[] {
    const decision = decide(
      this.#visit(visitId),
      { command: 'takePicture', image: { id, deviceId, name, format } },
      {
        now: this.#options.clock.utc(),
        actor: by,
        lanes: [],
        atLane: () => null,
        before: () => null,
        newScanId: this.#newId(),
        ...withoutDecisions,
      },
    );
    if ('refusal' in decision) {
      const { code, message, details } = decision.refusal;
      throw new StationError(code, message, { details });
    }
    const actor = by?.id ?? `device:${deviceId}`;
    return decision.events.map((event) => ({ ...event, subject: visitId, actor }));
  }

  /** What the rules of the visits do not allow is left to an officer. */
  #takenIfAllowed(image: KnownImage, visitId: string): NewEntry[] {
    try {
      return this.#taken(image, visitId, null);
    } catch (fault) {
      this.#options.log.error({ err: fault, image: image.id }, 'a picture could not be given to its visit');
      return [];
    }
  }

  #refuse({ id: deviceId }: ReadingSource, refusal: RefusedImage): void {
    const { sha256, code, details } = refusal;
    const name = refusal.name.slice(0, longestText);
    const since = new Date(Date.parse(this.#options.clock.utc()) - sameRefusalMs).toISOString();
    if (this.#images.hasRefusal({ deviceId, name, code, sha256 }, since)) return;
    if (!this.#refusals.mayRecord(deviceId)) {
      this.#options.log.warn({ deviceId, name, code }, 'a device refuses more than is recorded one by one');
      return;
    }
    const body = { deviceId, name, sha256, code, details: { ...details } };
    const subject = sha256 ?? this.#newId();
    this.#options.journal.append([{ kind: 'image.refused', subject, actor: `device:${deviceId}`, body }]);
  }

  async #report(device: ReadingSource, report: ReceivedReport): Promise<void> {
    const { sha256, receivedAt, summary } = report;
    const file = `${sha256}.dcs`;
    this.#options.readings.report(
      device,
      {
        ...{ readingId: sha256, deviceId: device.id, lane: device.lane, attachedBy: null, at: receivedAt },
        ...{ name: report.name.slice(0, longestText), summary: summary.slice(0, 4_000) },
        report: { file, sha256 },
        from: this.#placeOf(report.file),
      },
      this.#visitOfReport(device.id, receivedAt),
    );
    await this.#options.files.keep(report.file, file);
  }

  /** The visit of the one picture that came from the device just before; in doubt none. */
  #visitOfReport(deviceId: string, at: string): string | null {
    const since = new Date(Date.parse(at) - reportWindowMs).toISOString();
    const [picture, ...others] = this.#images.from(deviceId, since, at);
    return others.length === 0 ? (picture?.visitId ?? null) : null;
  }

  /** Once at a time for each picture. Never throws; a picture that does not become a scan is said to its visit. */
  #import(imageId: string): void {
    if (this.#importing.has(imageId) || this.#closing.signal.aborted) return;
    const image = this.#images.byId(imageId);
    if (image?.state !== 'matched' || image.scanId === null || image.visitId === null) return;
    if (this.#made.has(image.scanId)) return;
    const scan = { scanId: image.scanId, visitId: image.visitId };
    const work = this.#importNow(image, scan)
      .catch((fault: unknown) =>
        this.#options.log.error({ err: fault, image: imageId }, 'the import of a picture failed'),
      )
      .finally(() => this.#importing.delete(imageId));
    this.#importing.set(imageId, work);
  }

  async #importNow(
    image: KnownImage,
    scan: { readonly scanId: string; readonly visitId: string },
  ): Promise<void> {
    const { scans, log } = this.#options;
    const { signal } = this.#closing;
    const capture = scans.captureFile(scan.scanId);
    let end: ScanEnd;
    try {
      const picture = await this.#open(image);
      const { importToCapture } = await import('../../native-bridge/imaging/import/import-to-capture.ts');
      await rm(capture, { force: true });
      end = await importToCapture(picture, capture, scan.scanId, { signal });
    } catch (fault) {
      if (signal.aborted) return;
      log.error({ err: fault, image: image.id }, 'a received picture did not become a scan');
      await rm(capture, { force: true }).catch(() => undefined);
      const known = fault instanceof BridgeError || fault instanceof StationError;
      const { code, details } = known ? fault : { code: 'IMAGE_FAILED', details: {} };
      scans.conclude(scan, { kind: 'import-failed', code, details, unreadable: isUnreadable(fault) });
      return;
    }
    this.#previews.forget(image.id);
    this.#made.add(scan.scanId);
    scans.conclude(scan, { kind: 'ended', end });
  }

  /** Decodes a picture from the file that was received, and from no other. */
  async #open(image: KnownImage): Promise<ImportedPicture> {
    const { files, open = openPicture } = this.#options;
    const details = { name: image.name };
    if (!(await this.#isThere(image))) {
      this.#missing.set(image.id, image.name);
      throw new StationError(
        'IMAGE_MISSING',
        `The file of the picture ${image.name} is not where it was put. Restore it from the backup.`,
        { details },
      );
    }
    this.#missing.delete(image.id);
    const changed = () =>
      new StationError(
        'IMAGE_CHANGED',
        `The file of the picture ${image.name} is not the one that was received. Restore it from the backup.`,
        { details },
      );
    if (!(await files.isSound(image.file))) throw changed();
    const picture = await open(files.path(image.file), this.#closing.signal);
    if (picture.sha256 !== image.id) throw changed();
    return picture;
  }

  /** Moves the file here where a crash has left it with its device. */
  async #isThere(image: Pick<KnownImage, 'file' | 'from'>): Promise<boolean> {
    const { files, root } = this.#options;
    if (await files.has(image.file)) return true;
    try {
      await files.keep(path.resolve(root, image.from), image.file);
      return true;
    } catch {
      return false;
    }
  }

  async #openWaiting(imageId: string): Promise<ImportedPicture> {
    const image = this.#find(imageId);
    try {
      return await this.#open(image);
    } catch (fault) {
      if (isUnreadable(fault)) this.#markUnreadable(image, fault);
      throw fault;
    }
  }

  /** An officer need not look at what nobody can look at. */
  #markUnreadable({ id }: KnownImage, { code, details }: BridgeError): void {
    try {
      this.#options.journal.transact({}, () =>
        this.#images.byId(id)?.state === 'waiting'
          ? [
              {
                kind: 'image.unreadable',
                subject: id,
                actor: 'station',
                body: { code, details: { ...details } },
              },
            ]
          : [],
      );
    } catch (fault) {
      this.#options.log.error({ err: fault, image: id }, 'an unreadable picture could not be journaled');
    }
  }

  #lookLater(imageId: string): void {
    if (this.#previews.known(imageId) || this.#lookedInVain.has(imageId)) return;
    this.#previews.look(imageId).catch((fault: unknown) => {
      this.#lookedInVain.add(imageId);
      if (!this.#closing.signal.aborted)
        this.#options.log.warn({ err: fault, image: imageId }, 'a received picture could not be looked at');
    });
  }

  /** A file's place in the data folder; one that lies elsewhere is named whole. */
  #placeOf(file: string): string {
    const inside = path.relative(this.#options.root, file);
    return inside.startsWith('..') || path.isAbsolute(inside) ? file : inside;
  }

  #openVisits(): Visit[] {
    const now = this.#options.clock.utc();
    return this.#visits.open({ now, releasedAfter: now, bookedMs: bookingWindowMs });
  }

  #visit(visitId: string): Visit {
    const visit = this.#visits.byId(visitId);
    if (!visit) throw new StationError('VISIT_UNKNOWN', 'There is no such visit. Reload the screen.');
    return visit;
  }

  #find(imageId: string): KnownImage {
    const image = this.#images.byId(imageId);
    if (!image) throw new StationError('IMAGE_UNKNOWN', 'There is no such picture. Reload the screen.');
    return image;
  }
}

async function openPicture(file: string, signal: AbortSignal): Promise<ImportedPicture> {
  const { importPicture } = await import('../../native-bridge/imaging/import/import-picture.ts');
  return importPicture(file, { signal });
}

/** Whether it is the picture's own fault: then it is not offered again. */
function isUnreadable(fault: unknown): fault is BridgeError {
  return (
    fault instanceof BridgeError &&
    /^IMAGE_(UNREADABLE|NOT_A_RADIOGRAPH|SYNTAX_UNSUPPORTED|TOO_LARGE)$/.test(fault.code)
  );
}

function settled(): StationError {
  return new StationError(
    'IMAGE_SETTLED',
    'Somebody has dealt with this picture already. Reload the screen.',
  );
}
