import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { manualTimers } from './manual-timers.ts';
import { memoryPair } from './memory.ts';
import { encodeEntry, fileHead, type RecordedEntry } from './recording-format.ts';
import { RecordingParser, readRecording } from './recording-reader.ts';
import { recordConnection, startRecording } from './recording-writer.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-recording-'));
  file = path.join(folder, 'device', 'link');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const about = {
  address: 'tcp://10.0.0.7:4001',
  driver: 'weighbridge',
  settings: { pattern: 'kg' },
  seed: 7,
  utc: '2026-11-22T10:00:00.000Z',
};

async function read(...files: string[]) {
  const torn: number[] = [];
  const entries: RecordedEntry[] = [];
  for await (const entry of readRecording(files, (_, bytes) => torn.push(bytes))) entries.push(entry);
  return { entries, torn };
}

const kindsOf = (entries: readonly RecordedEntry[]) => entries.map(({ kind }) => kind);

describe('A recording', () => {
  test('has every byte of a link in and out, with its times, and how it ended', async () => {
    const timers = manualTimers();
    const recording = startRecording(file, about, { timers });
    const { a, b } = memoryPair();
    const link = recordConnection(a, recording);
    const reading = link.incoming[Symbol.asyncIterator]();
    timers.advance(10);
    await link.write(Buffer.from('W\r'));
    timers.advance(20.5);
    await b.write(Buffer.from('12340 kg'));
    await reading.next();
    recording.command('startScan', [{ scanId: 'x' }]);
    await b.close();
    expect(await reading.next()).toMatchObject({ done: true });
    await recording.close();
    expect(await read(file)).toEqual({
      entries: [
        { kind: 'begin', at: 0, ...about, continued: false },
        { kind: 'out', at: 10, bytes: Uint8Array.from(Buffer.from('W\r')) },
        { kind: 'in', at: 30.5, bytes: Uint8Array.from(Buffer.from('12340 kg')) },
        { kind: 'command', at: 30.5, name: 'startScan', args: [{ scanId: 'x' }] },
        { kind: 'end', at: 30.5, code: null, message: '' },
      ],
      torn: [],
    });
  });

  test('tells the failure that a link ended with, and passes it on', async () => {
    const recording = startRecording(file, about);
    const broken = new BridgeError('LINK_FAILED', 'It broke.');
    const link = recordConnection(
      {
        address: 'x',
        incoming: { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(broken) }) },
        write: async () => {},
        close: async () => {},
      },
      recording,
    );
    await expect(link.incoming[Symbol.asyncIterator]().next()).rejects.toBe(broken);
    await recording.close();
    expect((await read(file)).entries.at(-1)).toMatchObject({ code: 'LINK_FAILED', message: 'It broke.' });
  });

  test('goes on behind the last session', async () => {
    for (const kind of ['in', 'out'] as const) {
      const recording = startRecording(file, about);
      recording.bytes(kind, Buffer.from(kind));
      await recording.close();
    }
    expect(kindsOf((await read(file)).entries)).toEqual(['begin', 'in', 'begin', 'out']);
    expect(await readdir(path.dirname(file))).toEqual(['link']);
  });

  test('after a power cut is read up to its last whole record, and the next session takes a new file', async () => {
    const first = startRecording(file, about);
    first.bytes('in', Buffer.alloc(1000, 1));
    first.bytes('in', Buffer.alloc(1000, 2));
    await first.close();
    await truncate(file, (await stat(file)).size - 7);
    const second = startRecording(file, about);
    second.bytes('out', Buffer.from('later'));
    await second.close();
    const torn = await read(`${file}.1`);
    expect(kindsOf(torn.entries)).toEqual(['begin', 'in']);
    expect(torn.torn).toEqual([1024 - 7]);
    expect(kindsOf((await read(file)).entries)).toEqual(['begin', 'out']);
  });

  test('leaves a file that is no recording as it is, beside it', async () => {
    await startRecording(file, about).close();
    await writeFile(file, 'notes of a person');
    await startRecording(file, about).close();
    expect(await readFile(`${file}.1`, 'utf8')).toBe('notes of a person');
    expect(kindsOf((await read(file)).entries)).toEqual(['begin']);
    await expect(read(`${file}.1`)).rejects.toMatchObject({ code: 'RECORDING_INVALID' });
    await expect(read(`${file}.9`)).rejects.toMatchObject({ message: expect.stringContaining('not there') });
  });

  test('is bounded: the oldest file goes, and a session goes on from file to file', async () => {
    const recording = startRecording(file, about, { fileBytes: 10_000, files: 3 });
    const sent: number[] = [];
    for (let i = 0; i < 100; i++) {
      recording.bytes('in', Buffer.alloc(1000, i));
      sent.push(i);
      if (i % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await recording.close();
    const files = (await readdir(path.dirname(file))).sort();
    expect(files).toEqual(['link', 'link.1', 'link.2']);
    const sizes = await Promise.all(files.map((name) => stat(path.join(path.dirname(file), name))));
    for (const { size } of sizes) expect(size).toBeLessThan(120_000);
    const { entries } = await read(`${file}.2`, `${file}.1`, file);
    const begins = entries.filter((entry) => entry.kind === 'begin');
    expect(begins.map(({ continued }) => continued)).toEqual([true, true, true]);
    const kept = entries.flatMap((entry) => (entry.kind === 'in' ? [entry.bytes[0] ?? -1] : []));
    expect(kept).toEqual(sent.slice(-kept.length));
  });

  test('on a disk that fails says so once, and the link goes on', async () => {
    await writeFile(path.join(folder, 'device'), 'a file where the folder should be');
    const faults: unknown[] = [];
    const recording = startRecording(file, about, { onFault: (fault) => faults.push(fault) });
    const { a, b } = memoryPair();
    const link = recordConnection(a, recording);
    await b.write(Buffer.from('still here'));
    const { value } = await link.incoming[Symbol.asyncIterator]().next();
    expect(Buffer.from(value ?? []).toString()).toBe('still here');
    await recording.close();
    expect(faults).toHaveLength(1);
  });

  test('of more than the disk takes says how much is missing', async () => {
    const recording = startRecording(file, about);
    for (let i = 0; i < 20; i++) recording.bytes('in', Buffer.alloc(1 << 20, i));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await recording.close();
    const { entries } = await read(file);
    const whole = entries.reduce((sum, entry) => sum + (entry.kind === 'in' ? entry.bytes.length : 0), 0);
    const lost = entries.reduce((sum, entry) => sum + (entry.kind === 'lost' ? entry.bytes : 0), 0);
    expect(whole).toBeLessThanOrEqual(8 << 20);
    expect(lost).toBeGreaterThanOrEqual(20 * (1 << 20) - whole);
  });

  test('leaves out settings too long to record, and nothing else', async () => {
    await startRecording(file, { ...about, settings: 'x'.repeat(100_000) }).close();
    expect((await read(file)).entries).toMatchObject([
      { kind: 'begin', driver: 'weighbridge', settings: null },
    ]);
  });

  test('survives what is appended to it', async () => {
    const recording = startRecording(file, about);
    recording.bytes('in', Buffer.from('kept'));
    await recording.close();
    await appendFile(file, Buffer.alloc(4096));
    expect(await read(file)).toMatchObject({ entries: [{ kind: 'begin' }, { kind: 'in' }], torn: [4096] });
  });
});

describe('The reader of recordings', () => {
  const at = fc.integer({ min: 0, max: 1e9 }).map((µs) => µs / 1000);
  const entry: fc.Arbitrary<RecordedEntry> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('in' as const, 'out' as const),
      at,
      bytes: fc.uint8Array({ maxLength: 300 }),
    }),
    fc.record({ kind: fc.constant('lost' as const), at, bytes: fc.nat() }),
    fc.record({
      kind: fc.constant('end' as const),
      at,
      code: fc.option(fc.string({ maxLength: 20 })),
      message: fc.string({ maxLength: 50 }),
    }),
    fc.record({
      kind: fc.constant('command' as const),
      at,
      name: fc.string({ maxLength: 20 }),
      args: fc.array(
        fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
        {
          maxLength: 3,
        },
      ),
    }),
    fc.record({
      kind: fc.constant('begin' as const),
      at,
      address: fc.string({ maxLength: 50 }),
      driver: fc.string({ maxLength: 20 }),
      settings: fc.constant({ a: [1, null, 'ü'] }),
      seed: fc.nat(),
      utc: fc.constant('2026-11-22T10:00:00.000Z'),
      continued: fc.boolean(),
    }),
  );
  const encode = (entries: readonly RecordedEntry[]) =>
    Buffer.concat([fileHead, ...entries.map((each) => encodeEntry(each) ?? Buffer.alloc(0))]);
  const parse = (bytes: Buffer, cuts: readonly number[]) => {
    const parser = new RecordingParser();
    const entries: RecordedEntry[] = [];
    const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    for (let i = 1; i < edges.length; i++) {
      entries.push(...parser.take(bytes.subarray(edges[i - 1], edges[i])));
    }
    return { entries, torn: parser.tornBytes };
  };

  test('gives back what was written, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (entries, cuts) => {
          expect(parse(encode(entries), cuts)).toEqual({ entries, torn: 0 });
        },
      ),
    );
  });

  test('gives a beginning of what was written when bytes are missing, turned or put in', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 10 }),
        fc.nat(),
        fc.constantFrom('cut', 'turn', 'put'),
        fc.uint8Array({ minLength: 1, maxLength: 50 }),
        (entries, where, what, rubbish) => {
          const whole = encode(entries);
          const place = fileHead.length + (where % (whole.length - fileHead.length));
          let bytes = Buffer.from(whole.subarray(0, place));
          if (what === 'turn') {
            bytes = Buffer.from(whole);
            bytes[place]! ^= rubbish[0] || 1;
          }
          if (what === 'put') bytes = Buffer.concat([bytes, rubbish, whole.subarray(place)]);
          const found = parse(bytes, []);
          const length = found.entries.length;
          expect(length).toBeLessThanOrEqual(entries.length);
          expect(found.entries.slice(0, length - 1)).toEqual(entries.slice(0, Math.max(0, length - 1)));
          if (what !== 'put') expect(found.entries).toEqual(entries.slice(0, length));
        },
      ),
    );
  });

  test('of any bytes makes entries or says that it is no recording', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.boolean(), (bytes, headed) => {
        try {
          const found = parse(headed ? Buffer.concat([fileHead, bytes]) : Buffer.from(bytes), [3, 30]);
          expect(found.torn).toBeLessThanOrEqual(bytes.length);
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'RECORDING_INVALID' });
        }
      }),
    );
  });
});
