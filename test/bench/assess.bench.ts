import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { assessScan } from '../../native-bridge/assessment/assess-in-thread.ts';
import { createCapture } from '../../native-bridge/imaging/capture.ts';
import { type Bench, quantile } from './bench.ts';
import { largestScan } from './largest-scan.ts';

const rounds = 5;
const linesPerStrip = 64;

/** A finished scan to its mass and hints, off the station's thread. */
export const assess: Bench = {
  name: 'assess',
  about:
    'strips of 1536 × 12000 × 2 to mass and hints in a thread of their own, every pixel of both energies read',
  async run({ folder, progress }) {
    const scan = largestScan();
    const file = path.join(folder, 'scan.strips');
    const scanId = randomUUID();
    const writer = await createCapture(file, { scanId, geometry: scan.geometry });
    for (let firstLine = 0; firstLine < scan.lines; firstLine += linesPerStrip) {
      const lines = Math.min(linesPerStrip, scan.lines - firstLine);
      const pixels = scan.lineBlock(firstLine, lines);
      await writer.append({ firstLine, lines, pixels, crc32: crc32(pixels) });
    }
    await writer.end({ scanId, lines: scan.lines, defects: [] });
    await writer.close();
    const took: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const began = performance.now();
      await assessScan({ kind: 'strips', path: file });
      took.push(performance.now() - began);
      progress(`round ${round} of ${rounds}: ${Math.round(took.at(-1)!)} ms`);
    }
    return [
      {
        name: 'assess 1536 × 12000 × 2',
        value: quantile(took, 0.5),
        unit: 'ms',
        aim: { of: 'value', atMost: 10_000 },
      },
    ];
  },
};
