/** What a codestream says of itself, which is what its decoder believes. */
export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
  readonly bits: number;
}

/**
 * The frame header of a JPEG (ITU-T T.81, B.2.2) or JPEG-LS (T.87, C.2.2) codestream: the first marker that begins a
 * frame. Null when there is none.
 */
export function jpegFrameSize(bytes: Uint8Array): FrameSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 10 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (beginsFrame(marker)) {
      return {
        bits: bytes[at + 4]!,
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: bytes[at + 9]!,
      };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC; SOF55 is JPEG-LS. */
function beginsFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
}

/**
 * The size marker of a JPEG 2000 codestream (ITU-T T.800, A.5.1), which follows its start at once. Null where it
 * is not, or where tiles and offsets make no sense of the size.
 */
export function jpeg2000FrameSize(bytes: Uint8Array): FrameSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 45 || view.getUint32(0) !== 0xff4fff51) return null;
  const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => view.getUint32(at));
  const [tileWidth, tileHeight] = [view.getUint32(24), view.getUint32(28)];
  const columns = right! - left!;
  const rows = bottom! - top!;
  const tiles = Math.ceil(columns / tileWidth) * Math.ceil(rows / tileHeight);
  if (columns < 1 || rows < 1 || !(tiles >= 1 && tiles <= 65_535)) return null;
  const isSubsampled = bytes[43] !== 1 || bytes[44] !== 1;
  return isSubsampled
    ? null
    : { columns, rows, components: view.getUint16(40), bits: (bytes[42]! & 0x7f) + 1 };
}
