import { crc32 } from './crc32.ts';
import { type Frame, frameVersion, headerSize, maxStripPayload, payloadLimit, syncBytes } from './frame.ts';

/** What a stretch of bytes turned out to be. */
export type Framed =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** Once for each place where the stream went wrong; the bytes until the next frame are counted, not reported. */
  | { readonly kind: 'damage'; readonly why: DamageKind };

export type DamageKind = 'garbage' | 'payload' | 'oversize' | 'unfinished';

/**
 * Cuts a byte stream into frames and finds its way back after damage. Holds at most one frame.
 * A payload that lies whole in a chunk is handed on without a copy, any other is put together once.
 */
export class Framer {
  /** Bytes thrown away so far, and those since the last good frame. */
  skippedBytes = 0;
  skippedSinceGood = 0;
  /** Frames with a good header and a bad payload since the last good frame. */
  damagedSinceGood = 0;

  #held = Buffer.allocUnsafe(1 << 16);
  #from = 0;
  #to = 0;
  #lost = false;

  /** A frame has begun and not ended. */
  get unfinished(): boolean {
    return this.#to > this.#from;
  }

  /** Takes the next chunk; the whole generator must be run before the chunk's memory is used again. */
  *push(chunk: Uint8Array): Generator<Framed, void, void> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (this.#to > this.#from) {
      const found = examine(this.#held, this.#from, this.#to);
      if (found.kind === 'more') {
        const taken = this.#hold(bytes, at, found.size);
        at += taken;
        if (taken === 0) return;
      } else {
        this.#from += found.size;
        yield* this.#tell(found);
      }
    }
    this.#from = 0;
    this.#to = 0;
    while (at < bytes.length) {
      const found = examine(bytes, at, bytes.length);
      if (found.kind === 'more') {
        this.#hold(bytes, at, bytes.length - at);
        return;
      }
      at += found.size;
      yield* this.#tell(found);
    }
  }

  /** Gives up waiting for the rest of a frame whose bytes were lost, and looks for frames in what came instead. */
  *abandon(): Generator<Framed, void, void> {
    if (!this.unfinished) return;
    const size = Math.min(headerSize, this.#to - this.#from);
    this.#from += size;
    yield* this.#tell({ kind: 'skip', size, why: 'unfinished' });
    yield* this.push(new Uint8Array(0));
  }

  /** Copies from `bytes` until `wanted` bytes are held; the number copied. */
  #hold(bytes: Buffer, at: number, wanted: number): number {
    const has = this.#to - this.#from;
    const taken = Math.min(Math.max(0, wanted - has), bytes.length - at);
    if (this.#from + wanted > this.#held.length) {
      const room = this.#held.length < wanted ? Buffer.allocUnsafe(roomFor(wanted)) : this.#held;
      this.#held.copy(room, 0, this.#from, this.#to);
      this.#held = room;
      this.#from = 0;
      this.#to = has;
    }
    bytes.copy(this.#held, this.#to, at, at + taken);
    this.#to += taken;
    return taken;
  }

  *#tell(found: Found): Generator<Framed, void, void> {
    if (found.kind === 'frame') {
      this.#lost = false;
      this.skippedSinceGood = 0;
      this.damagedSinceGood = 0;
      yield { kind: 'frame', frame: found.frame };
    } else if (found.kind === 'skip') {
      this.skippedBytes += found.size;
      this.skippedSinceGood += found.size;
      if (found.why !== 'garbage') this.damagedSinceGood += 1;
      else if (this.#lost) return;
      this.#lost = true;
      yield { kind: 'damage', why: found.why };
    }
  }
}

type Found =
  | { readonly kind: 'frame'; readonly size: number; readonly frame: Frame }
  | { readonly kind: 'skip'; readonly size: number; readonly why: DamageKind }
  /** Not to be decided before `size` bytes from here are there. */
  | { readonly kind: 'more'; readonly size: number };

/** Says what begins at `from`, looking no further than `to`. */
function examine(bytes: Buffer, from: number, to: number): Found {
  const synced = Math.min(syncBytes.length, to - from);
  if (bytes.compare(syncBytes, 0, synced, from, from + synced) !== 0) return skipTo(bytes, from, to);
  if (to - from < headerSize) return { kind: 'more', size: headerSize };

  const type = bytes[from + 5] ?? 0;
  const length = bytes.readUInt32LE(from + 12);
  const headerGood = bytes.readUInt32LE(from + 20) === crc32(bytes.subarray(from, from + 20));
  if (!headerGood || bytes[from + 4] !== frameVersion) return skipTo(bytes, from, to);
  if (length > payloadLimit(type)) return { kind: 'skip', size: headerSize, why: 'oversize' };

  const size = headerSize + length;
  if (to - from < size) return { kind: 'more', size };
  const payload = bytes.subarray(from + headerSize, from + size);
  const payloadCrc = crc32(payload);
  // The header was good, so only what follows it may hold the next frame: the payload may have lost bytes.
  if (payloadCrc !== bytes.readUInt32LE(from + 16)) return { kind: 'skip', size: headerSize, why: 'payload' };
  return {
    kind: 'frame',
    size,
    frame: { type, sequence: bytes.readUInt32LE(from + 8), payload, payloadCrc },
  };
}

/** Skips to the next place after `from` where a frame may begin. */
function skipTo(bytes: Buffer, from: number, to: number): Found {
  const next = bytes.subarray(0, to).indexOf(syncBytes, from + 1);
  if (next >= 0) return { kind: 'skip', size: next - from, why: 'garbage' };
  let keep = 0;
  for (let length = Math.min(syncBytes.length - 1, to - from - 1); length > 0 && keep === 0; length--) {
    if (bytes.compare(syncBytes, 0, length, to - length, to) === 0) keep = length;
  }
  return { kind: 'skip', size: to - from - keep, why: 'garbage' };
}

function roomFor(wanted: number): number {
  return Math.min(2 ** Math.ceil(Math.log2(wanted)), headerSize + maxStripPayload);
}
