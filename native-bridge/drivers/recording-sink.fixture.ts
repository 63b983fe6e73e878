import type { DeviceHealth } from './device.ts';
import type {
  DeviceEvent,
  ScanBegin,
  ScanEnd,
  ScannerSink,
  ScannerState,
  ScannerStatus,
  Strip,
} from './scanner.ts';

/** A sink for tests: keeps all it is given, and checks that calls never overlap. */
export class RecordingSink implements ScannerSink {
  readonly healths: DeviceHealth[] = [];
  readonly statuses: ScannerStatus[] = [];
  readonly events: DeviceEvent[] = [];
  readonly begins: ScanBegin[] = [];
  readonly strips: Strip[] = [];
  readonly ends: ScanEnd[] = [];
  overlapped = false;
  /** Runs within `scanBegin`, `strip` and `scanEnd`: to make the sink slow, or fail. */
  during: (call: 'scanBegin' | 'strip' | 'scanEnd') => void | Promise<void> = () => {};
  #inside = false;

  get state(): ScannerState | undefined {
    return this.statuses.at(-1)?.state;
  }

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  status(status: ScannerStatus): void {
    this.statuses.push(status);
  }

  event(event: DeviceEvent): void {
    this.events.push(event);
  }

  scanBegin(begin: ScanBegin): Promise<void> {
    this.begins.push(begin);
    return this.#alone('scanBegin');
  }

  strip(strip: Strip): Promise<void> {
    this.strips.push({ ...strip, pixels: Uint8Array.from(strip.pixels) });
    return this.#alone('strip');
  }

  scanEnd(end: ScanEnd): Promise<void> {
    this.ends.push(end);
    return this.#alone('scanEnd');
  }

  /** The picture's bytes as far as they came, line by line; lines that are missing are 0. */
  picture(bytesPerLine: number, lines: number): Uint8Array {
    const picture = new Uint8Array(lines * bytesPerLine);
    for (const { firstLine, pixels } of this.strips) picture.set(pixels, firstLine * bytesPerLine);
    return picture;
  }

  async #alone(call: 'scanBegin' | 'strip' | 'scanEnd'): Promise<void> {
    this.overlapped ||= this.#inside;
    this.#inside = true;
    try {
      await this.during(call);
    } finally {
      this.#inside = false;
    }
  }
}
