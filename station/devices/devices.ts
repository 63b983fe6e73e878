import { isDeepStrictEqual } from 'node:util';
import type { PlcCommands } from '../../native-bridge/drivers/plc.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { ScannerView } from '../api/views.pure.ts';
import type { DriverKinds } from '../config/config.ts';
import { StationError } from '../errors.ts';
import { atMostEvery } from './at-most-every.ts';
import { configuredSignals, type LanePlc, refuseUnlessSafe, withLaneSafety } from './lane-safety.ts';
import { linkPlace } from './link-place.ts';
import {
  type DeviceSource,
  type RunningDevice,
  type RunningDeviceOptions,
  runDevice,
} from './running-device.ts';
import type { ScannerSupervisor } from './scanner-supervisor.ts';

export interface DevicesOptions extends RunningDeviceOptions {
  readonly kinds: DriverKinds;
  readonly deviceChanged: (view: DeviceView) => void;
  readonly scannerChanged: (view: ScannerView) => void;
  /** Whether it is in the middle of a scan. */
  readonly busy: (id: string) => boolean;
}

/** A device that changes faster is shown to the screens as often as this, the latest last. */
const showEveryMs = 100;
/** A scanner in the middle of a scan is looked at again after this: it is changed when the scan is over. */
const busyMs = 1_000;

/** Every device of the post, kept connected as it is configured. */
export class Devices {
  readonly #options: DevicesOptions;
  readonly #running = new Map<string, RunningDevice>();
  #wanted: readonly DeviceSource[] = [];
  #turn: Promise<void> = Promise.resolve();
  #cancelAgain: () => void = () => {};
  #closed = false;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /**
   * Starts what is new, ends what is gone, and begins anew what has changed; what has not goes on untouched. A scanner
   * in the middle of a scan is changed when the scan is over. Resolves when that is done as far as it can be now.
   */
  apply(wanted: readonly DeviceSource[]): Promise<void> {
    this.#wanted = wanted;
    this.#turn = this.#turn.then(() => this.#applyNow());
    return this.#turn;
  }

  views(): DeviceView[] {
    return [...this.#running.values()].map((device) => device.view());
  }

  /** With what the PLCs of its lane say of interlocks and emergency stops. */
  scannerViews(): ScannerView[] {
    return this.#scanners().map((scanner) => this.#scannerView(scanner));
  }

  /** The scanner of a lane, if it has one. */
  scannerAt(lane: string | null): ScannerSupervisor | undefined {
    return this.#scanners().find((scanner) => scanner.lane === lane);
  }

  /** Throws StationError EMERGENCY_STOP, INTERLOCK_OPEN or INTERLOCK_UNKNOWN. */
  refuseUnlessSafe(lane: string): void {
    refuseUnlessSafe(lane, this.#plcsOf(lane));
  }

  /** The device that has a link for itself, or null. Throws BridgeError LINK_ADDRESS_INVALID. */
  userOf(link: string): string | null {
    const place = linkPlace(link);
    if (place === null) return null;
    for (const { source } of this.#running.values()) {
      if (!source.whereNow && linkPlace(source.link) === place) return source.id;
    }
    return null;
  }

  /** A PLC that is there. Throws StationError DEVICE_UNKNOWN, OUTPUT_NONE or DEVICE_OFFLINE. */
  plc(id: string): PlcCommands {
    const running = this.#running.get(id);
    const details = { device: id };
    if (!running) throw new StationError('DEVICE_UNKNOWN', `There is no device ${id} any more.`, { details });
    if (!running.plc) {
      throw new StationError('OUTPUT_NONE', `The device ${id} has no outputs; only a PLC has.`, { details });
    }
    const driver = running.plc.driver();
    if (driver) return driver;
    throw new StationError(
      'DEVICE_OFFLINE',
      `The device ${id} is not connected. Check that it is on and its cable is in; the station keeps trying.`,
      { details },
    );
  }

  /** Lets every device go; a scan in progress is ended as incomplete. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelAgain();
    await this.#turn;
    await Promise.all([...this.#running.values()].map((device) => device.close()));
  }

  async #applyNow(): Promise<void> {
    if (this.#closed) return;
    const { busy, timers } = this.#options;
    const wanted = this.#wanted;
    const stale = [...this.#running.values()].filter(
      ({ source }) => !wanted.some((each) => isDeepStrictEqual(each, source)),
    );
    const idle = stale.filter(({ source }) => !busy(source.id));
    await Promise.all(
      idle.map(async (device) => {
        await device.close();
        this.#running.delete(device.source.id);
        this.#lanePlcChanged(device);
      }),
    );
    if (this.#closed) return;
    for (const source of wanted) {
      if (!this.#running.has(source.id)) this.#running.set(source.id, this.#begin(source));
    }
    this.#cancelAgain();
    if (idle.length < stale.length) {
      this.#cancelAgain = timers.after(busyMs, () => void this.apply(this.#wanted));
    }
  }

  #begin(source: DeviceSource): RunningDevice {
    const { kinds, timers } = this.#options;
    const { id, driver } = source;
    const tell = atMostEvery(showEveryMs, timers, () => this.#tell(id));
    const device = runDevice(source, kinds[driver]?.role ?? 'scanner', this.#options, tell.call);
    const close = async () => {
      await device.close();
      tell.cancel();
    };
    return { ...device, close };
  }

  #tell(id: string): void {
    const device = this.#running.get(id);
    if (!device) return;
    this.#options.deviceChanged(device.view());
    if (device.scanner) this.#options.scannerChanged(this.#scannerView(device.scanner));
    this.#lanePlcChanged(device);
  }

  #lanePlcChanged({ plc, source }: RunningDevice): void {
    const scanner = plc && source.lane !== null ? this.scannerAt(source.lane) : undefined;
    if (scanner) this.#options.scannerChanged(this.#scannerView(scanner));
  }

  #scanners(): ScannerSupervisor[] {
    return [...this.#running.values()].flatMap(({ scanner }) => scanner ?? []);
  }

  #scannerView(scanner: ScannerSupervisor): ScannerView {
    return withLaneSafety(scanner.view(), this.#plcsOf(scanner.lane));
  }

  #plcsOf(lane: string): LanePlc[] {
    return [...this.#running.values()]
      .filter(({ plc, source }) => plc && source.lane === lane)
      .map(({ source, view }) => ({ view: view(), signals: configuredSignals(source.settings) }));
  }
}
