import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { archiveCapture } from '../../native-bridge/imaging/archive.ts';
import { createCapture } from '../../native-bridge/imaging/capture.ts';
import type { SceneScan } from '../../native-bridge/simulator/scenes.ts';
import { type Bench, quantile } from './bench.ts';
import { largestScan } from './largest-scan.ts';

const rounds = 5;

/** A finished capture to durable, hashed TIFFs. */
export const archive: Bench = {
  name: 'archive',
  about:
    'strip file of 1536 × 12000 × 2 to two TIFFs: read, turned, tiled, compressed, flushed, read back and hashed; ' +
    'baseline: sharp writing the same planes, ready in memory, as tiled deflate pyramids',
  async run({ folder, progress }) {
    const scan = largestScan();
    const scanId = randomUUID();
    const captureFile = path.join(folder, 'scan.strips');
    await writeCapture(captureFile, scanId, scan);
    const planes = scan.geometry.energiesMeV.map((_, plane) => turnedPlane(scan, plane));
    const ours: number[] = [];
    const bare: number[] = [];
    let bareBytes = 0;
    let ourBytes = 0;
    for (let round = 1; round <= rounds; round++) {
      const target = path.join(folder, `round-${round}`);
      await mkdir(target);
      bare.push(
        await timed(async () => {
          for (const [plane, pixels] of planes.entries())
            await writeBare(path.join(target, `bare-${plane}.tif`), pixels, scan);
        }),
      );
      let archived: Awaited<ReturnType<typeof archiveCapture>> | undefined;
      ours.push(
        await timed(async () => {
          archived = await archiveCapture(captureFile, target, scanId);
        }),
      );
      ourBytes = archived?.planes.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
      bareBytes = 0;
      for (const plane of planes.keys())
        bareBytes += (await stat(path.join(target, `bare-${plane}.tif`))).size;
      progress(
        `round ${round} of ${rounds}: ${Math.round(ours.at(-1)!)} ms, sharp ${Math.round(bare.at(-1)!)} ms`,
      );
    }
    const name = 'sharp pyramid writes';
    return [
      {
        name: 'archive 1536 × 12000 × 2',
        value: quantile(ours, 0.5),
        unit: 'ms',
        baseline: { name, value: quantile(bare, 0.5) },
        aim: { of: 'ratio', atMost: 1.5 },
      },
      {
        name: 'size of its files',
        value: ourBytes / 1e6,
        unit: 'MB',
        baseline: { name, value: bareBytes / 1e6 },
      },
    ];
  },
};

async function writeCapture(file: string, scanId: string, scan: SceneScan): Promise<void> {
  const capture = await createCapture(file, { scanId, geometry: scan.geometry });
  const linesPerStrip = 64;
  for (let firstLine = 0; firstLine < scan.lines; firstLine += linesPerStrip) {
    const lines = Math.min(linesPerStrip, scan.lines - firstLine);
    const pixels = scan.lineBlock(firstLine, lines);
    await capture.append({ firstLine, lines, pixels, crc32: crc32(pixels) });
  }
  await capture.end({ scanId, lines: scan.lines, defects: [] });
}

/** One plane row by row, as sharp takes it. */
function turnedPlane(scan: SceneScan, plane: number): Uint16Array<ArrayBuffer> {
  const { detectors, energiesMeV } = scan.geometry;
  const pixels = new Uint16Array(detectors * scan.lines);
  for (let line = 0; line < scan.lines; line++) {
    const bytes = scan.lineBlock(line, 1);
    const values = new Uint16Array(bytes.buffer, bytes.byteOffset, detectors * energiesMeV.length);
    for (let d = 0; d < detectors; d++) pixels[d * scan.lines + line] = values[plane * detectors + d]!;
  }
  return pixels;
}

async function writeBare(file: string, pixels: Uint16Array<ArrayBuffer>, scan: SceneScan): Promise<void> {
  await sharp(pixels, { raw: { width: scan.lines, height: scan.geometry.detectors, channels: 1 } })
    .toColourspace('grey16')
    .tiff({
      compression: 'deflate',
      predictor: 'horizontal',
      tile: true,
      tileWidth: 512,
      tileHeight: 512,
      pyramid: true,
    })
    .toFile(file);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
