import { unreadable } from './refusals.ts';

const headerBytes = 64;

/**
 * RLE Lossless (DICOM PS3.5, annex G): a header of 16 32-bit numbers, then one segment for each byte of a pixel, the
 * highest first, each in PackBits. Gives `length` bytes of little-endian cells. Throws BridgeError IMAGE_UNREADABLE.
 */
export function unpackRle(packed: Uint8Array, bytesPerCell: number, length: number): Uint8Array {
  if (packed.length < headerBytes) throw unreadable('pixels are missing');
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const segments = view.getUint32(0, true);
  if (segments !== bytesPerCell)
    throw unreadable(`its pixels have ${segments} segments instead of ${bytesPerCell}`);
  const out = new Uint8Array(length);
  for (let segment = 0; segment < segments; segment++) {
    const from = view.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : packed.length;
    if (from < headerBytes || to < from || to > packed.length) throw unreadable('its pixels are damaged');
    unpackSegment(packed.subarray(from, to), out, bytesPerCell - 1 - segment, bytesPerCell);
  }
  return out;
}

/** Every `step`th byte of `out` from `first` on. */
function unpackSegment(packed: Uint8Array, out: Uint8Array, first: number, step: number): void {
  let to = first;
  for (let from = 0; to < out.length; ) {
    const control = packed[from++];
    if (control === undefined) throw unreadable('pixels are missing');
    if (control === 128) continue;
    const run = control < 128 ? control + 1 : 257 - control;
    if (from + (control < 128 ? run : 1) > packed.length) throw unreadable('pixels are missing');
    for (let i = 0; i < run && to < out.length; i++, to += step)
      out[to] = packed[control < 128 ? from + i : from]!;
    from += control < 128 ? run : 1;
  }
}
