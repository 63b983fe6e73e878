import { crc32 } from 'node:zlib';
import { Framer } from '../../native-bridge/drivers/line-stream/framer.ts';
import { decodeStrip, encodeStrip } from '../../native-bridge/drivers/line-stream/strip.ts';
import { type Bench, quantile } from './bench.ts';
import { largestScan } from './largest-scan.ts';

const linesPerStrip = 64;
const chunkBytes = 64 * 1024;
const rounds = 9;

/** How fast frames become strips, without a socket or a disk. */
export const decode: Bench = {
  name: 'decode',
  about:
    'bytes of the line-stream protocol to checked strips, in 64 KiB chunks; baseline: CRC-32 of the same bytes',
  async run() {
    const scan = largestScan();
    const frames: Buffer[] = [];
    for (let firstLine = 0; firstLine < scan.lines; firstLine += linesPerStrip) {
      const lines = Math.min(linesPerStrip, scan.lines - firstLine);
      const stripNumber = frames.length;
      const pixels = scan.lineBlock(firstLine, lines);
      frames.push(encodeStrip(stripNumber, { scanNumber: 1, stripNumber, firstLine, lines, pixels }).frame);
    }
    const stream = Buffer.concat(frames);
    const decoding: number[] = [];
    const summing: number[] = [];
    for (let round = 0; round < rounds; round++) {
      decoding.push(timed(stream.length, () => decodeAll(stream, frames.length)));
      summing.push(
        timed(stream.length, () => {
          for (let at = 0; at < stream.length; at += chunkBytes) crc32(stream.subarray(at, at + chunkBytes));
        }),
      );
    }
    return [
      {
        name: 'decode',
        value: quantile(decoding, 0.5),
        unit: 'MB/s',
        baseline: { name: 'zlib.crc32', value: quantile(summing, 0.5) },
      },
    ];
  },
};

/** MB/s of `work` over `bytes`. */
function timed(bytes: number, work: () => void): number {
  const began = performance.now();
  work();
  return bytes / 1e6 / ((performance.now() - began) / 1000);
}

function decodeAll(stream: Buffer, expected: number): void {
  const framer = new Framer();
  let strips = 0;
  for (let at = 0; at < stream.length; at += chunkBytes)
    for (const found of framer.push(stream.subarray(at, at + chunkBytes)))
      if (found.kind === 'frame') {
        decodeStrip(found.frame);
        strips++;
      }
  if (strips !== expected) throw new Error(`${strips} strips of ${expected} were decoded`);
}
