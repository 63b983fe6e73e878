import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { imageFormats } from '../drivers/image-source.ts';
import type {
  ImportedGeometry,
  ScanBegin,
  ScanDefect,
  ScanEnd,
  ScanGeometry,
  Strip,
} from '../drivers/scanner.ts';
import {
  type CalibrationStep,
  calibrationMistake,
  mostCalibrationSteps,
  referenceMaterials,
} from '../physics/calibration-steps.ts';
import { type FanDistances, fanMistake } from '../physics/fan-distances.ts';
import { maxDetectors, maxLines, maxPlanes } from './picture-size.ts';

/*
 * The bytes of a strip file, as README.md of this folder lays them out. Everything is little-endian.
 * What decodes here returns null for anything that is not exactly right; the callers say what that means.
 */

/** As in PNG: not text, and broken visibly by a transfer that changes line ends. */
const fileMagic = Buffer.from([0x89, 0x53, 0x50, 0x43, 0x0d, 0x0a, 0x1a, 0x0a]);
/**
 * A header that says where an imported picture comes from has version 2, one with the scanner's calibration version 3, one
 * with the distances of its source (and a calibration, which may have no steps) version 4; all others are as they ever were.
 */
const [plainVersion, importedVersion, calibratedVersion, fanVersion] = [1, 2, 3, 4];
const fixedHeaderLength = 60;
const importedLength = 8;
const fanLength = 16;
/** The longest header there can be; reading this much of a file always holds all of it. */
export const maxHeaderLength =
  fixedHeaderLength + 8 * maxPlanes + fanLength + 2 + mostCalibrationSteps * stepLength(maxPlanes) + 4;

/** Bytes before the body of a record. */
export const recordHeadLength = 24;
export const stripMagic = Buffer.from('STRP', 'latin1');
export const endMagic = Buffer.from('SEND', 'latin1');
/** A strip is a fraction of a second of lines; no record is larger. */
export const maxRecordBody = 64 * 1024 * 1024;

const scanIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Why `begin` cannot be captured, as a part of a sentence; null when it can. */
export function refuseBegin(begin: ScanBegin): string | null {
  const { geometry: g } = begin;
  if (!scanIdPattern.test(begin.scanId)) return 'its scan id is not a UUID';
  const whole = (n: number, min: number, max: number) => Number.isInteger(n) && n >= min && n <= max;
  const pitch = (n: number) => Number.isFinite(n) && n > 0 && n < 10_000;
  if (!whole(g.detectors, 1, maxDetectors)) return `it has ${g.detectors} detectors (1 to ${maxDetectors})`;
  if (!whole(g.energiesMeV.length, 1, maxPlanes))
    return `it has ${g.energiesMeV.length} energies (1 to ${maxPlanes})`;
  if (!g.energiesMeV.every((e) => Number.isFinite(e) && e > 0 && e < 1000))
    return 'an energy is out of range';
  if (!pitch(g.detectorPitchMm) || !pitch(g.linePitchMm)) return 'a pixel pitch is out of range';
  if (!whole(g.expectedLines, 0, 0xffffffff)) return 'its expected lines are out of range';
  if (!whole(g.airCounts, 0, 0xffff) || !whole(g.darkCounts, 0, 0xffff)) return 'its counts are not 16-bit';
  const imported = g.imported;
  if (imported !== undefined) {
    if (!imageFormats.includes(imported.format)) return 'the format it was imported from is not known';
    if (!whole(imported.bitsStored, 1, 64) || !whole(imported.zeroAt, 0, 0xffff))
      return 'what is known of the imported counts is out of range';
  }
  const steps = g.calibration;
  if (steps !== undefined) {
    if (imported !== undefined) return 'an imported picture has no calibration';
    if (!whole(steps.length, 1, mostCalibrationSteps) || calibrationMistake(steps) !== null)
      return 'its calibration is none';
    if (steps[0]?.transmission.length !== g.energiesMeV.length) return 'its calibration is of other energies';
  }
  if (g.fan !== undefined) {
    if (imported !== undefined) return 'an imported picture has no source';
    return fanMistake(g.fan);
  }
  return null;
}

/** `begin` must have passed `refuseBegin`. */
export function encodeFileHeader(begin: ScanBegin): Buffer {
  const { geometry: g } = begin;
  const planes = g.energiesMeV.length;
  const version = versionOf(g);
  const bytes = Buffer.alloc(headerLength(planes, version, g.calibration?.length ?? 0));
  fileMagic.copy(bytes, 0);
  bytes.writeUInt16LE(version, 8);
  bytes.writeUInt16LE(bytes.length, 10);
  scanIdBytes(begin.scanId).copy(bytes, 12);
  bytes.writeUInt32LE(g.detectors, 28);
  bytes.writeUInt32LE(g.expectedLines, 32);
  bytes.writeUInt16LE(g.airCounts, 36);
  bytes.writeUInt16LE(g.darkCounts, 38);
  bytes.writeDoubleLE(g.detectorPitchMm, 40);
  bytes.writeDoubleLE(g.linePitchMm, 48);
  bytes.writeUInt16LE(planes, 56);
  g.energiesMeV.forEach((energy, plane) => {
    bytes.writeDoubleLE(energy, fixedHeaderLength + 8 * plane);
  });
  const behind = fixedHeaderLength + 8 * planes;
  if (g.imported !== undefined) writeImported(g.imported, bytes, behind);
  if (g.fan !== undefined) writeFan(g.fan, bytes, behind);
  if (g.calibration !== undefined) writeCalibration(g.calibration, bytes, stepsAt(behind, version));
  bytes.writeUInt32LE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
  return bytes;
}

export type DecodedFileHeader =
  | { readonly kind: 'header'; readonly begin: ScanBegin; readonly length: number }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged' };

/** Reads the beginning of a strip file; `bytes` is up to `maxHeaderLength` of it. */
export function decodeFileHeader(bytes: Buffer): DecodedFileHeader {
  const damaged = { kind: 'damaged' } as const;
  if (bytes.length < fixedHeaderLength || !bytes.subarray(0, 8).equals(fileMagic)) return damaged;
  const version = bytes.readUInt16LE(8);
  if (version > fanVersion) return { kind: 'newer', version };
  const length = bytes.readUInt16LE(10);
  const planes = bytes.readUInt16LE(56);
  const behind = fixedHeaderLength + 8 * planes;
  if (version < plainVersion || planes > maxPlanes || bytes.length < behind + 2) return damaged;
  const stepsFrom = stepsAt(behind, version);
  if (bytes.length < stepsFrom + 2) return damaged;
  const steps = version >= calibratedVersion ? bytes.readUInt16LE(stepsFrom) : 0;
  if (steps > mostCalibrationSteps || length !== headerLength(planes, version, steps)) return damaged;
  if (bytes.length < length || bytes.readUInt32LE(length - 4) !== crc32(bytes.subarray(0, length - 4)))
    return damaged;
  const geometry: ScanGeometry = {
    detectors: bytes.readUInt32LE(28),
    energiesMeV: Array.from({ length: planes }, (_, plane) =>
      bytes.readDoubleLE(fixedHeaderLength + 8 * plane),
    ),
    detectorPitchMm: bytes.readDoubleLE(40),
    linePitchMm: bytes.readDoubleLE(48),
    expectedLines: bytes.readUInt32LE(32),
    airCounts: bytes.readUInt16LE(36),
    darkCounts: bytes.readUInt16LE(38),
    ...(version === importedVersion && { imported: readImported(bytes, behind) }),
    ...((version === calibratedVersion || steps > 0) && {
      calibration: readCalibration(bytes, stepsFrom, steps, planes),
    }),
    ...(version === fanVersion && { fan: readFan(bytes, behind) }),
  };
  const begin = { scanId: scanIdText(bytes.subarray(12, 28)), geometry };
  return refuseBegin(begin) === null ? { kind: 'header', begin, length } : damaged;
}

function versionOf(geometry: ScanGeometry): number {
  if (geometry.fan !== undefined) return fanVersion;
  if (geometry.calibration !== undefined) return calibratedVersion;
  return geometry.imported === undefined ? plainVersion : importedVersion;
}

function headerLength(planes: number, version: number, steps: number): number {
  const imported = version === importedVersion ? importedLength : 0;
  const fan = version === fanVersion ? fanLength : 0;
  const calibration = version >= calibratedVersion ? 2 + steps * stepLength(planes) : 0;
  return fixedHeaderLength + 8 * planes + imported + fan + calibration + 4;
}

/** Where the steps of a calibration begin, in a header that has what is `behind` the energies. */
function stepsAt(behind: number, version: number): number {
  return version === fanVersion ? behind + fanLength : behind;
}

function writeFan({ sourceToLaneMm, sourceToDetectorMm }: FanDistances, into: Buffer, offset: number): void {
  into.writeDoubleLE(sourceToLaneMm, offset);
  into.writeDoubleLE(sourceToDetectorMm ?? 0, offset + 8);
}

function readFan(bytes: Buffer, offset: number): FanDistances {
  const sourceToDetectorMm = bytes.readDoubleLE(offset + 8);
  return {
    sourceToLaneMm: bytes.readDoubleLE(offset),
    ...(sourceToDetectorMm !== 0 && { sourceToDetectorMm }),
  };
}

/** Bytes of one step of a calibration. */
function stepLength(planes: number): number {
  return 2 + 8 + 8 * planes;
}

function writeCalibration(steps: readonly CalibrationStep[], into: Buffer, offset: number): void {
  into.writeUInt16LE(steps.length, offset);
  for (const [nth, { material, massThickness, transmission }] of steps.entries()) {
    const at = offset + 2 + nth * stepLength(transmission.length);
    into.writeUInt16LE(referenceMaterials.indexOf(material), at);
    into.writeDoubleLE(massThickness, at + 2);
    for (const [plane, left] of transmission.entries()) into.writeDoubleLE(left, at + 10 + 8 * plane);
  }
}

function readCalibration(bytes: Buffer, offset: number, steps: number, planes: number): CalibrationStep[] {
  return Array.from({ length: steps }, (_, nth) => {
    const at = offset + 2 + nth * stepLength(planes);
    return {
      // A number that means no material is damage, which `refuseBegin` finds.
      material: referenceMaterials[bytes.readUInt16LE(at)]!,
      massThickness: bytes.readDoubleLE(at + 2),
      transmission: Array.from({ length: planes }, (_, plane) => bytes.readDoubleLE(at + 10 + 8 * plane)),
    };
  });
}

const [attenuationFlag, pitchKnownFlag, energyKnownFlag] = [1, 2, 4];

function writeImported(imported: ImportedGeometry, into: Buffer, offset: number): void {
  into.writeUInt8(imageFormats.indexOf(imported.format), offset);
  into.writeUInt8(imported.bitsStored, offset + 1);
  const flags =
    (imported.counts === 'attenuation' ? attenuationFlag : 0) +
    (imported.pitchKnown ? pitchKnownFlag : 0) +
    (imported.energyKnown ? energyKnownFlag : 0);
  into.writeUInt16LE(flags, offset + 2);
  into.writeUInt16LE(imported.zeroAt, offset + 4);
}

function readImported(bytes: Buffer, offset: number): ImportedGeometry {
  const flags = bytes.readUInt16LE(offset + 2);
  return {
    // A number that means no format is damage, which `refuseBegin` finds.
    format: imageFormats[bytes.readUInt8(offset)]!,
    bitsStored: bytes.readUInt8(offset + 1),
    counts: (flags & attenuationFlag) === 0 ? 'transmission' : 'attenuation',
    pitchKnown: (flags & pitchKnownFlag) !== 0,
    energyKnown: (flags & energyKnownFlag) !== 0,
    zeroAt: bytes.readUInt16LE(offset + 4),
  };
}

export interface RecordHead {
  readonly kind: 'strip' | 'end';
  readonly bodyLength: number;
  readonly firstLine: number;
  readonly lines: number;
  readonly bodyCrc: number;
}

/** Encodes and decodes the records of one scan's file. */
export class RecordFormat {
  /** Bytes of one detector line, all planes. */
  readonly bytesPerLine: number;
  readonly #scanId: string;
  /** Record heads count on from the scan's id, so that a stray block of another scan is never taken for ours. */
  readonly #seed: number;

  constructor(begin: ScanBegin) {
    this.bytesPerLine = begin.geometry.detectors * begin.geometry.energiesMeV.length * 2;
    this.#scanId = begin.scanId.toLowerCase();
    this.#seed = crc32(scanIdBytes(begin.scanId));
  }

  /** Why a strip cannot be captured, as a part of a sentence; null when it can. */
  refuseStrip(strip: Strip): string | null {
    if (!this.#fits(strip.firstLine, strip.lines))
      return `lines ${strip.firstLine} + ${strip.lines} are out of range`;
    if (strip.pixels.byteLength !== strip.lines * this.bytesPerLine) {
      return `${strip.pixels.byteLength} bytes are not ${strip.lines} lines of ${this.bytesPerLine} bytes`;
    }
    return strip.pixels.byteLength > maxRecordBody
      ? `${strip.pixels.byteLength} bytes are too many for a strip`
      : null;
  }

  /** Writes the 24 bytes that go before a strip's pixels at `offset` of `into`. */
  writeStripHead(strip: Strip, into: Buffer, offset: number): void {
    const { firstLine, lines, pixels } = strip;
    const head = {
      kind: 'strip',
      bodyLength: pixels.byteLength,
      firstLine,
      lines,
      bodyCrc: strip.crc32,
    } as const;
    this.#writeHead(head, into, offset);
  }

  /** The whole end record. Throws when it would not read back: too many defects, or numbers out of range. */
  encodeEnd(end: ScanEnd): Buffer {
    const body = Buffer.from(JSON.stringify(scanEndSchema.parse(end)), 'utf8');
    if (body.length > maxRecordBody) throw new RangeError('too many defects for a record');
    const record = Buffer.alloc(recordHeadLength + body.length);
    const head = {
      kind: 'end',
      bodyLength: body.length,
      firstLine: 0,
      lines: end.lines,
      bodyCrc: crc32(body),
    } as const;
    this.#writeHead(head, record, 0);
    body.copy(record, recordHeadLength);
    return record;
  }

  /** `bytes` begins with a record's head; null when it is not a whole and sound one of this scan. */
  decodeHead(bytes: Buffer): RecordHead | null {
    if (bytes.length < recordHeadLength) return null;
    const isStrip = bytes.subarray(0, 4).equals(stripMagic);
    if (!isStrip && !bytes.subarray(0, 4).equals(endMagic)) return null;
    if (bytes.readUInt32LE(20) !== crc32(bytes.subarray(0, 20), this.#seed)) return null;
    const bodyLength = bytes.readUInt32LE(4);
    const firstLine = bytes.readUInt32LE(8);
    const lines = bytes.readUInt32LE(12);
    const bodyCrc = bytes.readUInt32LE(16);
    if (bodyLength > maxRecordBody) return null;
    if (isStrip && (!this.#fits(firstLine, lines) || bodyLength !== lines * this.bytesPerLine)) return null;
    return { kind: isStrip ? 'strip' : 'end', bodyLength, firstLine, lines, bodyCrc };
  }

  /** The body of an end record; null when it does not parse. */
  decodeEnd(body: Buffer): ScanEnd | null {
    try {
      const parsed = scanEndSchema.parse(JSON.parse(body.toString('utf8')));
      return { scanId: this.#scanId, lines: parsed.lines, defects: parsed.defects };
    } catch {
      return null;
    }
  }

  #fits(firstLine: number, lines: number): boolean {
    return (
      Number.isInteger(firstLine) &&
      Number.isInteger(lines) &&
      firstLine >= 0 &&
      lines >= 1 &&
      firstLine + lines <= maxLines
    );
  }

  #writeHead(head: RecordHead, into: Buffer, offset: number): void {
    (head.kind === 'strip' ? stripMagic : endMagic).copy(into, offset);
    into.writeUInt32LE(head.bodyLength, offset + 4);
    into.writeUInt32LE(head.firstLine, offset + 8);
    into.writeUInt32LE(head.lines, offset + 12);
    into.writeUInt32LE(head.bodyCrc >>> 0, offset + 16);
    into.writeUInt32LE(crc32(into.subarray(offset, offset + 20), this.#seed), offset + 20);
  }
}

const line = z.int().min(0).max(0xffffffff);

/** The defects of a scan as they are kept in a file. */
export const scanDefectSchema: z.ZodType<ScanDefect> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lines-missing'), from: line, to: line }),
  z.object({ kind: z.literal('lines-repeated'), from: line, to: line }),
  z.object({ kind: z.literal('damaged-frame'), afterLine: z.int() }),
  z.object({ kind: z.literal('count-mismatch'), announced: line, received: line }),
  z.object({ kind: z.literal('aborted'), by: z.enum(['operator', 'device']), reason: z.string() }),
  z.object({ kind: z.literal('link-lost'), afterLine: z.int() }),
  z.object({ kind: z.literal('timed-out'), afterLine: z.int() }),
  z.object({ kind: z.literal('station-stopped'), afterLine: z.int() }),
]);

const scanEndSchema = z.object({ lines: z.int().min(0).max(maxLines), defects: z.array(scanDefectSchema) });

function scanIdBytes(scanId: string): Buffer {
  return Buffer.from(scanId.replaceAll('-', ''), 'hex');
}

function scanIdText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
