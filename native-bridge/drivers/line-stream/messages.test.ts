import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { encodeFrame, type Frame, stripType } from './frame.ts';
import { Framer } from './framer.ts';
import { decodeMessage, encodeMessage, type Message } from './messages.ts';
import { decodeStrip, encodeStrip } from './strip.ts';

const protocol = readFileSync(new URL('./PROTOCOL.md', import.meta.url), 'utf8');
const vectors = [...protocol.matchAll(/```json\n(.*?)\n```\n\n```hex\n([0-9a-f\s]+?)\n```/gs)].map(
  ([, json = '', hex = '']) => ({ fields: JSON.parse(json) as unknown, bytes: bytesOf(hex) }),
);
const messageVector = z.looseObject({ sequence: z.number(), kind: z.string() });
const streamVector = z.object({ found: z.array(z.string()), damages: z.number() });
const stripVector = z.object({
  scanNumber: z.number(),
  stripNumber: z.number(),
  firstLine: z.number(),
  lines: z.number(),
  pixels: z.string(),
});
const messages = vectors.flatMap(({ fields, bytes }) => {
  const parsed = messageVector.safeParse(fields);
  return parsed.success ? [{ ...parsed.data, bytes }] : [];
});

describe('The test vectors of PROTOCOL.md', () => {
  test('hold every message', () => {
    const kinds = new Set(messages.map(({ kind }) => kind));
    const headings = [...protocol.matchAll(/^\*\*([A-Z_]+) 0x[0-9A-F]{2}\*\*/gm)].map(
      ([, name = '']) => name,
    );
    expect(headings.length).toBeGreaterThan(15);
    expect([...kinds].map((kind) => kind.toUpperCase().replaceAll('-', '_')).sort()).toEqual(headings.sort());
  });

  test.each(messages)(
    '$kind $sequence is written and read as specified',
    ({ sequence, kind, bytes, ...fields }) => {
      const frame = onlyFrame(bytes);
      expect(frame.sequence).toBe(sequence);
      if (kind === 'strip') {
        const { pixels, ...head } = stripVector.parse(fields);
        const written = encodeStrip(sequence, { ...head, pixels: bytesOf(pixels) });
        expect(written.frame.toString('hex')).toBe(bytes.toString('hex'));
        const read = decodeStrip(frame);
        expect(read).toMatchObject({ ...head, crc32: written.crc32 });
        expect(Buffer.from(read.pixels).toString('hex')).toBe(pixels);
      } else {
        const message = { kind, ...fields } as Message;
        const { type, payload } = encodeMessage(message);
        expect(encodeFrame(type, sequence, payload).toString('hex')).toBe(bytes.toString('hex'));
        expect(decodeMessage(frame.type, frame.payload)).toEqual(message);
      }
    },
  );

  test('show a damaged stream and what is found in it', () => {
    const streams = vectors.filter(({ fields }) => streamVector.safeParse(fields).success);
    expect(streams).toHaveLength(1);
    for (const { fields, bytes } of streams) {
      const seen = [...new Framer().push(bytes)];
      const found = seen.flatMap((item) =>
        item.kind === 'frame' ? [decodeMessage(item.frame.type, item.frame.payload)?.kind] : [],
      );
      const damages = seen.filter(({ kind }) => kind === 'damage').length;
      expect({ found, damages }).toEqual(streamVector.parse(fields));
    }
  });
});

describe('Message payloads', () => {
  const types = [...new Set(messages.map(({ bytes }) => bytes[5] ?? 0))];

  test('of any bytes give a message, none, or a protocol error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...types, 0, 0x7f, 0xff),
        fc.uint8Array({ maxLength: 400 }),
        (type, payload) => {
          expect(outcome(() => decodeMessage(type, payload))).not.toBe('another error');
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('of a vector with some bytes changed or cut off do no worse', () => {
    const edits = fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...messages), edits, fc.nat(300), ({ bytes }, changes, length) => {
        const { type, payload } = onlyFrame(bytes);
        const changed = Buffer.from(payload);
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        const cut = changed.subarray(0, length);
        expect(outcome(() => decodeMessage(type, cut))).not.toBe('another error');
        const strip = { type: stripType, sequence: 0, payload: cut, payloadCrc: length };
        expect(outcome(() => decodeStrip(strip))).not.toBe('another error');
      }),
      { numRuns: 3000 },
    );
  });

  test('may be longer than this version knows', () => {
    for (const { kind, bytes } of messages) {
      if (kind === 'strip') continue;
      const { type, payload } = onlyFrame(bytes);
      expect(decodeMessage(type, Buffer.concat([payload, Buffer.from('later')]))).toEqual(
        decodeMessage(type, payload),
      );
    }
  });

  test('with text that is no UTF-8 are refused', () => {
    const { type, payload } = encodeMessage({ kind: 'error', code: 'other', text: 'abc' });
    payload[payload.length - 1] = 0xff;
    expect(() => decodeMessage(type, payload)).toThrow(BridgeError);
  });

  test('cut a long text at the border of a character', () => {
    const { type, payload } = encodeMessage({ kind: 'error', code: 'other', text: `x${'Ж'.repeat(200)}` });
    expect(decodeMessage(type, payload)).toEqual({
      kind: 'error',
      code: 'other',
      text: `x${'Ж'.repeat(99)}`,
    });
  });
});

test('A strip whose pixels do not match their own CRC is refused', () => {
  const { frame } = encodeStrip(0, {
    scanNumber: 1,
    stripNumber: 0,
    firstLine: 0,
    lines: 1,
    pixels: Buffer.from('pixels'),
  });
  const payload = Buffer.from(frame.subarray(24));
  payload[16] = (payload[16] ?? 0) ^ 1;
  expect(() => decodeStrip(onlyFrame(encodeFrame(stripType, 0, payload)))).toThrow(BridgeError);
});

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
}

function onlyFrame(bytes: Uint8Array): Frame {
  const seen = [...new Framer().push(bytes)];
  const first = seen[0];
  if (seen.length !== 1 || first?.kind !== 'frame') throw new Error('not one good frame');
  return first.frame;
}

function outcome(read: () => unknown): 'message' | 'protocol error' | 'another error' {
  try {
    read();
    return 'message';
  } catch (cause) {
    return cause instanceof BridgeError && cause.code === 'DEVICE_PROTOCOL'
      ? 'protocol error'
      : 'another error';
  }
}
