import { crc32, deflateSync } from 'node:zlib';

/** PNG files for tests, chunk by chunk. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** 16 if left out. */
  readonly depth?: number;
  /** 0, grey, if left out. */
  readonly colour?: number;
  readonly interlace?: number;
  /** Rows without their filter's number, which is 0; or `idat`. */
  readonly rows?: readonly Uint8Array[];
  /** Packed pixels as they stand in the file. */
  readonly idat?: Uint8Array;
  /** Chunks between the header and the pixels. */
  readonly more?: readonly (readonly [string, Uint8Array])[];
}

export function pngFile(parts: PngParts): Buffer {
  const { width, height, depth = 16, colour = 0, interlace = 0, rows = [], more = [] } = parts;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  const raw = Buffer.concat(rows.flatMap((row) => [Uint8Array.of(0), row]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...more.map(([type, body]) => chunk(type, body)),
    chunk('IDAT', parts.idat ?? deflateSync(raw)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}
