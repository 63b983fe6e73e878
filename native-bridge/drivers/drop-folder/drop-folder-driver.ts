import { BridgeError } from '../../errors.ts';
import { pause } from '../../transport/timers.ts';
import type { DeviceCapabilities, DeviceHealth } from '../device.ts';
import type { DeviceDriver, DriverParts } from '../driver.ts';
import { ImageIntake } from '../image-intake/image-intake.ts';
import type { StoredFile } from '../image-intake/incoming-file.ts';
import type { InspectFile } from '../image-intake/inspect.ts';
import type { ReceivedImage } from '../image-source.ts';
import { FileWatch } from './file-watch.ts';
import { namePattern } from './name-pattern.ts';
import type { DropFolderSettings } from './settings.ts';
import { maxSideCarBytes, readSideCar, sideCarKinds } from './side-car.ts';
import {
  FileChanged,
  type FolderFile,
  type Listing,
  reasonOf,
  type SideCarFile,
  WatchedFolder,
} from './watched-folder.ts';

export interface DropFolderParts
  extends Pick<
    DriverParts<'image-source', DropFolderSettings>,
    'sink' | 'settings' | 'timers' | 'utc' | 'spool'
  > {
  readonly folder: string;
  readonly inspect: InspectFile;
}

/** An empty file is left alone for so long; then it is a file like any other. */
const emptyMs = 60_000;
/** A file that could not be moved or deleted is tried again after so long. */
const disposeAgainMs = 60_000;
const longestRestMs = 10_000;

/**
 * Watches a folder for pictures that another program puts there. Looks, not notifications, find them, so that network
 * shares work. The folder is never trusted: no link is followed, nothing but plain files is opened, and no name of it
 * becomes a path elsewhere.
 */
export class DropFolderDriver implements DeviceDriver<'image-source'> {
  readonly capabilities: Promise<DeviceCapabilities>;
  readonly #parts: DropFolderParts;
  readonly #folder: WatchedFolder;
  readonly #watch: FileWatch;
  readonly #listed = Promise.withResolvers<DeviceCapabilities>();
  /** By id: a picture that is whole, and since when it waits for its side-car. */
  #waiting = new Map<string, { readonly key: string; readonly since: number }>();
  /** By key: until when a file that could not be read is left alone. */
  #suspects = new Map<string, number>();
  /** By key: when a file that could not be moved or deleted is tried again. */
  #stuck = new Map<string, number>();
  /** What is wrong with the folder at this look; the last side-car that could not be read. */
  #troubles: string[] = [];
  #badSideCar: string | null = null;
  #health: string | null = null;

  constructor(parts: DropFolderParts) {
    this.#parts = parts;
    const { settings } = parts;
    this.#folder = new WatchedFolder(parts.folder, parts.timers, namePattern(settings.pattern));
    this.#watch = new FileWatch({
      stableMs: settings.stableMs,
      emptyMs: Math.max(emptyMs, settings.stableMs),
    });
    this.capabilities = this.#listed.promise;
    this.#listed.promise.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      const { settings, timers } = this.#parts;
      const intake = await ImageIntake.open(this.#parts);
      while (!signal.aborted) {
        const began = timers.now();
        const listing = await this.#folder.list();
        const listingMs = timers.now() - began;
        this.#listed.resolve({ maker: '', model: 'drop-folder', serialNumber: '' });
        await this.#look(listing, intake, signal);
        // A folder of thousands on a slow share must not be asked all the time.
        await pause(timers, Math.max(settings.pollMs, Math.min(longestRestMs, 9 * listingMs)), signal);
      }
    } catch (error) {
      this.#listed.reject(error);
      if (!signal.aborted || (error instanceof BridgeError && error.code === 'SPOOL_FAILED')) throw error;
    }
    this.#listed.reject(new BridgeError('LINK_CLOSED', `Watching ${this.#folder.path} has ended.`));
  }

  async #look(listing: Listing, intake: ImageIntake, signal: AbortSignal): Promise<void> {
    const now = this.#parts.timers.now();
    this.#troubles = [];
    this.#forgetGone(listing);
    const whole = this.#watch.look([...listing.pictures, ...listing.sideCars], listing.unfinished, now);
    const byPicture = Map.groupBy(listing.sideCars, (sideCar) => sideCar.of);
    const isWhole = new Set(whole.map(({ id }) => id));
    for (const file of listing.irregular) {
      if (signal.aborted) return;
      if (!intake.hasKey(left(file))) await intake.refuseUnread({ ...file, key: left(file) }, notAFile());
    }
    for (const file of listing.pictures) {
      if (signal.aborted) return;
      if (intake.hasKey(left(file))) continue;
      if (intake.hasKey(file.key)) {
        if ((this.#stuck.get(file.key) ?? now) <= now) await this.#dispose([file]);
        continue;
      }
      if (!isWhole.has(file.id) || (this.#suspects.get(file.key) ?? now) > now) continue;
      const sideCars = sideCarsOf(file, byPicture);
      if (this.#waits(file, sideCars, isWhole, now)) continue;
      await this.#take(
        file,
        sideCars.filter(({ id }) => isWhole.has(id)),
        listing,
        intake,
        signal,
      );
    }
    if (this.#stuck.size > 0) this.#troubles.push(`${this.#stuck.size} files cannot be moved or deleted`);
    this.#tellHealth();
  }

  async #take(
    file: FolderFile,
    sideCars: readonly SideCarFile[],
    listing: Listing,
    intake: ImageIntake,
    signal: AbortSignal,
  ): Promise<void> {
    const { settings, timers } = this.#parts;
    let stored: StoredFile;
    let about: ReceivedImage['about'];
    try {
      about = settings.sideCar === 'ignore' ? {} : await this.#readSideCar(sideCars);
      stored = await this.#folder.copy(file, intake, settings.maxMegabytes * 2 ** 20, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      // As it changes it is whole again later.
      if (error instanceof FileChanged) return;
      if (!(error instanceof BridgeError)) {
        this.#troubles.push(`${file.name} cannot be opened (${reasonOf(error)})`);
      } else if (error.code === 'IMAGE_TOO_LARGE') {
        await intake.refuseUnread({ name: file.name, key: left(file) }, error);
      } else throw error;
      return;
    }
    const giveUp = this.#suspects.has(file.key) || settings.graceMs === 0;
    const outcome = await intake.take(stored, { name: file.name, about, key: file.key }, signal, giveUp);
    if (outcome.kind === 'refused' && !giveUp) {
      this.#suspects.set(file.key, timers.now() + settings.graceMs);
      return;
    }
    this.#waiting.delete(file.id);
    await this.#dispose([file, ...sideCars.filter((sideCar) => !isShared(sideCar, file, listing))]);
  }

  /** True while the picture should not be taken yet because of its side-car. */
  #waits(
    file: FolderFile,
    sideCars: readonly SideCarFile[],
    isWhole: ReadonlySet<string>,
    now: number,
  ): boolean {
    const { sideCar, sideCarWaitMs } = this.#parts.settings;
    if (sideCar === 'ignore' || sideCars.some(({ id }) => isWhole.has(id))) return false;
    if (sideCar === 'optional' && sideCars.length === 0) return false;
    const waiting = this.#waiting.get(file.id);
    const since = waiting?.key === file.key ? waiting.since : now;
    this.#waiting.set(file.id, { key: file.key, since });
    return now - since < sideCarWaitMs;
  }

  /** A side-car that cannot be read costs the picture nothing but what it would have said. */
  async #readSideCar([sideCar]: readonly SideCarFile[]): Promise<ReceivedImage['about']> {
    if (sideCar === undefined) return {};
    try {
      const about = readSideCar(await this.#folder.read(sideCar, maxSideCarBytes), sideCar.kind);
      this.#badSideCar = null;
      return about;
    } catch (error) {
      if (error instanceof FileChanged || (error instanceof BridgeError && error.code === 'LINK_TIMEOUT'))
        throw error;
      this.#badSideCar = `${sideCar.name}: ${reasonOf(error)}`;
      return {};
    }
  }

  /** The picture is safe: now, and only now, its file may go. */
  async #dispose(files: readonly FolderFile[]): Promise<void> {
    const { afterwards, doneFolder } = this.#parts.settings;
    if (afterwards === 'keep') return;
    for (const file of files) {
      try {
        await (afterwards === 'delete' ? this.#folder.remove(file) : this.#folder.moveInto(doneFolder, file));
        this.#stuck.delete(file.key);
      } catch (error) {
        if (error instanceof FileChanged) continue;
        if (error instanceof BridgeError) throw error;
        this.#stuck.set(file.key, this.#parts.timers.now() + disposeAgainMs);
      }
    }
  }

  #forgetGone({ pictures, sideCars }: Listing): void {
    const ids = new Set(pictures.map(({ id }) => id));
    const keys = new Set([...pictures, ...sideCars].map(({ key }) => key));
    for (const id of this.#waiting.keys()) if (!ids.has(id)) this.#waiting.delete(id);
    for (const map of [this.#suspects, this.#stuck]) {
      for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
    }
  }

  #tellHealth(): void {
    const troubles = [
      ...this.#troubles.slice(0, 3),
      ...(this.#badSideCar === null ? [] : [this.#badSideCar]),
    ];
    const text = troubles.join('; ').slice(0, 300);
    if (text === this.#health) return;
    this.#health = text;
    const health: DeviceHealth =
      text === '' ? { level: 'good' } : { level: 'degraded', code: 'DEVICE_UNREADABLE', text };
    this.#parts.sink.health(health);
  }
}

/** The key of a file that was refused unread: it stays where it is, for there is no other copy. */
function left(file: FolderFile): string {
  return `left:${file.key}`;
}

function sideCarsOf(file: FolderFile, byPicture: ReadonlyMap<string, readonly SideCarFile[]>): SideCarFile[] {
  const own = [file.id, stemOf(file.id)].flatMap((id) => byPicture.get(id) ?? []);
  return own.sort((a, b) => sideCarKinds.indexOf(a.kind) - sideCarKinds.indexOf(b.kind));
}

/** True when another picture of the same stem is still there to read it. */
function isShared(sideCar: SideCarFile, file: FolderFile, { pictures }: Listing): boolean {
  return sideCar.of !== file.id && pictures.some(({ id }) => id !== file.id && stemOf(id) === sideCar.of);
}

function stemOf(id: string): string {
  return id.replace(/(.)\.[^.]*$/, '$1');
}

function notAFile(): BridgeError {
  const reason = 'it is a link, a pipe or a device and not a plain file';
  return new BridgeError('IMAGE_UNREADABLE', `The picture cannot be read: ${reason}.`, {
    details: { reason },
  });
}
