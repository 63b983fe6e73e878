import { execFileSync } from 'node:child_process';
import { mkdir, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { type CaptureFile, createCapture, openCapture, recoverCapture } from './capture.ts';
import {
  beginOf,
  endOf,
  geometryOf,
  pixelsOf,
  scanId,
  stripOf,
  temporaryFolder,
  writeCapture,
} from './strips.fixture.ts';

const small = geometryOf(5, [6, 3.5], 40);
const wordsPerLine = 10;

describe('a capture', () => {
  test('reads back with its geometry, its end and every pixel', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(small, 100);
    await writeCapture(file, small, pixels, 7, [{ kind: 'aborted', by: 'operator', reason: 'ворота\n"x"' }]);
    const reader = await openCapture(file);
    expect(reader.begin).toEqual({ scanId, geometry: small });
    expect(reader.end).toEqual(endOf(100, [{ kind: 'aborted', by: 'operator', reason: 'ворота\n"x"' }]));
    expect(reader.lines).toBe(100);
    expect(reader.readLines(0, 100)).toEqual(pixels);
    expect(reader.readLines(13, 29)).toEqual(pixels.slice(13 * wordsPerLine, 29 * wordsPerLine));
    await reader.close();
  });

  test('holds the bytes that README.md lays out', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const one = geometryOf(2, [6], 3);
    const writer = await createCapture(file, beginOf(one));
    await writer.append(stripOf(one, Uint16Array.of(1, 2), 0, 1));
    await writer.end(endOf(1));
    expect((await readFile(file)).toString('hex')).toBe(
      [
        '895350430d0a1a0a01004800', // magic, version, header length 72
        '0b7c6a5e1f2d4c3b9a88776655443322', // scan id
        '0200000003000000', // detectors, expected lines
        '60ea7800', // air and dark counts
        '00000000000010400000000000001540', // 4 mm, 5.25 mm
        '010000000000000000001840', // one plane, reserved, 6 MeV
        'e9c73b90',
        '53545250040000000000000001000000fbdaceab581136e601000200', // head, both CRCs, two pixels
        '53454e4418000000000000000100000010b2cd8f4f370465',
        Buffer.from('{"lines":1,"defects":[]}').toString('hex'),
      ].join(''),
    );
  });

  test('is never overwritten', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, small, pixelsOf(small, 9));
    const before = await readFile(file);
    await expect(createCapture(file, beginOf(small))).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
    expect(await readFile(file)).toEqual(before);
  });

  test('shows its growth to a reader, whose strips never change', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(small, 60);
    const written: number[] = [];
    const writer = await createCapture(file, beginOf(small), { onWritten: (lines) => written.push(lines) });
    const reader = await openCapture(file);
    expect([reader.lines, reader.end]).toEqual([0, null]);
    await writer.append(stripOf(small, pixels, 0, 20));
    await expect.poll(() => writer.lines).toBe(20);
    expect(await reader.refresh()).toEqual([{ from: 0, to: 20 }]);
    expect(reader.readLines(0, 20)).toEqual(pixels.slice(0, 20 * wordsPerLine));
    await writer.append(stripOf(small, pixels, 20, 40));
    await writer.end(endOf(60));
    expect(await reader.refresh()).toEqual([{ from: 20, to: 60 }]);
    expect(reader.end).toEqual(endOf(60));
    expect(written).toEqual([20, 60]);
    await reader.close();
  });

  test('takes strips of any size in any order with gaps and repeats: the first pixel of a line stays', async () => {
    await using folder = await temporaryFolder();
    const strips = fc.array(
      fc.record({
        first: fc.nat(120),
        lines: fc.integer({ min: 1, max: 40 }),
        seed: fc.integer({ min: 1, max: 99 }),
      }),
      { maxLength: 25 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(strips, fc.integer({ min: 64, max: 4000 }), async (list, bufferBytes) => {
        const file = path.join(folder.path, `${run++}.strips`);
        const writer = await createCapture(file, beginOf(small), { bufferBytes, syncBytes: 1500, syncMs: 1 });
        const lines = Math.max(0, ...list.map(({ first, lines }) => first + lines));
        const expected = new Uint16Array(lines * wordsPerLine);
        const placed = new Uint8Array(lines);
        for (const { first, lines, seed } of list) {
          const pixels = pixelsOf(small, first + lines, seed);
          const strip = stripOf(small, pixels, first, lines);
          const lent = { ...strip, pixels: strip.pixels.slice() };
          await writer.append(lent);
          lent.pixels.fill(0xee);
          for (let line = first; line < first + lines; line++) {
            if (placed[line]) continue;
            placed[line] = 1;
            const at = line * wordsPerLine;
            expected.set(pixels.subarray(at, at + wordsPerLine), at);
          }
        }
        await writer.end(endOf(lines));
        const reader = await openCapture(file);
        expect(reader.readLines(0, lines)).toEqual(expected);
        const missing = reader.missing().flatMap(({ from, to }) => range(from, to));
        expect(missing).toEqual([...placed.keys()].filter((line) => !placed[line]));
        expect(reader.damaged).toEqual([]);
        await reader.close();
      }),
      { numRuns: 50 },
    );
  });
});

describe('after a crash', () => {
  test('a capture cut anywhere is recovered up to its last whole strip, and not a good byte changes', async () => {
    await using folder = await temporaryFolder();
    const whole = path.join(folder.path, 'whole.strips');
    const tiny = geometryOf(2, [6]);
    const pixels = pixelsOf(tiny, 6);
    await writeCapture(whole, tiny, pixels, 2);
    const bytes = await readFile(whole);
    const header = 60 + 8 + 4;
    const record = 24 + 2 * 4;
    for (let cut = header; cut < bytes.length; cut++) {
      const file = path.join(folder.path, 'cut.strips');
      await writeFile(file, bytes.subarray(0, cut));
      const wholeStrips = Math.min(3, Math.floor((cut - header) / record));
      const lines = wholeStrips * 2;
      const result = await recoverCapture(file);
      expect(result).toEqual({
        begin: beginOf(tiny),
        end: endOf(lines, [{ kind: 'station-stopped', afterLine: lines }]),
        droppedBytes: cut - header - wholeStrips * record,
        recovered: true,
      });
      const after = await readFile(file);
      const good = header + wholeStrips * record;
      const endBody = JSON.stringify({ lines, defects: result.end.defects });
      expect(after.length).toBe(good + 24 + endBody.length);
      expect(after.subarray(0, good).equals(bytes.subarray(0, good))).toBe(true);
      const reader = await openCapture(file);
      expect(reader.end).toEqual(result.end);
      expect(reader.readLines(0, lines)).toEqual(pixels.slice(0, lines * 2));
      await reader.close();
      expect(await recoverCapture(file)).toMatchObject({ recovered: false, end: result.end });
      expect((await readFile(file)).equals(after)).toBe(true);
    }
  });

  test('a capture cut inside its header is refused and left alone', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    await writeCapture(file, small, pixelsOf(small, 8));
    await truncate(file, 50);
    await expect(recoverCapture(file)).rejects.toMatchObject({ code: 'CAPTURE_DAMAGED' });
    expect((await stat(file)).size).toBe(50);
    await expect(recoverCapture(path.join(folder.path, 'b'))).rejects.toMatchObject({
      code: 'CAPTURE_MISSING',
    });
  });

  test('a reader that has the file open sees the recovery, even if the file is as long as before', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const writer = await createCapture(file, beginOf(small));
    await writer.append(stripOf(small, pixelsOf(small, 5), 0, 5));
    await writer.close();
    const end = endOf(5, [{ kind: 'station-stopped', afterLine: 5 }]);
    const record = 24 + JSON.stringify({ lines: end.lines, defects: end.defects }).length;
    await truncate(file, (await stat(file)).size + record);
    const reader = await openCapture(file);
    expect([reader.end, reader.tailBytes]).toEqual([null, record]);
    await recoverCapture(file);
    await reader.refresh();
    expect([reader.end, reader.tailBytes]).toEqual([end, 0]);
    await reader.close();
  });

  test('the end names missing and repeated lines and what the caller knows', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(small, 50);
    const writer = await createCapture(file, beginOf(small));
    await writer.append(stripOf(small, pixels, 0, 10));
    await writer.append(stripOf(small, pixels, 8, 4));
    await writer.append(stripOf(small, pixels, 30, 20));
    await writer.close();
    expect((await recoverCapture(file, [{ kind: 'link-lost', afterLine: 50 }])).end.defects).toEqual([
      { kind: 'lines-missing', from: 12, to: 30 },
      { kind: 'lines-repeated', from: 8, to: 10 },
      { kind: 'link-lost', afterLine: 50 },
      { kind: 'station-stopped', afterLine: 50 },
    ]);
  });
});

describe('on a bad disk', () => {
  test('damage anywhere never crashes the reader, and never gives a pixel that was not sent', async () => {
    await using folder = await temporaryFolder();
    const whole = path.join(folder.path, 'whole.strips');
    const pixels = pixelsOf(small, 40);
    await writeCapture(whole, small, pixels, 5);
    const bytes = await readFile(whole);
    const file = path.join(folder.path, 'hurt.strips');
    const hurts = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('set' as const), at: fc.nat(), value: fc.nat(255) }),
        fc.record({ kind: fc.constant('zero' as const), at: fc.nat(), value: fc.nat(300) }),
        fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), value: fc.nat(40) }),
      ),
      { minLength: 1, maxLength: 5 },
    );
    const check = async (hurt: Buffer) => {
      await writeFile(file, hurt);
      let reader: Awaited<ReturnType<typeof openCapture>>;
      try {
        reader = await openCapture(file);
      } catch (error) {
        expect(error).toBeInstanceOf(BridgeError);
        return;
      }
      expect(reader.begin).toEqual(beginOf(small));
      const read = reader.readLines(0, reader.lines);
      const missing = new Set(reader.missing().flatMap(({ from, to }) => range(from, to)));
      for (let line = 0; line < reader.lines; line++) {
        const row = read.subarray(line * wordsPerLine, (line + 1) * wordsPerLine);
        const sent = pixels.subarray(line * wordsPerLine, (line + 1) * wordsPerLine);
        expect([...row]).toEqual(missing.has(line) ? Array(wordsPerLine).fill(0) : [...sent]);
      }
      if (reader.end !== null && missing.size > 0)
        expect(reader.endAsRead?.defects.length).toBeGreaterThan(0);
      const { lines, end } = reader;
      await reader.close();
      const recovered = await recoverCapture(file);
      expect(recovered.recovered).toBe(end === null);
      expect(recovered.end.lines).toBe(lines);
    };
    await fc.assert(
      fc.asyncProperty(hurts, async (list) => {
        let hurt = Buffer.from(bytes);
        for (const { kind, at, value } of list) {
          const offset = at % hurt.length;
          if (kind === 'set') hurt[offset] = value;
          else if (kind === 'zero') hurt.fill(0, offset, Math.min(hurt.length, offset + value));
          else hurt = Buffer.concat([hurt.subarray(0, offset), hurt.subarray(offset + value)]);
          if (hurt.length === 0) return;
        }
        await check(hurt);
      }),
      { numRuns: 200 },
    );
  });

  test('a strip damaged on the disk is read as missing, and the others are there', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(small, 30);
    await writeCapture(file, small, pixels, 10);
    const handle = await open(file, 'r+');
    await handle.write(Buffer.of(1, 2, 3), 0, 3, 80 + 24 + 200 + 24 + 50);
    await handle.close();
    const reader = await openCapture(file);
    expect(reader.missing()).toEqual([{ from: 10, to: 20 }]);
    expect(reader.endAsRead).toEqual(endOf(30, [{ kind: 'lines-missing', from: 10, to: 20 }]));
    expect(reader.damaged).toEqual([{ offset: 80 + 224, length: 224 }]);
    const expected = pixels.slice().fill(0, 10 * wordsPerLine, 20 * wordsPerLine);
    expect(reader.readLines(0, 30)).toEqual(expected);
    await reader.close();
  });

  test('a full disk ends the capture with a sentence, and what was written is recovered', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const pixels = pixelsOf(small, 4000);
    const writer = await createCapture(file, beginOf(small), {
      bufferBytes: 1000,
      openFile: (name) => fullAfter(name, 20_000),
    });
    let appended = 0;
    const fill = async () => {
      for (; appended < 400; appended++) await writer.append(stripOf(small, pixels, appended * 10, 10));
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'CAPTURE_WRITE_FAILED',
      message: expect.stringContaining('the disk is full'),
      details: { path: file },
    });
    expect(appended).toBeGreaterThan(50);
    await expect(writer.end(endOf(4000))).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
    await writer.close();
    const whole = Math.floor((20_000 - 80) / 224);
    const recovered = await recoverCapture(file);
    expect(recovered.end.lines).toBe(whole * 10);
    const reader = await openCapture(file);
    expect(reader.readLines(0, whole * 10)).toEqual(pixels.slice(0, whole * 10 * wordsPerLine));
    await reader.close();
  });

  test('a flush that fails is told to the next caller', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    const writer = await createCapture(file, beginOf(small), {
      syncBytes: 1,
      openFile: async (name) => {
        const real = await open(name, 'wx');
        return failing(real, { datasync: () => Promise.reject(systemError('EIO')) });
      },
    });
    await writer.append(stripOf(small, pixelsOf(small, 5), 0, 5));
    await expect(writer.end(endOf(5))).rejects.toMatchObject({
      code: 'CAPTURE_WRITE_FAILED',
      message: expect.stringContaining('check the disk'),
    });
  });

  test('what was written is flushed by itself, after bytes or after a time, and at the end', async () => {
    await using folder = await temporaryFolder();
    const pixels = pixelsOf(small, 100);
    for (const limits of [
      { syncBytes: 1000, syncMs: 1e6 },
      { syncBytes: 1e6, syncMs: 1 },
    ]) {
      const calls: string[] = [];
      const writer = await createCapture(path.join(folder.path, `${limits.syncMs}.strips`), beginOf(small), {
        ...limits,
        openFile: async (name) => {
          const real = await open(name, 'wx');
          const noted = (call: 'sync' | 'datasync') => () => {
            calls.push(call);
            return real[call]();
          };
          return failing(real, { sync: noted('sync'), datasync: noted('datasync') });
        },
      });
      expect(calls).toEqual(['sync']);
      await writer.append(stripOf(small, pixels, 0, 100));
      await expect.poll(() => calls).toEqual(['sync', 'datasync']);
      await writer.end(endOf(100));
      expect(calls).toEqual(['sync', 'datasync', 'sync']);
    }
  });

  test('a header that cannot be written leaves no file', async () => {
    await using folder = await temporaryFolder();
    const file = path.join(folder.path, 'a.strips');
    await expect(
      createCapture(file, beginOf(small), { openFile: (name) => fullAfter(name, 10) }),
    ).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('a slow disk makes append wait instead of filling the memory', async () => {
    await using folder = await temporaryFolder();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let writes = 0;
    const writer = await createCapture(path.join(folder.path, 'a.strips'), beginOf(small), {
      bufferBytes: 500,
      openFile: async (name) => {
        const real = await open(name, 'wx');
        const write = async (...args: Parameters<CaptureFile['write']>) => {
          if (writes++ > 0) await gate;
          return real.write(...args);
        };
        return failing(real, { write: write as CaptureFile['write'] });
      },
    });
    const pixels = pixelsOf(small, 100);
    let appended = 0;
    const all = (async () => {
      for (; appended < 10; appended++) await writer.append(stripOf(small, pixels, appended * 10, 10));
    })();
    await expect.poll(() => writes).toBe(2);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(appended).toBeLessThanOrEqual(4);
    release();
    await all;
    await writer.end(endOf(100));
    expect(writer.lines).toBe(100);
  });

  test('a real disk that fills up says so', async (context) => {
    await using folder = await temporaryFolder();
    const mount = path.join(folder.path, 'small');
    await mkdir(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      context.skip('a small file system can be mounted by root only');
    }
    try {
      const geometry = geometryOf(512, [6]);
      const pixels = pixelsOf(geometry, 1000);
      const writer = await createCapture(path.join(mount, 'a.strips'), beginOf(geometry), {
        bufferBytes: 64 * 1024,
      });
      const fill = async () => {
        for (let first = 0; first < 1000; first += 10)
          await writer.append(stripOf(geometry, pixels, first, 10));
        await writer.end(endOf(1000));
      };
      await expect(fill()).rejects.toMatchObject({
        code: 'CAPTURE_WRITE_FAILED',
        message: expect.stringContaining('the disk is full'),
      });
      await writer.close();
      const reader = await openCapture(path.join(mount, 'a.strips'));
      expect(reader.lines).toBeGreaterThan(150);
      const kept = reader.lines;
      expect(reader.readLines(0, kept)).toEqual(pixels.slice(0, kept * 512));
      await reader.close();
    } finally {
      execFileSync('umount', [mount]);
    }
  });
});

test('what cannot be a scan is refused before a file is made', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'a.strips');
  const bad = [
    { scanId: 'scan-1', geometry: small },
    beginOf({ ...small, detectors: 0 }),
    beginOf({ ...small, energiesMeV: [] }),
    beginOf({ ...small, linePitchMm: Number.NaN }),
    beginOf({ ...small, airCounts: 70_000 }),
  ];
  for (const begin of bad) {
    await expect(createCapture(file, begin)).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
  }
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a strip that does not fit the geometry is refused, and the capture goes on', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'a.strips');
  const writer = await createCapture(file, beginOf(small));
  const strip = stripOf(small, pixelsOf(small, 10), 0, 10);
  await expect(writer.append({ ...strip, lines: 9 })).rejects.toMatchObject({ code: 'CAPTURE_WRITE_FAILED' });
  await expect(writer.append({ ...strip, firstLine: 2 ** 31 })).rejects.toBeInstanceOf(BridgeError);
  await writer.append(strip);
  await writer.end(endOf(10));
  expect(writer.lines).toBe(10);
  await expect(writer.append(strip)).rejects.toBeInstanceOf(BridgeError);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function failing(real: CaptureFile, override: Partial<CaptureFile>): CaptureFile {
  return {
    write: real.write.bind(real) as CaptureFile['write'],
    datasync: () => real.datasync(),
    sync: () => real.sync(),
    close: () => real.close(),
    ...override,
  };
}

/** A file on a disk with room for `limit` bytes: the last write is cut short, the next one fails. */
async function fullAfter(name: string, limit: number): Promise<CaptureFile> {
  const real = await open(name, 'wx');
  const write = (bytes: Buffer, offset: number, length: number, position: number) => {
    const room = Math.min(length, limit - position);
    return room > 0 ? real.write(bytes, offset, room, position) : Promise.reject(systemError('ENOSPC'));
  };
  return failing(real, { write: write as CaptureFile['write'] });
}
