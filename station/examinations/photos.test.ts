import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { Hono } from 'hono';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mostPhotoMebibytes } from '../api/photo.pure.ts';
import { HashedFiles } from '../data-folder/hashed-files.ts';
import { answerFault } from '../http/guard.ts';
import { photoRoutes } from '../http/photo-routes.ts';
import type { Logger } from '../log.ts';
import { Photos } from './photos.ts';

let folder: string;
let photos: Photos;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-photos-'));
  photos = await opened();
});
afterEach(() => {
  spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<Photos> {
  const one = new Photos({ folder, hasRoom: () => true });
  await one.recover();
  return one;
}

/** Wider than high as it is stored; the camera was held upright. */
async function taken(
  format: 'jpeg' | 'png' | 'webp' = 'jpeg',
  width = 900,
): Promise<Uint8Array<ArrayBuffer>> {
  const left = await sharp({ create: { width: width / 2, height: 300, channels: 3, background: '#c00' } })
    .png()
    .toBuffer();
  const bytes = await sharp({ create: { width, height: 300, channels: 3, background: '#00c' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .withExif({ IFD0: { Make: 'A camera', Copyright: 'somebody' } })
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer();
  return new Uint8Array(bytes);
}

const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const code = (run: Promise<unknown>) =>
  run.then(
    () => 'taken',
    (fault: { code?: string }) => fault.code,
  );

/** A PNG whose header says that it is as wide and high as `pixels`. */
function announcing(png: Uint8Array<ArrayBuffer>, pixels: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(pixels, 16);
  bytes.writeUInt32BE(pixels, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return new Uint8Array(bytes);
}

describe('a photo of an examination', () => {
  test.each([
    ['jpeg', 'jpg'],
    ['png', 'png'],
    ['webp', 'webp'],
  ] as const)(
    'as %s is kept byte for byte under its hash, and shown upright without metadata',
    async (format, ending) => {
      const bytes = await taken(format);
      const sha256 = sumOf(bytes);
      const photo = await photos.take(bytes);
      expect(photo).toEqual({
        sha256,
        type: `image/${format}`,
        bytes: bytes.length,
        width: 300,
        height: 900,
      });
      expect(readdirSync(folder)).toEqual([`${sha256}.${ending}`]);
      expect(sumOf(readFileSync(path.join(folder, `${sha256}.${ending}`)))).toBe(sha256);
      expect(sumOf((await photos.original(sha256)).bytes)).toBe(sha256);
      // The same from one that has to make it again.
      for (const shelf of [photos, await opened()]) {
        const small = sharp(await shelf.thumbnail(sha256));
        const said = await small.metadata();
        expect(said).toMatchObject({ format: 'jpeg', width: 213, height: 640 });
        expect([said.exif, said.orientation, said.icc, said.xmp]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        const { data } = await small.raw().toBuffer({ resolveWithObject: true });
        // What was left is above.
        expect([data[0]! > 150, data[2]! < 80, data.at(-3)! < 80, data.at(-1)! > 150]).toEqual([
          true,
          true,
          true,
          true,
        ]);
      }
    },
  );

  test('taken twice is there once, and is known again to a station that was started since', async () => {
    const photo = await photos.take(await taken());
    await photos.take(await taken());
    expect(readdirSync(folder)).toHaveLength(1);
    const later = await opened();
    expect(later.known(photo.sha256)).toBeNull();
    await later.recall([photo.sha256, 'ab'.repeat(32)]);
    expect(later.known(photo.sha256)).toEqual(photo);
    expect(later.known('ab'.repeat(32))).toBeNull();
  });

  test('that is gone or changed on the disk is shown as such, from memory too', async () => {
    const { sha256 } = await photos.take(await taken());
    const file = path.join(folder, `${sha256}.jpg`);
    const whole = readFileSync(file);
    writeFileSync(file, whole.with(400, whole[400]! ^ 1));
    expect(await code(photos.thumbnail(sha256))).toBe('PHOTO_DAMAGED');
    expect(await code(photos.original(sha256))).toBe('PHOTO_DAMAGED');
    rmSync(file);
    expect(await code(photos.thumbnail(sha256))).toBe('PHOTO_MISSING');
    // Attached again, it is whole again.
    await photos.take(new Uint8Array(whole));
    expect(await code(photos.thumbnail(sha256))).toBe('taken');
  });

  test('of another kind, cut short or too large is refused before anything is kept', async () => {
    const jpeg = await taken();
    const text = (words: string) => new TextEncoder().encode(words);
    const svg = text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const gif = await sharp(jpeg).gif().toBuffer();
    for (const bytes of [new Uint8Array(), text('words'), svg, text('%PDF-1.7'), new Uint8Array(gif)])
      expect(await code(photos.take(bytes))).toBe('PHOTO_TYPE');
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const bytes = await taken(format);
      expect(await code(photos.take(bytes.slice(0, bytes.length * 0.6)))).toBe('PHOTO_UNREADABLE');
      expect(await code(photos.take(bytes.slice(0, 12)))).toBe('PHOTO_UNREADABLE');
    }
    expect(await code(photos.take(new Uint8Array(mostPhotoMebibytes * 1024 * 1024 + 1)))).toBe(
      'PHOTO_TOO_LARGE',
    );
    const huge = await photos.take(announcing(await taken('png'), 30_000)).catch((fault: unknown) => fault);
    expect(huge).toMatchObject({
      code: 'PHOTO_UNREADABLE',
      cause: { message: expect.stringContaining('pixel limit') },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('with any bytes changed is either taken as it is or refused with a code', async () => {
    const wholes = await Promise.all((['jpeg', 'png', 'webp'] as const).map((format) => taken(format, 60)));
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.nat(2), changes, fc.nat(), async (nth, changed, cut) => {
        const bytes = wholes[nth]!.slice(0, cut % 3 === 0 ? cut % wholes[nth]!.length : undefined);
        for (const [at, to] of changed) if (bytes.length > 0) bytes[at % bytes.length] = to;
        const before = readdirSync(folder).length;
        const outcome = await code(photos.take(bytes));
        expect(['taken', 'PHOTO_TYPE', 'PHOTO_UNREADABLE']).toContain(outcome);
        if (outcome !== 'taken') expect(readdirSync(folder)).toHaveLength(before);
        else expect(sumOf((await photos.original(sumOf(bytes))).bytes)).toBe(sumOf(bytes));
      }),
      { numRuns: 150 },
    );
  });

  test('that the disk has no room for is refused, and leaves no half of itself', async (context) => {
    const full = new Photos({ folder, hasRoom: () => false });
    expect(await code(full.take(await taken()))).toBe('DISK_FULL');
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0)
      context.skip('this user may not mount a disk');
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const large = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#fff', noise } })
      .png()
      .toBuffer();
    expect(await code(photos.take(new Uint8Array(large)))).toBe('DISK_FULL');
    expect(readdirSync(folder)).toEqual([]);
    expect(await code(photos.take(await taken()))).toBe('taken');
  });

  test('that was half written when the station was killed is cleared away, and a whole one is not', async () => {
    const { sha256 } = await photos.take(await taken());
    writeFileSync(path.join(folder, `${'cd'.repeat(32)}.jpg.1.part`), 'half');
    await opened();
    expect(readdirSync(folder)).toEqual([`${sha256}.jpg`]);
    expect(() => new HashedFiles(folder).path('../journal.db')).toThrow(TypeError);
  });
});

describe('the routes of photos', () => {
  const app = () => {
    const log = { error: () => {} } as unknown as Logger;
    return new Hono()
      .route(
        '/',
        photoRoutes(photos, () => (_c, next) => next()),
      )
      .onError((fault, c) => answerFault(fault, c, log));
  };
  const post = (body: Uint8Array<ArrayBuffer>, name = 'text/html') =>
    app().request('/photos', { method: 'POST', body, headers: { 'content-type': name } });

  test('take a picture whatever it is said to be, and give it as what it is, for this time only', async () => {
    const bytes = await taken('webp');
    const answer = await post(bytes);
    const { sha256 } = (await answer.json()) as { sha256: string };
    const original = await app().request(`/photos/${sha256}`);
    expect(original.headers.get('content-type')).toBe('image/webp');
    expect(sumOf(new Uint8Array(await original.arrayBuffer()))).toBe(sha256);
    const small = await app().request(`/photos/${sha256}/small.jpg`);
    expect(small.headers.get('content-type')).toBe('image/jpeg');
    for (const { headers } of [answer, original, small])
      expect(headers.get('cache-control')).toBe('no-store');
  });

  test('say what is wrong', async () => {
    const said = async (asked: Response | Promise<Response>) => {
      const answer = await asked;
      return { status: answer.status, ...((await answer.json()) as { scanpost: object }).scanpost };
    };
    expect(await said(post(new Uint8Array(20)))).toMatchObject({ status: 422, code: 'PHOTO_TYPE' });
    expect(await said(post(new Uint8Array(mostPhotoMebibytes * 1024 * 1024 + 1)))).toMatchObject({
      status: 413,
      code: 'PHOTO_TOO_LARGE',
      details: { most: 16 },
    });
    expect(await said(app().request(`/photos/${'ab'.repeat(32)}`))).toMatchObject({
      status: 404,
      code: 'PHOTO_MISSING',
    });
  });
});
