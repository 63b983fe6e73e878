import { type Budget, checkWork } from './budget.ts';
import type { DicomFile } from './dicom-file.ts';
import { decodeJpegFamily } from './jpeg-family.ts';
import { notARadiograph, unreadable } from './refusals.ts';
import { unpackRle } from './rle.ts';
import { readWords } from './words.ts';

/** Of one frame, as the header says. */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

export interface Frames {
  readonly planes: readonly Uint16Array<ArrayBuffer>[];
  /** What 0 has become: signed pictures with a negative value are moved up as a whole, so that order and steps stay. */
  readonly zeroAt: number;
}

/** Stored values, one plane a frame. Throws BridgeError. */
export async function readFrames(file: DicomFile, layout: PixelLayout, budget: Budget): Promise<Frames> {
  const frameBytes = (layout.rows * layout.columns * layout.bitsAllocated) / 8;
  const isNative = file.syntax.packing === 'native';
  // The file, all the counts, and of a packed frame its fragments in one piece and its cells.
  const packedBytes = isNative ? 0 : largestFrame(file.pixels!.element.fragments, layout.frames);
  const held =
    file.heldBytes +
    2 * layout.rows * layout.columns * layout.frames +
    packedBytes +
    (isNative ? 0 : frameBytes);
  checkWork(held, budget);
  const planes: Uint16Array<ArrayBuffer>[] = [];
  for (let frame = 0; frame < layout.frames; frame++) {
    const { bytes, littleEndian } = await frameCells(file, layout, frame, frameBytes, { held, budget });
    planes.push(storedValues(bytes, littleEndian, layout));
    budget.yielded(2 * layout.rows * layout.columns);
  }
  return layout.signed ? withoutSign(planes, layout.bitsStored) : { planes, zeroAt: 0 };
}

interface Cells {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
}

/** A frame's pixel cells, unpacked: `frameBytes` of them. */
async function frameCells(
  file: DicomFile,
  layout: PixelLayout,
  frame: number,
  frameBytes: number,
  work: { readonly held: number; readonly budget: Budget },
): Promise<Cells> {
  const { element } = file.pixels!;
  const { packing, littleEndian } = file.syntax;
  if (packing === 'native') {
    if (element.fragments !== undefined)
      throw unreadable('its pixels are in fragments, and it says they are not');
    // One value may follow that pads to an even length, and some writers pad to a block: what is more is left.
    const bytes = element.value.subarray(frame * frameBytes, (frame + 1) * frameBytes);
    if (bytes.length < frameBytes) throw unreadable('pixels are missing');
    const swapped = !littleEndian && layout.bitsAllocated === 8 && element.vr === 'OW';
    return { bytes: swapped ? swapPairs(bytes) : bytes, littleEndian };
  }
  const packed = frameFragments(element.fragments, layout.frames, frame);
  if (packing === 'rle')
    return { bytes: unpackRle(packed, layout.bitsAllocated / 8, frameBytes), littleEndian: true };
  return { bytes: await decodeJpegFamily(packing!, packed, layout, frameBytes, work), littleEndian: true };
}

/** Bytes that putting a frame's fragments in one piece takes; a frame in one fragment is not copied. */
function largestFrame(items: readonly Uint8Array[] | undefined, frames: number): number {
  if (items === undefined || frames > 1 || items.length <= 2) return 0;
  return items.reduce((sum, { length }) => sum + length, 0);
}

/**
 * The fragments of one frame (PS3.5, annex A.4), the offset table being the first item: a picture of one frame may be
 * in any number of them, of more frames each is in one.
 */
function frameFragments(items: readonly Uint8Array[] | undefined, frames: number, frame: number): Uint8Array {
  if (items === undefined) throw unreadable('its pixels are not in fragments, and it says they are');
  const fragments = items.slice(1);
  if (frames === 1 && fragments.length > 0)
    return fragments.length === 1 ? fragments[0]! : Buffer.concat(fragments);
  if (fragments.length !== frames) throw unreadable(`it has ${fragments.length} parts for ${frames} frames`);
  return fragments[frame]!;
}

/** The bits that are stored out of each cell, as unsigned numbers. */
function storedValues(
  bytes: Uint8Array,
  littleEndian: boolean,
  layout: PixelLayout,
): Uint16Array<ArrayBuffer> {
  const { rows, columns, bitsAllocated, bitsStored, highBit } = layout;
  const plane = new Uint16Array(rows * columns);
  if (bitsAllocated === 32) {
    fromLongCells(bytes, littleEndian, layout, plane);
    return plane;
  }
  if (bitsAllocated === 16) readWords(bytes, littleEndian, plane);
  else plane.set(bytes.subarray(0, plane.length));
  const shift = highBit + 1 - bitsStored;
  if (bitsStored < bitsAllocated) {
    const mask = (1 << bitsStored) - 1;
    for (let i = 0; i < plane.length; i++) plane[i] = (plane[i]! >> shift) & mask;
  }
  return plane;
}

/** 32 bits are kept where 16 are enough for what is in them; nothing is scaled to fit. */
function fromLongCells(
  bytes: Uint8Array,
  littleEndian: boolean,
  layout: PixelLayout,
  plane: Uint16Array,
): void {
  const { bitsStored, highBit, signed } = layout;
  if (signed) throw notARadiograph('its numbers are signed, with 32 bit');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const drop = 31 - highBit;
  for (let i = 0; i < plane.length; i++) {
    const value = (view.getUint32(4 * i, littleEndian) << drop) >>> (32 - bitsStored);
    if (value > 0xffff) {
      throw notARadiograph('its numbers are larger than 16 bit, and would have to lose something');
    }
    plane[i] = value;
  }
}

/** Two's complement of `bits` as unsigned numbers in the same order: as they are when none is negative. */
function withoutSign(planes: readonly Uint16Array<ArrayBuffer>[], bits: number): Frames {
  const signBit = 1 << (bits - 1);
  const negative = planes.some((plane) => plane.some((value) => (value & signBit) !== 0));
  if (!negative) return { planes, zeroAt: 0 };
  for (const plane of planes) for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! ^ signBit;
  return { planes, zeroAt: signBit };
}

/** 8-bit cells in 16-bit words of the other byte order. */
function swapPairs(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i ^ 1] ?? bytes[i]!;
  return out;
}
