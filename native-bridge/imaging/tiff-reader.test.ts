import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { writeArchive } from './archive-writer.ts';
import { geometryOf, pixelsOf, scanId, temporaryFolder, writeCapture } from './strips.fixture.ts';
import { openPlaneTiff } from './tiff-reader.ts';

test('no damage to a file makes the reader hang, crash or throw anything but its own errors', async () => {
  await using folder = await temporaryFolder();
  const geometry = geometryOf(40, [6]);
  const capture = path.join(folder.path, 'a.strips');
  await writeCapture(capture, geometry, pixelsOf(geometry, 1100));
  const job = { capturePath: capture, folder: folder.path, scanId };
  const scan = await writeArchive(job, new AbortController().signal, () => {});
  const bytes = await readFile(path.join(folder.path, scan.planes[0]!.file));
  const file = path.join(folder.path, 'hurt.tif');
  const directories = bytes.readUInt32LE(4) - 600;
  const place = fc.oneof(
    fc.nat(bytes.length - 1),
    fc.integer({ min: directories, max: bytes.length - 1 }),
    fc.nat(7),
  );
  const hurts = fc.array(
    fc.oneof(
      fc.record({ at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
      fc.record({ at: place, cut: fc.constant(true) }),
    ),
    { minLength: 1, maxLength: 4 },
  );
  let opened = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(hurts, async (list) => {
      let hurt = Buffer.from(bytes);
      for (const change of list) {
        if ('cut' in change) hurt = hurt.subarray(0, change.at);
        else
          hurt.set(
            change.bytes.subarray(0, Math.max(0, hurt.length - change.at)),
            Math.min(change.at, hurt.length),
          );
      }
      await writeFile(file, hurt);
      try {
        const tiff = await openPlaneTiff(file);
        try {
          opened++;
          for (let level = 0; level < tiff.levels; level++) {
            expect((await tiff.readTile(level, 0, 0)).length).toBe(512 * 512);
          }
        } finally {
          await tiff.close();
        }
      } catch (error) {
        if (!(error instanceof BridgeError)) throw error;
        refused++;
        expect(error.code).toBe('SCAN_FILE_DAMAGED');
      }
    }),
    { numRuns: 400 },
  );
  expect(opened).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
