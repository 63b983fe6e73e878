import type { CalibrationStep } from '../physics/calibration-steps.ts';
import type { FanDistances } from '../physics/fan-distances.ts';
import type { DeviceCapabilities, DeviceSink } from './device.ts';
import type { ImageFormat } from './image-source.ts';

/**
 * The states of a cargo X-ray scanner. What is not known is `unknown`, never a safe state;
 * `comms-lost` is said by the station when the link is gone, never by a device.
 */
export const scannerStates = [
  'unknown',
  'offline',
  'powered',
  'warm-up',
  'standby',
  'ready',
  'armed',
  'scanning',
  'transferring',
  'interlock-open',
  'fault',
  'emergency-stop',
  'maintenance',
  'comms-lost',
] as const;
export type ScannerState = (typeof scannerStates)[number];

export interface ScannerStatus {
  readonly state: ScannerState;
  /** Interlocks as the device names them. `closed: null` is unknown and counts as open. */
  readonly interlocks: readonly { readonly name: string; readonly closed: boolean | null }[];
  /** Latched until a key at the device releases it. `null` is unknown. */
  readonly emergencyStop: { readonly latched: boolean | null; readonly where?: string };
  readonly beamOn: boolean | null;
  readonly fault?: { readonly code: string; readonly text: string };
  /** Seconds until the device leaves its present state by itself (warm-up, the warning before the beam). */
  readonly secondsLeft?: number;
  /** Dose rate at the operating position, µSv/h. */
  readonly doseRate?: number;
}

/** What the device says of itself when the link comes up. */
export interface ScannerCapabilities extends DeviceCapabilities {
  readonly detectors: number;
  readonly energiesMeV: readonly number[];
  readonly maxLines: number;
}

/** How one scan's numbers become a picture: line n is column n, detector 0 is the top row. */
export interface ScanGeometry {
  /** Pixels in a detector line: the height of the picture. */
  readonly detectors: number;
  /** One plane per energy, in the order of the strips; highest energy first. */
  readonly energiesMeV: readonly number[];
  /** Height of a pixel at the object, mm. */
  readonly detectorPitchMm: number;
  /** Width of a column at the object, mm. */
  readonly linePitchMm: number;
  /** Lines the device means to send; the real number may be smaller or larger. 0 is unknown. */
  readonly expectedLines: number;
  /** Counts with nothing in the beam (I0), 1 to 65535. */
  readonly airCounts: number;
  /** Counts with no beam. */
  readonly darkCounts: number;
  /**
   * Set for a picture that another program made. Its counts are kept as they came; `attenuation` says that more
   * material gives larger counts (MONOCHROME1, min-is-white), so that its display begins inverted. `pitchKnown`
   * false: the pitches are assumed, and nothing may be measured in mm.
   */
  readonly imported?: ImportedGeometry;
  /**
   * What was measured at the scanner with a step wedge before this scan, and goes with its picture: one transmission for
   * each energy. Absent where nothing was measured.
   */
  readonly calibration?: readonly CalibrationStep[];
  /** Where the source stood, as configured; the pitches then hold at the lane's centre. Absent where nobody said. */
  readonly fan?: FanDistances;
}

/** What is different about a picture that another program made. */
export interface ImportedGeometry {
  readonly format: ImageFormat;
  /** Of a count, as the file says. */
  readonly bitsStored: number;
  readonly counts: 'transmission' | 'attenuation';
  readonly pitchKnown: boolean;
  /** False: the file does not say them, and `energiesMeV` only counts the planes. */
  readonly energyKnown: boolean;
  /** The count that is 0 in the file; not 0 only where the file's numbers are signed and some are negative. */
  readonly zeroAt: number;
}

export interface ScanBegin {
  /** Given by the station when it armed the scanner: 16 bytes, a UUID in text. */
  readonly scanId: string;
  readonly geometry: ScanGeometry;
}

/** A block of detector lines. `pixels` is line-major: line, then plane, then detector; 16-bit little-endian. */
export interface Strip {
  readonly firstLine: number;
  readonly lines: number;
  /** `lines × planes × detectors × 2` bytes. Only valid until the sink's promise resolves. */
  readonly pixels: Uint8Array;
  /** CRC-32 (IEEE 802.3, as zlib's) of `pixels`, already checked. */
  readonly crc32: number;
}

/** Why a scan is not whole. Lines are half-open ranges. */
export type ScanDefect =
  | { readonly kind: 'lines-missing'; readonly from: number; readonly to: number }
  | { readonly kind: 'lines-repeated'; readonly from: number; readonly to: number }
  /** Lines that came after later ones. They stand where their numbers put them. */
  | { readonly kind: 'lines-reordered'; readonly from: number; readonly to: number }
  | { readonly kind: 'damaged-frame'; readonly afterLine: number }
  | { readonly kind: 'count-mismatch'; readonly announced: number; readonly received: number }
  | { readonly kind: 'aborted'; readonly by: 'operator' | 'device'; readonly reason: string }
  | { readonly kind: 'link-lost'; readonly afterLine: number }
  | { readonly kind: 'timed-out'; readonly afterLine: number }
  | { readonly kind: 'station-stopped'; readonly afterLine: number };

export interface ScanEnd {
  readonly scanId: string;
  /** Lines of the picture: the highest line received + 1. Missing lines inside are named in `defects`. */
  readonly lines: number;
  /** A scan is complete only without a defect. */
  readonly defects: readonly ScanDefect[];
}

/** Edges worth a line in the journal, as the device reports them. */
export interface DeviceEvent {
  readonly kind:
    | 'beam-on'
    | 'beam-off'
    | 'interlock-opened'
    | 'interlock-closed'
    | 'emergency-stop'
    | 'emergency-stop-released'
    | 'fault'
    | 'fault-cleared'
    | 'key'
    | 'warning-started';
  readonly text: string;
}

/**
 * Where a driver puts what it learns. Calls come one at a time, and the driver reads no further until the
 * returned promise resolves, so a slow sink slows the device's link and loses nothing.
 */
export interface ScannerSink extends DeviceSink {
  status(status: ScannerStatus): void;
  event(event: DeviceEvent): void;
  scanBegin(begin: ScanBegin): void | Promise<void>;
  strip(strip: Strip): void | Promise<void>;
  /**
   * Exactly once for each scan the device accepted. When it never began (link lost before, aborted during the
   * warning) there was no `scanBegin`, and `lines` is 0.
   */
  scanEnd(end: ScanEnd): void | Promise<void>;
}

export interface ScannerCommands {
  /**
   * Asks for the warning and then the beam. Resolves when the device accepted; the scan then comes through the
   * sink. Throws BridgeError DEVICE_REFUSED (with the device's reason) or DEVICE_TIMEOUT. Idempotent by `scanId`.
   */
  startScan(request: StartScan): Promise<void>;
  /** Beam off now. Resolves when the device accepted; safe to repeat. */
  abortScan(reason: string): Promise<void>;
}

export interface StartScan {
  readonly scanId: string;
  /** Passed to the device as it is, at most 200 bytes of UTF-8. A simulator reads `scene=NAME;seed=N` from it. */
  readonly reference: string;
}
