/** A tile of a picture, out of its body (the answer of `GET /scans/:id/tiles/…`). */
export interface TileValues {
  /** With the apron of one pixel on each side. */
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  /** Row by row, planes interleaved. */
  readonly values: Uint16Array<ArrayBuffer>;
  /** Columns of the picture that were known at this level. */
  readonly columns: number;
  readonly final: boolean;
}

/**
 * Reads a tile's body: `SPT1`, u16 width, u16 height, u16 planes, u16 flags, u32 columns, then 16-bit little-endian
 * values. Throws RangeError on anything else.
 */
export function parseTile(body: ArrayBuffer): TileValues {
  if (body.byteLength < headerBytes) throw new RangeError('A tile is shorter than its header.');
  const view = new DataView(body);
  if (view.getUint32(0) !== magic) throw new RangeError('A tile does not begin with SPT1.');
  const width = view.getUint16(4, true);
  const height = view.getUint16(6, true);
  const planes = view.getUint16(8, true);
  const count = width * height * planes;
  if (count === 0 || body.byteLength !== headerBytes + count * 2) {
    throw new RangeError(`A tile of ${width}×${height}×${planes} has ${body.byteLength} bytes.`);
  }
  return {
    width,
    height,
    planes,
    values: littleEndian ? new Uint16Array(body, headerBytes, count).slice() : swapped(view, count),
    columns: view.getUint32(12, true),
    final: (view.getUint16(10, true) & 1) === 1,
  };
}

const headerBytes = 16;
const magic = 0x53505431;
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swapped(view: DataView, count: number): Uint16Array<ArrayBuffer> {
  const values = new Uint16Array(count);
  for (let index = 0; index < count; index += 1) {
    values[index] = view.getUint16(headerBytes + index * 2, true);
  }
  return values;
}
