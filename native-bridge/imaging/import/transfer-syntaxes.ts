/** How pixels are packed in a DICOM file. */
export type PixelPacking = 'native' | 'rle' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

export interface TransferSyntax {
  readonly name: string;
  readonly explicit: boolean;
  readonly littleEndian: boolean;
  readonly deflated?: boolean;
  /** Null: known by name only. */
  readonly packing: PixelPacking | null;
}

/** The syntaxes of PS3.6 annex A that pictures come in; null for one that is not known even by name. */
export function transferSyntaxOf(uid: string): TransferSyntax | null {
  return uid.startsWith(root) ? (syntaxes[uid.slice(root.length)] ?? null) : null;
}

const root = '1.2.840.10008.1.2';

const packed = (name: string, packing: PixelPacking | null = null): TransferSyntax => ({
  name,
  explicit: true,
  littleEndian: true,
  packing,
});

/** By what follows the root. Those that lose pixels, and film, are known by their names only. */
const syntaxes: Readonly<Record<string, TransferSyntax>> = {
  '': { name: 'Implicit VR Little Endian', explicit: false, littleEndian: true, packing: 'native' },
  '.1': { name: 'Explicit VR Little Endian', explicit: true, littleEndian: true, packing: 'native' },
  '.1.99': {
    name: 'Deflated Explicit VR Little Endian',
    explicit: true,
    littleEndian: true,
    deflated: true,
    packing: 'native',
  },
  '.2': { name: 'Explicit VR Big Endian', explicit: true, littleEndian: false, packing: 'native' },
  '.5': packed('RLE Lossless', 'rle'),
  '.4.57': packed('JPEG Lossless (Process 14)', 'jpeg-lossless'),
  '.4.70': packed('JPEG Lossless (Process 14, Selection Value 1)', 'jpeg-lossless'),
  '.4.80': packed('JPEG-LS Lossless', 'jpeg-ls'),
  '.4.90': packed('JPEG 2000 (Lossless Only)', 'jpeg-2000'),
  '.4.50': packed('JPEG Baseline (Process 1)'),
  '.4.51': packed('JPEG Extended (Process 2 & 4)'),
  '.4.52': packed('JPEG Extended (Process 3 & 5)'),
  '.4.81': packed('JPEG-LS Near-Lossless'),
  '.4.91': packed('JPEG 2000'),
  '.4.92': packed('JPEG 2000 Part 2 (Lossless Only)'),
  '.4.93': packed('JPEG 2000 Part 2'),
  '.4.100': packed('MPEG2 Main Profile'),
  '.4.102': packed('MPEG-4 AVC/H.264 High Profile'),
  '.4.107': packed('HEVC/H.265 Main Profile'),
  '.4.110': packed('JPEG XL Lossless'),
  '.4.111': packed('JPEG XL Recompression'),
  '.4.112': packed('JPEG XL'),
  '.4.201': packed('High-Throughput JPEG 2000 (Lossless Only)'),
  '.4.202': packed('High-Throughput JPEG 2000 with RPCL (Lossless Only)'),
  '.4.203': packed('High-Throughput JPEG 2000'),
};
