import { randomBytes } from 'node:crypto';
import { crc32, crc32OfBoth } from '../drivers/line-stream/crc32.ts';
import {
  headerSize,
  maxStripPayload,
  stripType,
  syncBytes,
  writeHeader,
} from '../drivers/line-stream/frame.ts';
import type { FrameLink } from '../drivers/line-stream/frame-link.ts';
import type { MessageOf } from '../drivers/line-stream/messages.ts';
import { encodeStrip, type StripMessage } from '../drivers/line-stream/strip.ts';
import { timing } from '../drivers/line-stream/timing.ts';
import { pause, type Timers } from '../transport/timers.ts';
import type { FaultPlan } from './faults.ts';
import type { ScannerModel } from './scanner-model.ts';
import type { SceneScan } from './scenes.ts';

export interface SimulatedScanOptions {
  readonly scanId: string;
  readonly scanNumber: number;
  readonly scene: SceneScan;
  readonly link: FrameLink;
  readonly model: ScannerModel;
  readonly timers: Timers;
  readonly faults: FaultPlan;
  /** Times real time; infinite is as fast as the link takes the lines. */
  readonly speed: number;
  readonly linesPerStrip: number;
  /** Ends the connection as a cut cable does. */
  cut(): void;
  /** Says nothing more on this connection, and keeps it. */
  fallSilent(): void;
  restart(): void;
}

type Outcome = MessageOf<'scan-end'>['outcome'];

/** One scan on the device's side: warning, beam, strips, end (PROTOCOL.md, "A scan"). */
export class SimulatedScan {
  readonly scanId: string;
  readonly #options: SimulatedScanOptions;
  readonly #over = new AbortController();
  readonly #ready = new AbortController();
  readonly #received = new AbortController();
  #ended: { readonly outcome: Outcome; readonly reason: string } | undefined;
  #linkLost = false;
  #ending = false;
  #resting = false;
  #lines = 0;
  #crc = 0;
  #stripNumber = 0;
  #heldStrip: PlannedStrip | undefined;

  constructor(options: SimulatedScanOptions) {
    this.#options = options;
    this.scanId = options.scanId;
  }

  get warningMs(): number {
    return timing.warning / this.#options.speed;
  }

  /** Until someone has closed the gate, or the generator has cooled down. */
  get #recoveryMs(): number {
    return 3_000 / Math.min(this.#options.speed, 10);
  }

  /** Resolves when the scan is over and the scanner is at rest. Throws nothing but a defect of the simulator. */
  async run(): Promise<void> {
    try {
      await this.#warn();
      if (this.#ended === undefined) await this.#scan();
      if (!this.#linkLost) await this.#end();
    } catch (cause) {
      if (!this.#linkLost) throw cause;
    } finally {
      this.#rest();
    }
  }

  /** The station can take the lines. */
  stationReady(): void {
    this.#ready.abort();
  }

  /** The station has the end: true when there was one. From here on the scanner may scan again. */
  stationReceived(): boolean {
    if (!this.#ending) return false;
    this.#received.abort();
    this.#rest();
    return true;
  }

  abort(outcome: Outcome, reason: string): void {
    this.#ended ??= { outcome, reason };
    this.#over.abort();
  }

  /** Nobody is listening any more: beam off, nothing said. */
  linkWasLost(): void {
    this.#linkLost = true;
    this.abort('aborted-by-device', 'the link was lost');
    this.#received.abort();
  }

  async #warn(): Promise<void> {
    const { timers, model, link } = this.#options;
    const warned = pause(timers, this.warningMs, this.#over.signal);
    model.arm(this.warningMs);
    const patience = Math.ceil((timing.answer + this.warningMs) / timing.repeat);
    const signal = AbortSignal.any([this.#ready.signal, this.#over.signal]);
    await this.#repeat(() => link.post(this.#begin()), patience, signal);
    if (!this.#ready.signal.aborted) {
      this.abort('aborted-by-device', 'the station was not ready for the lines');
    }
    await warned;
  }

  async #scan(): Promise<void> {
    const { scene, model, timers, speed, linesPerStrip } = this.#options;
    const linesPerSecond = (truckSpeed / scene.geometry.linePitchMm) * speed;
    model.beamOn();
    const began = timers.now();
    for (
      let firstLine = 0;
      firstLine < scene.lines && this.#ended === undefined;
      firstLine += linesPerStrip
    ) {
      const lines = Math.min(linesPerStrip, scene.lines - firstLine);
      const dueMs = ((firstLine + lines) / linesPerSecond) * 1000 - (timers.now() - began);
      if (dueMs > 0) await pause(timers, dueMs, this.#over.signal);
      if (this.#ended !== undefined) break;
      const pixels = scene.lineBlock(firstLine, lines);
      await this.#strip({ firstLine, lines, pixels, crc: crc32(pixels) });
    }
    if (this.#heldStrip !== undefined) await this.#send(this.#heldStrip);
    if (this.#ended === undefined) model.beamOff();
  }

  /** Sends a strip, or does with it what the fault of the day says. */
  async #strip(planned: PlannedStrip): Promise<void> {
    const { faults, model, link, timers, cut, fallSilent, restart } = this.#options;
    const { firstLine, lines } = planned;
    const to = firstLine + lines;
    const fault = (name: Parameters<FaultPlan['take']>[0]) => faults.take(name, firstLine, to);
    if (fault('late')) await pause(timers, lateMs, this.#over.signal);
    if (fault('garbage')) await link.sendBytes(garbage());
    if (fault('interlock')) {
      model.openInterlock();
      timers.after(this.#recoveryMs, () => model.closeInterlock());
    }
    if (fault('emergency-stop')) model.emergencyStop();
    if (fault('generator')) {
      model.raiseFault();
      timers.after(this.#recoveryMs, () => model.clearFault());
    }
    if (fault('cut')) cut();
    if (fault('half-open')) fallSilent();
    if (fault('restart')) restart();
    if (this.#ended !== undefined) return;

    this.#account(planned);
    if (fault('drop-strip')) return;
    if (fault('damage-strip')) await link.sendBytes(this.#damaged(planned));
    else if (fault('oversize')) await link.sendBytes(this.#oversized(planned));
    else if (fault('reorder-strip')) this.#heldStrip = planned;
    else {
      const repeat = fault('repeat-strip');
      await this.#send(planned);
      if (repeat) await this.#send(planned);
      const held = this.#heldStrip;
      this.#heldStrip = undefined;
      if (held !== undefined) await this.#send(held);
    }
  }

  /** The end's counts are of all lines up to here, also of those that a fault keeps from the station. */
  #account({ firstLine, lines, pixels, crc }: PlannedStrip): void {
    this.#crc = crc32OfBoth(this.#crc, crc, pixels.length);
    this.#lines = firstLine + lines;
  }

  async #send(planned: PlannedStrip): Promise<void> {
    await this.#options.link.sendStrip(this.#numbered(planned));
  }

  #damaged(planned: PlannedStrip): Buffer {
    const { frame } = encodeStrip(this.#options.link.nextSequence(), this.#numbered(planned));
    const middle = frame.length - Math.ceil(planned.pixels.length / 2);
    frame[middle] = (frame[middle] ?? 0) ^ 0x10;
    return frame;
  }

  /** A good header that announces more than is allowed, and a strip's pixels behind it. */
  #oversized(planned: PlannedStrip): Buffer {
    const header = Buffer.alloc(headerSize);
    writeHeader(header, stripType, this.#options.link.nextSequence(), maxStripPayload + 1, 0);
    return Buffer.concat([header, planned.pixels]);
  }

  #numbered({ firstLine, lines, pixels, crc }: PlannedStrip): StripMessage {
    this.#stripNumber += 1;
    const { scanNumber } = this.#options;
    return { scanNumber, stripNumber: this.#stripNumber - 1, firstLine, lines, pixels, crc32: crc };
  }

  async #end(): Promise<void> {
    const { link, faults, scanId, scanNumber } = this.#options;
    if (faults.take('no-end', 0, this.#lines)) return;
    const { outcome, reason } = this.#ended ?? { outcome: 'completed', reason: '' };
    const lines = this.#lines + (faults.take('wrong-count', 0, this.#lines) ? 7 : 0);
    const sendEnd = () =>
      link.post({
        kind: 'scan-end',
        scanId,
        scanNumber,
        lines,
        outcome,
        crcGiven: 1,
        pixelCrc: this.#crc,
        reason,
      });
    this.#ending = true;
    await this.#repeat(sendEnd, endTries, this.#received.signal);
  }

  /** Sends once a second until the answer comes. */
  async #repeat(send: () => void, tries: number, answered: AbortSignal): Promise<void> {
    for (let sent = 0; sent < tries && !answered.aborted; sent++) {
      send();
      await pause(this.#options.timers, timing.repeat, answered);
    }
  }

  /** Once: after it the scanner may be at the next scan. */
  #rest(): void {
    if (!this.#resting) this.#options.model.rest();
    this.#resting = true;
  }

  #begin(): MessageOf<'scan-begin'> {
    const { geometry } = this.#options.scene;
    const { scanId, scanNumber } = this.#options;
    return {
      kind: 'scan-begin',
      scanId,
      scanNumber,
      detectors: geometry.detectors,
      airCounts: geometry.airCounts,
      darkCounts: geometry.darkCounts,
      reserved: 0,
      detectorPitchMicrometres: Math.round(geometry.detectorPitchMm * 1000),
      linePitchMicrometres: Math.round(geometry.linePitchMm * 1000),
      expectedLines: geometry.expectedLines,
      energiesKeV: geometry.energiesMeV.map((energy) => Math.round(energy * 1000)),
    };
  }
}

interface PlannedStrip {
  readonly firstLine: number;
  readonly lines: number;
  readonly pixels: Uint8Array;
  /** Of the pixels. */
  readonly crc: number;
}

/** mm/s: 18 m in 45 s (field.md, "scan time"). */
const truckSpeed = 400;
/** Longer than a station waits for the next strip. */
const lateMs = timing.scanProgress * 1.5;
const endTries = 5;

/** Noise with the beginning of a frame in it. */
function garbage(): Buffer {
  return Buffer.concat([randomBytes(700), syncBytes, randomBytes(9), syncBytes, randomBytes(300)]);
}
