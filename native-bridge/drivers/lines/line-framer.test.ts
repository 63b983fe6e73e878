import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Framed, type LineFormat, LineFramer, printable } from './line-framer.ts';

const format: LineFormat = { maxLength: 24 };

describe('Lines', () => {
  test.each([
    ['CR', 'GB,1\rNB,2\r'],
    ['LF', 'GB,1\nNB,2\n'],
    ['CRLF', 'GB,1\r\nNB,2\r\n'],
    ['LFCR, blank lines and a mixture', '\n\rGB,1\n\r\r\nNB,2\r\r\n'],
  ])('end with %s', (_, text) => {
    expect(frame(format, [text])).toEqual([line('GB,1'), line('NB,2')]);
  });

  test('end with another byte where the device has one', () => {
    expect(frame({ maxLength: 24, ends: [3] }, ['\x02+  12345 kg\x03\x02+'])).toEqual([
      line('\x02+  12345 kg'),
    ]);
  });

  test('are the same however they were cut on their way', () => {
    fc.assert(
      fc.property(
        streams(),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 }),
        formats(),
        (bytes, cuts, f) => {
          const whole = new LineFramer(f);
          const cut = new LineFramer(f);
          const expected = [...whole.push(bytes)];
          const found: Framed[] = [];
          for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
            const size = cuts[piece % cuts.length] ?? 1;
            found.push(...cut.push(bytes.subarray(at, at + size)));
            at += size;
          }
          expect(found).toEqual(expected);
          expect(cut.skippedBytes).toBe(whole.skippedBytes);
        },
      ),
    );
  });

  test('are what a split at CR and LF gives, where none is too long', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ -~]{0,24}$/), { maxLength: 20 }), (texts) => {
        const expected = texts.filter((text) => text !== '').map(line);
        expect(frame(format, [texts.map((text) => `${text}\r\n`).join('')])).toEqual(expected);
      }),
    );
  });

  test('that have no end yet are not told', () => {
    const framer = new LineFramer(format);
    expect([...framer.push(Buffer.from('GB,0001'))]).toEqual([]);
    expect([...framer.push(Buffer.from('\r'))]).toEqual([line('GB,0001')]);
  });

  test('lose their NULs', () => {
    expect(frame(format, ['\0\0GB\0,1\0\r\0\n'])).toEqual([line('GB,1')]);
  });

  test('keep bytes above ASCII, one character each', () => {
    expect([...new LineFramer(format).push(Uint8Array.of(0xff, 0x80, 0x41, 0x0d))]).toEqual([
      line('\xff\x80A'),
    ]);
  });
});

describe('A line that is too long', () => {
  test('is garbage up to its end, told once, and the next line is found', () => {
    const framer = new LineFramer(format);
    const long = 'x'.repeat(25);
    expect([...framer.push(Buffer.from(`${long}${long}\rGB,1\r`))]).toEqual([
      { kind: 'garbage', sample: 'x'.repeat(24) },
      line('GB,1'),
    ]);
    expect(framer.skippedBytes).toBe(50);
  });

  test('is none at the greatest length there may be', () => {
    expect(frame(format, [`${'x'.repeat(24)}\r`])).toEqual([line('x'.repeat(24))]);
  });

  test('takes no memory by its length, and a time in proportion to it', () => {
    const framer = new LineFramer(format);
    const piece = Buffer.alloc(1 << 16, 0x78);
    let found = 0;
    for (let at = 0; at < 256; at += 1) for (const _ of framer.push(piece)) found += 1;
    expect(found).toBe(1);
    expect(framer.skippedBytes).toBe(256 << 16);
  });
});

describe('A start', () => {
  const started: LineFormat = { maxLength: 24, ends: [0x0d], start: 1 };

  test('begins a line anew, and what it broke off is garbage', () => {
    expect(frame(started, ['R0012\x01R3456\r'])).toEqual([
      { kind: 'garbage', sample: 'R0012' },
      line('R3456'),
    ]);
  });

  test('ends the skipping of a line that was too long', () => {
    expect(frame(started, [`${'x'.repeat(99)}\x01R1\r`])).toEqual([
      { kind: 'garbage', sample: 'x'.repeat(24) },
      line('R1'),
    ]);
  });
});

test('What was received is shown shortened and printable', () => {
  expect(printable('GA\x00\x1b[2J\xff')).toBe('GA··[2J·');
  expect(printable('x'.repeat(99), 5)).toBe('xxxxx…');
});

function line(text: string): Framed {
  return { kind: 'line', text };
}

function frame(as: LineFormat, chunks: readonly string[]): Framed[] {
  const framer = new LineFramer(as);
  return chunks.flatMap((chunk) => [...framer.push(Buffer.from(chunk, 'latin1'))]);
}

function formats(): fc.Arbitrary<LineFormat> {
  return fc.constantFrom(format, { maxLength: 7 }, { maxLength: 9, ends: [3] }, { maxLength: 8, start: 1 });
}

/** Lines, ends, starts and garbage in any order. */
function streams(): fc.Arbitrary<Uint8Array> {
  const part = fc.oneof(
    fc.stringMatching(/^[ -~]{0,30}$/).map((text) => Buffer.from(text)),
    fc.constantFrom(...['\r', '\n', '\r\n', '\x03', '\x01', '\0'].map((text) => Buffer.from(text))),
    fc.uint8Array({ maxLength: 20 }),
  );
  return fc.array(part, { maxLength: 30 }).map((parts) => Buffer.concat(parts));
}
