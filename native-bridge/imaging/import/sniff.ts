import type { ImageFormat } from '../../drivers/image-source.ts';

/** What a file's first bytes say it is; a file's name says nothing. */
export type SniffedFormat = Exclude<ImageFormat, 'dicos'> | 'uff';

/** `bytes` is the file or its beginning, at least 256 bytes of it where there are as many. */
export function sniffFormat(bytes: Uint8Array): SniffedFormat | null {
  return recognisers.find(([, recognises]) => recognises(bytes))?.[0] ?? null;
}

/**
 * UFF, the WCO's Unified File Format, has its place here and no mark: its layout is not public, so nothing is taken
 * for it. Who has the specification puts its first bytes here and a decoder beside the others in `decode.ts`.
 */
const isUff = (): boolean => false;

const recognisers: readonly (readonly [SniffedFormat, (bytes: Uint8Array) => boolean])[] = [
  ['png', (bytes) => startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  // Before TIFF: a DICOM preamble may hold a TIFF header, so that one file is read as either (PS3.10, 7.1).
  ['dicom', (bytes) => startsWith(bytes, 128, [0x44, 0x49, 0x43, 0x4d])],
  ['tiff', isTiff],
  ['dicom', isBareDicom],
  ['uff', isUff],
];

/** TIFF 6.0 and BigTIFF: byte order, then 42 or 43. */
function isTiff(bytes: Uint8Array): boolean {
  return (
    startsWith(bytes, 0, [0x49, 0x49, 42, 0]) ||
    startsWith(bytes, 0, [0x4d, 0x4d, 0, 42]) ||
    startsWith(bytes, 0, [0x49, 0x49, 43, 0]) ||
    startsWith(bytes, 0, [0x4d, 0x4d, 0, 43])
  );
}

/**
 * DICOM without the preamble and `DICM` of PS3.10: some senders leave them out. Then the file begins with an element of
 * group 0002 or 0008 whose value representation is two capitals.
 */
function isBareDicom(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || (bytes[0] !== 0x02 && bytes[0] !== 0x08) || bytes[1] !== 0) return false;
  const capital = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
  return bytes[3] === 0 && capital(bytes[4]) && capital(bytes[5]);
}

function startsWith(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[at + i] === byte);
}
