/** DICOM files for tests, written element by element as PS3.5 and PS3.10 lay them out. */
export interface DicomParts {
  readonly transferSyntax?: string;
  readonly explicit?: boolean;
  readonly littleEndian?: boolean;
  readonly sopClass?: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly bitsAllocated?: number;
  readonly bitsStored?: number;
  readonly highBit?: number;
  readonly signed?: boolean;
  readonly photometric?: string;
  /** More elements, or others in place of those there: tag, value representation, value. */
  readonly more?: readonly (readonly [number, string, Uint8Array | string])[];
  /** Native cells, or fragments without the offset table. */
  readonly pixels?: Uint8Array | readonly Uint8Array[];
}

const longVrs = ['OB', 'OL', 'OW', 'SQ', 'UN', 'UT'];

/** A whole file. What is not given is that of a sound 2 × 3 picture of 16 bit in explicit little endian. */
export function dicomFile(parts: DicomParts = {}): Buffer {
  const { explicit = true, littleEndian = true } = parts;
  const meta = Buffer.concat([
    element(0x00020002, 'UI', parts.sopClass ?? '1.2.840.10008.5.1.4.1.1.1.1'),
    element(0x00020010, 'UI', parts.transferSyntax ?? '1.2.840.10008.1.2.1'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    element(0x00020000, 'UL', length),
    meta,
    dicomDataSet({ ...parts, explicit, littleEndian }),
  ]);
}

/** The data set alone, as it stands behind the meta header or is packed in a deflated file. */
export function dicomDataSet(parts: DicomParts): Buffer {
  const { explicit = true, littleEndian = true } = parts;
  const bits = parts.bitsAllocated ?? 16;
  const stored = parts.bitsStored ?? bits;
  const us = (value: number) => {
    const bytes = Buffer.alloc(2);
    if (littleEndian) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  };
  const pixels = parts.pixels ?? Uint8Array.from({ length: 12 }, (_, i) => i);
  const elements = new Map<number, readonly [string, Uint8Array | string]>([
    [0x00080016, ['UI', parts.sopClass ?? '1.2.840.10008.5.1.4.1.1.1.1']],
    [0x00280002, ['US', us(1)]],
    [0x00280004, ['CS', parts.photometric ?? 'MONOCHROME2']],
    [0x00280010, ['US', us(parts.rows ?? 2)]],
    [0x00280011, ['US', us(parts.columns ?? 3)]],
    [0x00280100, ['US', us(bits)]],
    [0x00280101, ['US', us(stored)]],
    [0x00280102, ['US', us(parts.highBit ?? stored - 1)]],
    [0x00280103, ['US', us(parts.signed === true ? 1 : 0)]],
    ...(parts.more ?? []).map(([tag, vr, value]) => [tag, [vr, value]] as const),
  ]);
  return Buffer.concat([
    ...[...elements]
      .sort(([a], [b]) => a - b)
      .map(([tag, [vr, value]]) => element(tag, vr, value, explicit, littleEndian)),
    pixels instanceof Uint8Array
      ? element(0x7fe00010, 'OW', pixels, explicit, littleEndian)
      : fragmented(pixels),
  ]);
}

function element(
  tag: number,
  vr: string,
  value: Uint8Array | string,
  explicit = true,
  littleEndian = true,
): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value);
  const padding = Buffer.alloc(bytes.length % 2, vr === 'UI' || typeof value !== 'string' ? 0 : ' ');
  const length = bytes.length + padding.length;
  const head = Buffer.alloc(explicit && longVrs.includes(vr) ? 12 : 8);
  const u16 = (n: number, at: number) =>
    littleEndian ? head.writeUInt16LE(n, at) : head.writeUInt16BE(n, at);
  const u32 = (n: number, at: number) =>
    littleEndian ? head.writeUInt32LE(n, at) : head.writeUInt32BE(n, at);
  u16(tag >>> 16, 0);
  u16(tag & 0xffff, 2);
  if (!explicit) u32(length, 4);
  else {
    head.write(vr, 4, 'latin1');
    if (head.length === 12) u32(length, 8);
    else u16(length, 6);
  }
  return Buffer.concat([head, bytes, padding]);
}

function fragmented(fragments: readonly Uint8Array[]): Buffer {
  const item = (tag: number, bytes: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.writeUInt32LE(bytes.length + (bytes.length % 2), 4);
    return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
  };
  return Buffer.concat([
    Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]),
    item(0xfffee000, new Uint8Array(0)),
    ...fragments.map((fragment) => item(0xfffee000, fragment)),
    item(0xfffee0dd, new Uint8Array(0)),
  ]);
}
