/** What a JPEG says of itself, as far as it is looked at here. */
export interface JpegHead {
  readonly width: number;
  readonly height: number;
}

/** A camera's picture, generously; what is larger is an attack on whoever decodes it. */
const maxSide = 16_384;
const maxPixels = 64 << 20;

/**
 * Reads the head of a JPEG (ITU-T T.81, B.1 and B.2) without decoding it. The end of a sentence that begins with "the
 * picture" where it is none, is not whole, or is larger than a camera makes them.
 */
export function readJpegHead(bytes: Uint8Array): JpegHead | { readonly refused: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return { refused: 'is no JPEG' };
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (alone) {
      at += 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || marker === 0xd9 || marker === 0xda) break;
    if (isFrame(marker)) return frame(bytes, view, at + 4, length);
    at += 2 + length;
  }
  return { refused: 'has no frame in its head: it is damaged' };
}

function frame(bytes: Uint8Array, view: DataView, at: number, length: number) {
  if (length < 8 || at + 6 > bytes.length) return { refused: 'is cut in its head' };
  const height = view.getUint16(at + 1);
  const width = view.getUint16(at + 3);
  if (width === 0 || height === 0) return { refused: 'has no size' };
  if (width > maxSide || height > maxSide || width * height > maxPixels) {
    return { refused: `is ${width} × ${height}, larger than is taken` };
  }
  const ends = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(endMark) > at;
  return ends ? { width, height } : { refused: 'is not whole: its end is missing' };
}

const endMark = Buffer.of(0xff, 0xd9);

/** Start of frame of any process; C4, C8 and CC are tables and reserved. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
