import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { ScanBegin, ScanEnd, ScanGeometry, Strip } from '../drivers/scanner.ts';
import { createCapture } from './capture-writer.ts';

/** Scans for the tests of this folder: noise with structure, so that a misplaced pixel shows. */
export const scanId = '0b7c6a5e-1f2d-4c3b-9a88-776655443322';

export function geometryOf(
  detectors: number,
  energiesMeV: readonly number[],
  expectedLines = 0,
): ScanGeometry {
  return {
    detectors,
    energiesMeV,
    detectorPitchMm: 4,
    linePitchMm: 5.25,
    expectedLines,
    airCounts: 60_000,
    darkCounts: 120,
  };
}

export function beginOf(geometry: ScanGeometry): ScanBegin {
  return { scanId, geometry };
}

export function endOf(lines: number, defects: ScanEnd['defects'] = []): ScanEnd {
  return { scanId, lines, defects };
}

/** `lines × planes × detectors` values, line-major. */
export function pixelsOf(geometry: ScanGeometry, lines: number, seed = 1): Uint16Array<ArrayBuffer> {
  const values = new Uint16Array(lines * geometry.energiesMeV.length * geometry.detectors);
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let i = 0; i < values.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = 30_000 + 9000 * Math.sin(i / 700) + ((state >>> 0) % 4096);
  }
  return values;
}

/** The strip of `lines` lines at `firstLine` of a scan's pixels. */
export function stripOf(
  geometry: ScanGeometry,
  pixels: Uint16Array<ArrayBuffer>,
  firstLine: number,
  lines: number,
): Strip {
  const perLine = geometry.energiesMeV.length * geometry.detectors * 2;
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset + firstLine * perLine, lines * perLine);
  return { firstLine, lines, pixels: bytes, crc32: crc32(bytes) };
}

/** Writes a whole capture in strips of `stripLines` lines. */
export async function writeCapture(
  file: string,
  geometry: ScanGeometry,
  pixels: Uint16Array<ArrayBuffer>,
  stripLines = 32,
  defects: ScanEnd['defects'] = [],
): Promise<void> {
  const lines = pixels.length / (geometry.energiesMeV.length * geometry.detectors);
  const writer = await createCapture(file, beginOf(geometry));
  for (let first = 0; first < lines; first += stripLines) {
    await writer.append(stripOf(geometry, pixels, first, Math.min(stripLines, lines - first)));
  }
  await writer.end(endOf(lines, defects));
}

/** A folder that is removed with everything in it when the test ends. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-imaging-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
