import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, headerSize, maxStripPayload, stripType, syncBytes, writeHeader } from './frame.ts';
import { type Framed, Framer } from './framer.ts';

interface Seen {
  readonly frames: { readonly type: number; readonly sequence: number; readonly payload: string }[];
  readonly damages: string[];
}

/** Runs chunks through a framer; payloads are copied when they are seen, as their memory is used again. */
function run(framer: Framer, chunks: readonly Uint8Array[]): Seen {
  const seen: Seen = { frames: [], damages: [] };
  for (const chunk of chunks) note(seen, framer.push(chunk));
  return seen;
}

function note(seen: Seen, framed: Iterable<Framed>): void {
  for (const item of framed) {
    if (item.kind === 'damage') seen.damages.push(item.why);
    else {
      const { type, sequence, payload } = item.frame;
      seen.frames.push({ type, sequence, payload: Buffer.from(payload).toString('hex') });
    }
  }
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // Copied, and wiped by the next: what a framer kept of a chunk must be its own.
    chunks.push(Uint8Array.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

const payloads = fc.array(
  fc.record({
    type: fc.constantFrom(0x01, 0x40, 0x82, stripType),
    payload: fc.uint8Array({ maxLength: 900 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });

function frames(list: readonly { type: number; payload: Uint8Array }[]): Buffer {
  return Buffer.concat(list.map(({ type, payload }, index) => encodeFrame(type, index, payload)));
}

describe('Framer', () => {
  test('finds every frame, however the stream is cut', () => {
    fc.assert(
      fc.property(payloads, sizes, (list, cuts) => {
        const seen = run(new Framer(), cut(frames(list), cuts));
        expect(seen.damages).toEqual([]);
        expect(seen.frames).toEqual(
          list.map(({ type, payload }, sequence) => ({
            type,
            sequence,
            payload: Buffer.from(payload).toString('hex'),
          })),
        );
      }),
    );
  });

  test('hands a payload on without a copy when it lies whole in the chunk', () => {
    const chunk = frames([{ type: 0x40, payload: Buffer.from('payload') }]);
    const [first] = [...new Framer().push(chunk)];
    expect(first?.kind === 'frame' && first.frame.payload.buffer === chunk.buffer).toBe(true);
  });

  test('finds the frames after noise, even noise that holds a sync', () => {
    const noise = fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constant(syncBytes)), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(noise, payloads, sizes, (parts, list, cuts) => {
        const framer = new Framer();
        const junk = Buffer.concat(parts);
        const seen = run(framer, cut(Buffer.concat([junk, frames(list)]), cuts));
        expect(seen.frames).toHaveLength(list.length);
        expect(seen.damages).toEqual(junk.length > 0 ? ['garbage'] : []);
        expect(framer.skippedBytes).toBe(junk.length);
      }),
    );
  });

  test('loses only the frame with a turned bit, wherever the bit is', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), fc.nat(7), sizes, (list, place, bit, cuts) => {
        const whole = list.map(({ type, payload }, sequence) => encodeFrame(type, sequence, payload));
        const hit = place % whole.length;
        const broken = whole.map((frame) => Buffer.from(frame));
        const target = broken[hit] as Buffer;
        const at = Math.floor(place / whole.length) % target.length;
        target[at] = (target[at] ?? 0) ^ (1 << bit);
        // Something good behind it, so that a damaged last frame is known to be damaged.
        const end = encodeFrame(0x40, 99, Buffer.from('end'));
        const seen = run(new Framer(), cut(Buffer.concat([...broken, end]), cuts));
        expect(seen.frames.map(({ sequence }) => sequence)).toEqual([
          ...whole.map((_, index) => index).filter((index) => index !== hit),
          99,
        ]);
        expect(seen.damages).toHaveLength(1);
      }),
    );
  });

  test('finds the next frame inside a payload that lost bytes', () => {
    const strip = encodeFrame(stripType, 0, Buffer.alloc(5000, 7));
    const next = Array.from({ length: 60 }, (_, i) => encodeFrame(0x40, i + 1, Buffer.alloc(100, i)));
    const seen = run(new Framer(), [strip.subarray(0, 1000), ...next]);
    expect(seen.frames.map(({ sequence }) => sequence)).toEqual(next.map((_, i) => i + 1));
    expect(seen.damages).toEqual(['payload']);
  });

  test('gives up a frame that never ends, and finds what came in its place', () => {
    const framer = new Framer();
    const strip = encodeFrame(stripType, 0, Buffer.alloc(5000, 7));
    const heartbeat = encodeFrame(0x40, 1, Buffer.from('beat'));
    const seen = run(framer, [strip.subarray(0, 1000), heartbeat]);
    expect(seen.frames).toEqual([]);
    expect(framer.unfinished).toBe(true);
    note(seen, framer.abandon());
    expect(seen.frames.map(({ sequence }) => sequence)).toEqual([1]);
    expect(seen.damages).toEqual(['unfinished']);
    expect(framer.unfinished).toBe(false);
  });

  test('does not wait for a payload that is longer than allowed', () => {
    const oversized = (type: number, length: number) => {
      const header = Buffer.alloc(headerSize);
      writeHeader(header, type, 0, length, 0);
      return header;
    };
    const good = encodeFrame(0x40, 7, Buffer.from('good'));
    for (const header of [
      oversized(stripType, maxStripPayload + 1),
      oversized(stripType, 0xffffffff),
      oversized(0x82, 4097),
    ]) {
      const seen = run(new Framer(), [header, good]);
      expect(seen.frames.map(({ sequence }) => sequence)).toEqual([7]);
      expect(seen.damages).toEqual(['oversize']);
    }
  });

  test('takes the largest strip there may be', () => {
    const strip = encodeFrame(stripType, 3, Buffer.alloc(maxStripPayload, 0x5a));
    const seen = run(new Framer(), cut(strip, [65_536]));
    expect(seen.frames.map(({ payload }) => payload.length / 2)).toEqual([maxStripPayload]);
  });

  test('counts what it cannot use, so that its owner can give up', () => {
    const framer = new Framer();
    const bad = encodeFrame(0x40, 0, Buffer.from('bad'));
    bad[headerSize] = 0;
    run(framer, [bad, bad, bad]);
    expect(framer.damagedSinceGood).toBe(3);
    run(framer, [encodeFrame(0x40, 0, Buffer.from('good'))]);
    expect(framer.damagedSinceGood).toBe(0);
    expect(framer.skippedSinceGood).toBe(0);
  });

  test('survives any bytes in any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(syncBytes), headers()), {
          maxLength: 30,
        }),
        sizes,
        (parts, cuts) => {
          const framer = new Framer();
          const bytes = Buffer.concat(parts);
          const seen = run(framer, cut(bytes, cuts));
          while (framer.unfinished) note(seen, framer.abandon());
          const used = seen.frames.reduce((sum, { payload }) => sum + headerSize + payload.length / 2, 0);
          expect(used + framer.skippedBytes).toBe(bytes.length);
        },
      ),
    );
  });
});

/** Headers that are right by themselves and announce anything. */
function headers(): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(0x01, 0x82, stripType), fc.integer({ min: 0, max: 2_000_000 }))
    .map(([type, length]) => {
      const header = Buffer.alloc(headerSize);
      writeHeader(header, type, 0, length, 0);
      return header;
    });
}
