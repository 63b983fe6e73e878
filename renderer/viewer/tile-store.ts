import { keyOf } from './pyramid.ts';
import type { Tile, TileAddress } from './tile-source.ts';

/**
 * The tiles the viewer holds, each in one explicit state:
 *
 *   queued ──► fetching ──► arrived ──► uploaded ──► (evicted: forgotten)
 *                 └──► failed ──► queued, when its pause is over and it is still wanted
 *
 * An uploaded tile that may have grown is fetched again while the old one stays on screen.
 * Pure: what it does to the world goes through `effects`, time is passed in (ms, monotonic), textures are slot numbers.
 */
export class TileStore {
  readonly #limits: StoreLimits;
  readonly #effects: StoreEffects;
  readonly #tiles = new Map<string, Entry>();
  readonly #requests = new Map<number, Entry>();
  readonly #arrived: { entry: Entry; tile: Tile }[] = [];
  #slotsUsed = 0;
  #wanted: Entry[] = [];
  #round = 0;
  #nextRequest = 1;
  #growth: Growth = { columns: null, ended: false };
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(limits: StoreLimits, effects: StoreEffects) {
    this.#limits = limits;
    this.#effects = effects;
  }

  /** Says what is wanted, most wanted first. What is no longer wanted stops being fetched; beyond capacity is ignored. */
  want(addresses: readonly TileAddress[], now: number): void {
    this.#round += 1;
    this.#wanted = addresses.slice(0, this.#limits.capacity).map((address, rank) => {
      const key = keyOf(address);
      const entry = this.#tiles.get(key) ?? newEntry(key, address);
      this.#tiles.set(key, entry);
      entry.wantedIn = this.#round;
      entry.rank = rank;
      return entry;
    });
    for (const entry of this.#tiles.values()) {
      if (entry.wantedIn !== this.#round) this.#letGo(entry);
    }
    this.pump(now);
  }

  /** The picture grew or ended: uploaded tiles that were not final are fetched again; not too often, but at the end. */
  grow(growth: Growth, now: number): void {
    if (growth.ended && !this.#growth.ended) this.#endedAt = now;
    this.#growth = growth;
    this.pump(now);
  }

  /** Starts the fetches there is room for; to be called again at `wakeAt()`. */
  pump(now: number): void {
    for (const entry of this.#wanted) {
      if (this.#requests.size >= this.#limits.fetches) return;
      const due = this.#dueAt(entry);
      if (due !== null && due <= now) this.#fetch(entry, now);
    }
  }

  /** When `pump` has something to do that waits for time only; null when nothing does. */
  wakeAt(now: number): number | null {
    let soonest: number | null = null;
    for (const entry of this.#wanted) {
      const due = this.#dueAt(entry);
      if (due !== null && due > now && (soonest === null || due < soonest)) soonest = due;
    }
    return soonest;
  }

  /** A tile came. One that is no longer asked for is dropped. */
  arrived(request: number, tile: Tile, now: number): TileAddress | null {
    const entry = this.#requests.get(request);
    if (!entry) return null;
    this.#requests.delete(request);
    entry.request = null;
    if (entry.state === 'fetching') entry.state = 'arrived';
    this.#arrived.push({ entry, tile });
    this.pump(now);
    return entry.address;
  }

  /** A tile could not be had. Its address comes back the first time in a row, so that it is reported once. */
  failed(request: number, now: number): TileAddress | null {
    const entry = this.#requests.get(request);
    if (!entry) return null;
    this.#requests.delete(request);
    entry.request = null;
    entry.failures += 1;
    entry.retryAt = now + Math.min(30_000, 1000 * 2 ** (entry.failures - 1));
    if (entry.state === 'fetching') entry.state = 'failed';
    this.pump(now);
    return entry.failures === 1 ? entry.address : null;
  }

  /** The most wanted tile that waits for the GPU, with the slot it goes to; the caller uploads it at once. */
  nextUpload(): { slot: number; tile: Tile; address: TileAddress } | null {
    while (this.#arrived.length > 0) {
      let best = 0;
      for (let i = 1; i < this.#arrived.length; i += 1) {
        if (this.#arrived[i]!.entry.rank < this.#arrived[best]!.entry.rank) best = i;
      }
      const [{ entry, tile }] = this.#arrived.splice(best, 1) as [{ entry: Entry; tile: Tile }];
      if (this.#tiles.get(entry.key) !== entry) continue;
      entry.uploaded ??= { slot: this.#takeSlot(), columns: 0, final: false, width: 0, height: 0 };
      entry.stalled =
        entry.state === 'uploaded' && tile.columns <= entry.uploaded.columns ? entry.stalled + 1 : 0;
      entry.uploaded = {
        slot: entry.uploaded.slot,
        columns: tile.columns,
        final: tile.final,
        width: tile.width,
        height: tile.height,
      };
      entry.state = 'uploaded';
      entry.failures = 0;
      return { slot: entry.uploaded.slot, tile, address: entry.address };
    }
    return null;
  }

  /** What is on the GPU for this address, if anything is. */
  uploaded(address: TileAddress): UploadedTile | null {
    return this.#tiles.get(keyOf(address))?.uploaded ?? null;
  }

  stateOf(address: TileAddress): TileState | 'none' {
    return this.#tiles.get(keyOf(address))?.state ?? 'none';
  }

  /** Whether it could not be had and nothing of it is there; also while it is tried again. */
  isMissing(address: TileAddress): boolean {
    const entry = this.#tiles.get(keyOf(address));
    return entry !== undefined && entry.failures > 0 && !entry.uploaded;
  }

  /** Whether it is on the GPU with everything the picture has, as far as is known. */
  isCurrent(address: TileAddress): boolean {
    const entry = this.#tiles.get(keyOf(address));
    return entry?.state === 'uploaded' && !this.#mayGrow(entry);
  }

  /** The context was lost: everything must be fetched and uploaded again. */
  forgetUploads(now: number): void {
    this.#arrived.length = 0;
    this.#slotsUsed = 0;
    for (const entry of this.#tiles.values()) {
      entry.uploaded = null;
      if (entry.state === 'uploaded' || entry.state === 'arrived') {
        entry.state = entry.request === null ? 'queued' : 'fetching';
      }
    }
    this.pump(now);
  }

  /** Forgets everything and stops every fetch: another picture comes. */
  clear(): void {
    for (const request of this.#requests.keys()) this.#effects.cancel(request);
    this.#requests.clear();
    this.#tiles.clear();
    this.#arrived.length = 0;
    this.#slotsUsed = 0;
    this.#wanted = [];
    this.#growth = { columns: null, ended: false };
  }

  /** How many slots hold a tile. */
  get slotsInUse(): number {
    return this.#slotsUsed;
  }

  #dueAt(entry: Entry): number | null {
    if (entry.request !== null) return null;
    switch (entry.state) {
      case 'queued':
        return 0;
      case 'failed':
        return entry.retryAt;
      case 'uploaded':
        return this.#mayGrow(entry) ? this.#refreshDueAt(entry) : null;
      default:
        return null;
    }
  }

  #refreshDueAt({ retryAt, fetchedAt, stalled }: Entry): number {
    if (this.#growth.ended && fetchedAt < this.#endedAt) return retryAt;
    return Math.max(retryAt, fetchedAt + this.#limits.refreshMs * 2 ** Math.min(stalled, 5));
  }

  #mayGrow({ uploaded, address }: Entry): boolean {
    if (!uploaded || uploaded.final) return false;
    const { columns, ended } = this.#growth;
    // While it is received, a column of a coarser level is known when all the columns it is made from are.
    return columns !== null && (ended || uploaded.columns < Math.floor(columns / 2 ** address.level));
  }

  #fetch(entry: Entry, now: number): void {
    entry.request = this.#nextRequest;
    entry.fetchedAt = now;
    if (entry.state !== 'uploaded') entry.state = 'fetching';
    this.#nextRequest += 1;
    this.#requests.set(entry.request, entry);
    this.#effects.fetch(entry.request, entry.address);
  }

  #letGo(entry: Entry): void {
    if (entry.request !== null) {
      this.#requests.delete(entry.request);
      this.#effects.cancel(entry.request);
      entry.request = null;
    }
    if (entry.state !== 'uploaded') this.#tiles.delete(entry.key);
  }

  /** A slot never used, or that of the tile that was wanted longest ago. */
  #takeSlot(): number {
    if (this.#slotsUsed < this.#limits.capacity) {
      this.#slotsUsed += 1;
      return this.#slotsUsed - 1;
    }
    let oldest: Entry | null = null;
    for (const entry of this.#tiles.values()) {
      if (!entry.uploaded) continue;
      if (!oldest || entry.wantedIn < oldest.wantedIn) oldest = entry;
    }
    if (!oldest?.uploaded) throw new Error('A store without slots was asked for one.');
    const { slot } = oldest.uploaded;
    this.#tiles.delete(oldest.key);
    if (oldest.request !== null) this.#letGo(oldest);
    return slot;
  }
}

export type TileState = 'queued' | 'fetching' | 'arrived' | 'uploaded' | 'failed';

export interface StoreLimits {
  /** Tiles the GPU holds. */
  readonly capacity: number;
  /** Fetches under way at once. */
  readonly fetches: number;
  /** The least time between two fetches of one growing tile. */
  readonly refreshMs: number;
}

export interface StoreEffects {
  fetch(request: number, address: TileAddress): void;
  cancel(request: number): void;
}

/** How far the picture is: its columns at level 0 (null: not known yet), and whether it still grows. */
export interface Growth {
  readonly columns: number | null;
  readonly ended: boolean;
}

export interface UploadedTile {
  readonly slot: number;
  /** Columns known at the tile's level when it was made. */
  readonly columns: number;
  readonly final: boolean;
  readonly width: number;
  readonly height: number;
}

interface Entry {
  readonly key: string;
  readonly address: TileAddress;
  state: TileState;
  uploaded: UploadedTile | null;
  request: number | null;
  fetchedAt: number;
  retryAt: number;
  failures: number;
  /** Times in a row that fetching it again brought nothing new. */
  stalled: number;
  rank: number;
  wantedIn: number;
}

function newEntry(key: string, address: TileAddress): Entry {
  return {
    key,
    address,
    state: 'queued',
    uploaded: null,
    request: null,
    fetchedAt: Number.NEGATIVE_INFINITY,
    retryAt: 0,
    failures: 0,
    stalled: 0,
    rank: 0,
    wantedIn: 0,
  };
}
