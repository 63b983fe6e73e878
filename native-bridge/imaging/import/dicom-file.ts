import type { Budget } from './budget.ts';
import { type DicomElement, type DicomElements, type DicomEncoding, readDataSet } from './dicom-elements.ts';
import { DicomValues } from './dicom-values.ts';
import type { PictureOrigin } from './imported-picture.ts';
import { inflateAtMost } from './inflate.ts';
import { unsupportedSyntax } from './refusals.ts';
import { type TransferSyntax, transferSyntaxOf } from './transfer-syntaxes.ts';

export interface DicomFile {
  readonly syntax: TransferSyntax;
  /** Memory it takes: the file, and what it unpacked to. */
  readonly heldBytes: number;
  readonly values: DicomValues;
  readonly format: 'dicom' | 'dicos';
  readonly isThreatReport: boolean;
  /** Pixel data and its tag, or null. */
  readonly pixels: { readonly tag: number; readonly element: DicomElement } | null;
  readonly about: PictureOrigin;
}

/** A deflated file may unpack to this many times the pixels that are allowed: to them, a header and padding. */
const deflatedRoom = 1.25;

/** DICOS storage classes (NEMA IIC 1): computed tomography .1, digital X-ray .2, threat detection report .3 … */
const dicosRoot = '1.2.840.10008.5.1.4.1.1.501.';
const threatReportClass = `${dicosRoot}3`;

/** Pixel data as integers; as floats and doubles they have tags of their own. DICOS has 0011 for 32 bit. */
export const floatPixelsTag = 0x7fe00008;
export const doublePixelsTag = 0x7fe00009;
export const pixelsTag = 0x7fe00010;
export const longPixelsTag = 0x7fe00011;

/**
 * Reads a DICOM or DICOS file (PS3.10), with or without its preamble, up to its pixels.
 * Throws BridgeError IMAGE_UNREADABLE, or IMAGE_SYNTAX_UNSUPPORTED for one whose header cannot be read either.
 */
export function readDicomFile(file: Uint8Array, budget: Budget): DicomFile {
  const start = isMarked(file) ? 132 : 0;
  const meta = readDataSet(file, explicitLittleEndian, start, (tag) => tag >>> 16 === 0x0002);
  const metaValues = new DicomValues(meta.elements, explicitLittleEndian);
  const syntax = syntaxOf(metaValues.text(0x00020010), file, meta.end);
  const inflated = syntax.deflated === true ? inflate(file.subarray(meta.end), budget) : null;
  const { elements } = readDataSet(inflated ?? file, syntax, inflated === null ? meta.end : 0);
  const values = new DicomValues(elements, syntax);
  const sopClass = values.text(0x00080016) || metaValues.text(0x00020002);
  return {
    syntax,
    heldBytes: file.length + (inflated?.length ?? 0),
    values,
    format: sopClass.startsWith(dicosRoot) || values.has(0x4010103a) ? 'dicos' : 'dicom',
    isThreatReport: sopClass === threatReportClass || sopClass.startsWith(`${threatReportClass}.`),
    pixels: pixelsOf(elements),
    about: originOf(values),
  };
}

const explicitLittleEndian: DicomEncoding = { explicit: true, littleEndian: true };

function inflate(packed: Uint8Array, budget: Budget): Uint8Array {
  const most = Math.min(Math.floor(deflatedRoom * budget.pixelBytes), budget.workBytes - packed.length);
  return inflateAtMost(packed, Math.max(1, most), 'raw');
}

function isMarked(file: Uint8Array): boolean {
  return Buffer.from(file.buffer, file.byteOffset + 128, Math.min(4, Math.max(0, file.length - 128))).equals(
    Buffer.from('DICM', 'latin1'),
  );
}

/** A file without a meta header is in one of the two plain syntaxes; its first element shows in which. */
function syntaxOf(uid: string, file: Uint8Array, at: number): TransferSyntax {
  if (uid !== '') {
    const syntax = transferSyntaxOf(uid);
    if (syntax === null) throw unsupportedSyntax(uid);
    return syntax;
  }
  const vr = String.fromCharCode(...file.subarray(at + 4, at + 6));
  return transferSyntaxOf(/^[A-Z]{2}$/.test(vr) ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2')!;
}

function pixelsOf(elements: DicomElements): DicomFile['pixels'] {
  for (const tag of [pixelsTag, longPixelsTag, floatPixelsTag, doublePixelsTag]) {
    const element = elements.get(tag);
    if (element !== undefined) return { tag, element };
  }
  return null;
}

function originOf(values: DicomValues): PictureOrigin {
  const maker = values.text(0x00080070);
  const model = values.text(0x00081090);
  const takenAt = takenAtOf(values);
  // Accession number, then what DICOM calls the patient and DICOS the object of inspection.
  const reference = values.text(0x00080050) || values.text(0x00100020);
  const container = [reference, values.text(0x00100020)].find((text) => /^[A-Z]{3}[UJZ]\d{7}$/.test(text));
  return {
    ...(maker !== '' && { maker }),
    ...(model !== '' && { model }),
    ...(takenAt !== null && { takenAt }),
    ...(reference !== '' && { reference }),
    ...(container !== undefined && { container }),
  };
}

/** Acquisition, then content date and time; with the offset from UTC where the file has it. */
function takenAtOf(values: DicomValues): string | null {
  const dateTime = /^(\d{8})(\d{6})/.exec(values.text(0x0008002a));
  const pairs = [
    [dateTime?.[1] ?? '', dateTime?.[2] ?? ''],
    [values.text(0x00080022), values.text(0x00080032)],
    [values.text(0x00080023), values.text(0x00080033)],
  ] as const;
  for (const [date, time] of pairs) {
    const d = /^(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(date);
    const t = /^(\d\d):?(\d\d):?(\d\d)/.exec(time);
    if (d === null || t === null) continue;
    const offset = /^([+-]\d\d)(\d\d)$/.exec(values.text(0x00080201));
    const zone = offset === null ? '' : `${offset[1]}:${offset[2]}`;
    return `${d[1]}-${d[2]}-${d[3]}T${t[1]}:${t[2]}:${t[3]}${zone}`;
  }
  return null;
}
