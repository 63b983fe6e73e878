import { isDeepStrictEqual } from 'node:util';
import { BridgeError } from '../../errors.ts';
import { type CalibrationRows, calibrationFor } from '../calibration-settings.ts';
import { atLane, type FanSettings } from '../fan-settings.ts';
import { LineLedger } from '../line-ledger.ts';
import type { ScanDefect, ScanGeometry, ScannerCapabilities, ScannerSink } from '../scanner.ts';
import { crc32, crc32OfBoth } from './crc32.ts';
import { geometryOf } from './device-words.ts';
import { malformed } from './fields.ts';
import type { Frame } from './frame.ts';
import type { MessageOf } from './messages.ts';
import { decodeStrip, type StripMessage } from './strip.ts';
import { timing } from './timing.ts';

/** What the post knows of a scanner that the scanner does not say. */
export interface ScannerConfigured {
  readonly calibration?: CalibrationRows;
  readonly fan?: FanSettings;
}

/**
 * Takes in one scan after another: gives the sink each line once, says what is wrong with the scan, and ends every
 * scan that the device accepted exactly once. What a sink throws passes through, with `sinkFailed` set.
 */
export class ScanIntake {
  /** Strips of no scan that is open: late ones, and those of a scan nobody asked for. */
  strayStrips = 0;
  sinkFailed = false;
  readonly #sink: ScannerSink;
  readonly #now: () => number;
  readonly #configured: ScannerConfigured;
  #scan: OpenScan | undefined;
  #ended: string | undefined;

  /** `now` tells the attended milliseconds of the link; what is `configured` goes with each scan it is of. */
  constructor(sink: ScannerSink, now: () => number, configured: ScannerConfigured = {}) {
    this.#sink = sink;
    this.#now = now;
    this.#configured = configured;
  }

  /** The scan that was accepted and has not ended. */
  get scanId(): string | undefined {
    return this.#scan?.scanId;
  }

  /** The scan was accepted at some time, even if it has ended since. */
  knows(scanId: string): boolean {
    return this.#scan?.scanId === scanId || this.#ended === scanId;
  }

  /** The time for the next sign of this scan is over. */
  get late(): boolean {
    return this.#scan !== undefined && this.#now() > this.#scan.deadline;
  }

  accept(scanId: string, warningMs: number): void {
    if (this.knows(scanId)) return;
    this.#scan = {
      scanId,
      ledger: new LineLedger(),
      deadline: this.#now() + timing.scanProgress + Math.min(warningMs, longestWarning),
      begun: undefined,
    };
  }

  /**
   * True when the scan is the accepted one and the sink is ready for its lines. Throws BridgeError DEVICE_PROTOCOL
   * for a geometry that is nonsense, or another than the one it began with.
   */
  async begin(message: MessageOf<'scan-begin'>, device: ScannerCapabilities): Promise<boolean> {
    const scan = this.#scan;
    if (scan === undefined || scan.scanId !== message.scanId) return false;
    const { scanId, scanNumber } = message;
    if (scan.begun !== undefined && scan.begun.scanNumber !== scanNumber) return false;
    const said = atLane(geometryOf(message, device), this.#configured.fan);
    const calibration = calibrationFor(this.#configured.calibration ?? [], said.energiesMeV.length);
    const geometry = { ...said, ...(calibration && { calibration }) };
    if (scan.begun !== undefined) {
      if (isDeepStrictEqual(scan.begun.geometry, geometry)) return true;
      throw malformed('another geometry for a scan that has begun');
    }
    await this.#guard(() => this.#sink.scanBegin({ scanId, geometry }));
    scan.begun = {
      scanNumber,
      geometry,
      maxLines: device.maxLines,
      bytesPerLine: bytesPerLine(geometry),
      crc: 0,
      inOrder: true,
    };
    return true;
  }

  async strip(frame: Frame): Promise<void> {
    const scan = this.#scan;
    const strip = decoded(frame);
    if (strip === undefined) {
      this.damaged();
      return;
    }
    const begun = scan?.begun;
    if (scan === undefined || begun === undefined || begun.scanNumber !== strip.scanNumber) {
      this.strayStrips += 1;
      return;
    }
    const { firstLine, lines, pixels } = strip;
    const { bytesPerLine, maxLines } = begun;
    if (lines === 0 || firstLine + lines > maxLines || pixels.length !== lines * bytesPerLine) {
      this.damaged();
      return;
    }
    if (firstLine === scan.ledger.lines) begun.crc = crc32OfBoth(begun.crc, strip.crc32, pixels.length);
    else begun.inOrder = false;
    scan.deadline = this.#now() + timing.scanProgress;

    for (const { from, to } of scan.ledger.take({ from: firstLine, to: firstLine + lines })) {
      const whole = to - from === lines;
      const part = whole
        ? pixels
        : pixels.subarray((from - firstLine) * bytesPerLine, (to - firstLine) * bytesPerLine);
      const crc = whole ? strip.crc32 : crc32(part);
      await this.#guard(() =>
        this.#sink.strip({ firstLine: from, lines: to - from, pixels: part, crc32: crc }),
      );
    }
  }

  /** Something was lost here, and nobody can say what: an open scan is not whole any more. */
  damaged(): void {
    if (this.#scan?.begun === undefined) return;
    const { ledger } = this.#scan;
    ledger.note({ kind: 'damaged-frame', afterLine: ledger.lines });
  }

  /** The device says that the scan is over. */
  async end(message: MessageOf<'scan-end'>): Promise<void> {
    const scan = this.#scan;
    if (scan === undefined || scan.scanId !== message.scanId) return;
    const { begun, ledger } = scan;
    const provable = begun?.inOrder && message.crcGiven === 1 && message.lines === ledger.lines;
    if (provable && begun.crc !== message.pixelCrc) this.damaged();
    const { outcome, reason } = message;
    if (outcome === 'aborted-by-station') ledger.note({ kind: 'aborted', by: 'operator', reason });
    if (outcome === 'aborted-by-device') ledger.note({ kind: 'aborted', by: 'device', reason });
    await this.#close(scan, ledger.defects(message.lines));
  }

  /** The scan ends here without the device's word. `why` is told the lines so far. */
  async fail(why: (afterLine: number) => ScanDefect): Promise<void> {
    const scan = this.#scan;
    if (scan === undefined) return;
    scan.ledger.note(why(scan.ledger.lines));
    await this.#close(scan, scan.ledger.defects());
  }

  async #close(scan: OpenScan, defects: readonly ScanDefect[]): Promise<void> {
    this.#scan = undefined;
    this.#ended = scan.scanId;
    const { scanId } = scan;
    const { lines } = scan.ledger;
    const nothing: ScanDefect = { kind: 'aborted', by: 'device', reason: 'no lines came' };
    await this.#guard(() =>
      this.#sink.scanEnd({
        scanId,
        lines,
        defects: lines === 0 && defects.length === 0 ? [nothing] : defects,
      }),
    );
  }

  async #guard(call: () => void | Promise<void>): Promise<void> {
    try {
      await call();
    } catch (cause) {
      this.sinkFailed = true;
      throw cause;
    }
  }
}

interface OpenScan {
  readonly scanId: string;
  readonly ledger: LineLedger;
  /** In attended milliseconds. */
  deadline: number;
  begun:
    | {
        readonly scanNumber: number;
        readonly geometry: ScanGeometry;
        readonly maxLines: number;
        readonly bytesPerLine: number;
        /** Of all pixels so far, as long as every strip began where the last one ended. */
        crc: number;
        inOrder: boolean;
      }
    | undefined;
}

/** A device may not hold the station's watch off for longer by announcing a long warning. */
const longestWarning = 120_000;

function bytesPerLine(geometry: ScanGeometry): number {
  return geometry.detectors * geometry.energiesMeV.length * 2;
}

function decoded(frame: Frame): StripMessage | undefined {
  try {
    return decodeStrip(frame);
  } catch (cause) {
    if (cause instanceof BridgeError) return undefined;
    throw cause;
  }
}
