import { crc32 } from 'node:zlib';
import type { ScanEnd } from '../../drivers/scanner.ts';
import { createCapture } from '../capture-writer.ts';
import type { ImportedPicture } from './imported-picture.ts';

/** Bytes of a strip: the picture is turned a strip at a time. */
const stripBytes = 1024 * 1024;

/**
 * Writes an imported picture as the finished strip file of a scan, which live view and archive then take like any other:
 * column n is line n, row n is detector n. Needs a strip's memory beside the picture, and gives way to other
 * work after each. Resolves with the scan's end once it is durable. Throws BridgeError CAPTURE_WRITE_FAILED, or the
 * signal's reason; then the file is there without an end, and the caller's to remove.
 */
export async function importToCapture(
  picture: ImportedPicture,
  path: string,
  scanId: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ScanEnd> {
  const { geometry, width } = picture;
  const capture = await createCapture(path, { scanId, geometry });
  try {
    const lineBytes = 2 * geometry.detectors * picture.planes.length;
    const linesPerStrip = Math.max(1, Math.floor(stripBytes / lineBytes));
    const values = new Uint16Array((linesPerStrip * lineBytes) / 2);
    for (let firstLine = 0; firstLine < width; firstLine += linesPerStrip) {
      signal?.throwIfAborted();
      const lines = Math.min(linesPerStrip, width - firstLine);
      turnColumns(picture, firstLine, lines, values);
      const pixels = new Uint8Array(values.buffer, 0, lines * lineBytes);
      await capture.append({ firstLine, lines, pixels, crc32: crc32(pixels) });
      await new Promise(setImmediate);
    }
    const end: ScanEnd = { scanId, lines: width, defects: [] };
    await capture.end(end);
    return end;
  } finally {
    await capture.close();
  }
}

/** Columns `first …` of the picture as lines: line, then plane, then detector. */
function turnColumns(picture: ImportedPicture, first: number, lines: number, into: Uint16Array): void {
  const { width, height, planes } = picture;
  const stride = planes.length * height;
  for (const [index, plane] of planes.entries()) {
    for (let row = 0; row < height; row++) {
      let from = row * width + first;
      let to = index * height + row;
      for (let line = 0; line < lines; line++, from++, to += stride) into[to] = plane[from]!;
    }
  }
}
