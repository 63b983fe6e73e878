import { type Budget, checkWork } from './budget.ts';
import { tooLarge, unreadable } from './refusals.ts';
import { type TiffPage, tiffTag } from './tiff-pages.ts';
import { type Unpack, unpackerOf } from './tiff-unpack.ts';
import { readWords } from './words.ts';

/** What a page's pixels are. */
export interface TiffKind {
  readonly width: number;
  readonly height: number;
  /** 8 to 16. */
  readonly bits: number;
  readonly minIsWhite: boolean;
  /** 1 to 8: where row 0 and column 0 are. */
  readonly orientation: number;
}

/**
 * A page's counts, row by row as they lie in the file. Sizes have been checked; what a strip or tile claims
 * beyond the file or beyond its own size is refused. `held` is the memory taken already. Throws BridgeError.
 */
export function readSamples(
  file: Uint8Array,
  page: TiffPage,
  kind: TiffKind,
  { held, budget }: { readonly held: number; readonly budget: Budget },
): Uint16Array<ArrayBuffer> {
  const blocks = page.has(tiffTag.tileWidth) ? tiles(page, kind, budget) : strips(page, kind);
  const format = sampleFormat(page, kind);
  const { width, height } = kind;
  const across = Math.ceil(width / blocks.width);
  const plane = new Uint16Array(width * height);
  const rowBytes = Math.ceil((blocks.width * kind.bits) / 8);
  const largest = blocks.places.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  // A part in the file's own order needs no copy; any other is put in order, unpacked, or both.
  checkWork(held + (format.copies ? largest : 0) + (format.unpacks ? blocks.height * rowBytes : 0), budget);
  const samples = new Uint16Array(blocks.width);
  for (const [i, { offset, bytes }] of blocks.places.entries()) {
    const left = (i % across) * blocks.width;
    const top = Math.floor(i / across) * blocks.height;
    const rows = Math.min(blocks.height, height - top);
    const columns = Math.min(blocks.width, width - left);
    if (offset + bytes > file.length) throw unreadable('it was cut short');
    const packed = format.inOrder(file.subarray(offset, offset + bytes));
    const unpacked = format.unpack(packed, rows * rowBytes, blocks.height * rowBytes);
    for (let row = 0; row < rows; row++) {
      format.readRow(unpacked, row * rowBytes, samples);
      plane.set(
        columns === blocks.width ? samples : samples.subarray(0, columns),
        (top + row) * width + left,
      );
    }
    budget.yielded(2 * rows * columns);
  }
  return plane;
}

/** Strips are tiles as wide as the picture. */
interface Blocks {
  readonly width: number;
  readonly height: number;
  readonly places: readonly { readonly offset: number; readonly bytes: number }[];
}

function strips(page: TiffPage, { width, height, bits }: TiffKind): Blocks {
  const rowsPerStrip = Math.min(height, page.number(tiffTag.rowsPerStrip, height));
  if (rowsPerStrip < 1) throw unreadable('its strips have no rows');
  const count = Math.ceil(height / rowsPerStrip);
  const offsets = page.numbers(tiffTag.stripOffsets, count);
  if (offsets.length !== count) throw unreadable(`it has ${offsets.length} strips instead of ${count}`);
  const uncompressed = page.number(tiffTag.compression, 1) === 1;
  // Old writers leave the byte counts out where they can be reckoned.
  const lengths =
    uncompressed && !page.has(tiffTag.stripByteCounts)
      ? offsets.map(
          (_, i) => Math.min(rowsPerStrip, height - i * rowsPerStrip) * Math.ceil((width * bits) / 8),
        )
      : page.numbers(tiffTag.stripByteCounts, count);
  return { width, height: rowsPerStrip, places: placesOf(offsets, lengths) };
}

function tiles(page: TiffPage, { width, height }: TiffKind, budget: Budget): Blocks {
  const [tileWidth, tileHeight] = [page.number(tiffTag.tileWidth), page.number(tiffTag.tileHeight)];
  if (tileWidth < 1 || tileHeight < 1) throw unreadable(`its tiles are ${tileWidth} × ${tileHeight}`);
  // A picture smaller than its tile is well-formed; a tile that is far larger than any picture is a bomb.
  if (2 * tileWidth * tileHeight > budget.pixelBytes) throw tooLarge(`tiles of ${tileWidth} × ${tileHeight}`);
  const count = Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight);
  const offsets = page.numbers(tiffTag.tileOffsets, count);
  const lengths = page.numbers(tiffTag.tileByteCounts, count);
  if (offsets.length !== count) throw unreadable(`it has ${offsets.length} tiles instead of ${count}`);
  return { width: tileWidth, height: tileHeight, places: placesOf(offsets, lengths) };
}

function placesOf(offsets: readonly number[], lengths: readonly number[]): Blocks['places'] {
  if (lengths.length !== offsets.length) throw unreadable('the lengths of its parts are missing');
  return offsets.map((offset, i) => ({ offset, bytes: lengths[i]! }));
}

interface SampleFormat {
  readonly unpack: Unpack;
  /** Whether `unpack` and `inOrder` make something new. */
  readonly unpacks: boolean;
  readonly copies: boolean;
  /** Undoes FillOrder 2, in which each byte has its lowest bit first. */
  readonly inOrder: (packed: Uint8Array) => Uint8Array;
  /** Reads a row of counts from `at` on. */
  readonly readRow: (bytes: Uint8Array, at: number, into: Uint16Array<ArrayBuffer>) => void;
}

function sampleFormat(page: TiffPage, { bits }: TiffKind): SampleFormat {
  const predictor = page.number(tiffTag.predictor, 1);
  if (predictor !== 1 && (predictor !== 2 || (bits !== 8 && bits !== 16))) {
    throw unreadable(`its predictor is ${predictor} for ${bits} bit`);
  }
  const read = rowReader(bits, page.littleEndian);
  const mask = bits === 8 ? 0xff : 0xffff;
  const compression = page.number(tiffTag.compression, 1);
  const isReversed = page.number(tiffTag.fillOrder, 1) === 2;
  return {
    unpack: unpackerOf(compression),
    unpacks: compression !== 1,
    copies: isReversed,
    inOrder: isReversed ? reverseBits : (packed) => packed,
    readRow: predictor === 1 ? read : (bytes, at, into) => sumUp(read, mask, bytes, at, into),
  };
}

function rowReader(bits: number, littleEndian: boolean): SampleFormat['readRow'] {
  if (bits === 8) {
    return (bytes, at, into) => {
      for (let i = 0; i < into.length; i++) into[i] = bytes[at + i]!;
    };
  }
  if (bits === 16) {
    return (bytes, at, into) => readWords(bytes.subarray(at), littleEndian, into);
  }
  const mask = (1 << bits) - 1;
  return (bytes, at, into) => {
    let held = 0;
    let holding = 0;
    let from = at;
    for (let i = 0; i < into.length; i++) {
      while (holding < bits) {
        held = ((held << 8) | bytes[from++]!) & 0xffffff;
        holding += 8;
      }
      holding -= bits;
      into[i] = (held >> holding) & mask;
    }
  };
}

/** Horizontal differencing, TIFF 6.0 section 14. */
function sumUp(
  read: SampleFormat['readRow'],
  mask: number,
  bytes: Uint8Array,
  at: number,
  into: Uint16Array<ArrayBuffer>,
): void {
  read(bytes, at, into);
  let sum = 0;
  for (let i = 0; i < into.length; i++) {
    sum = (sum + into[i]!) & mask;
    into[i] = sum;
  }
}

function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => reversed[byte]!);
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) out |= 0x80 >> bit;
  return out;
});
