import path from 'node:path';
import type { DeviceRole, DeviceSinks, DriverWish, StartDriver } from '../../native-bridge/drivers/driver.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { TakeReadings } from '../readings/reading-taker.ts';
import type { DeviceEntry } from './device-entries.ts';
import { type DeviceSupervisor, superviseDevice } from './device-supervisor.ts';
import type { ReadingRole } from './role-sink.ts';
import { type ScannerSupervisor, type ScanTaker, superviseScanner } from './scanner-supervisor.ts';

/** A device as it is to be: configured, or a scanner that the station brings itself. */
export interface DeviceSource extends DeviceConfig {
  /** Where it is reached now, where that is not the configured link. Throws BridgeError while it is nowhere. */
  readonly whereNow?: () => string;
}

export interface RunningDevice {
  readonly source: DeviceSource;
  view(): DeviceView;
  /** Set for a scanner, and for nothing else. */
  readonly scanner: ScannerSupervisor | null;
  /** Set for a PLC, and for nothing else. */
  readonly plc: DeviceSupervisor<'plc'> | null;
  close(): Promise<void>;
}

export interface RunningDeviceOptions {
  readonly start: StartDriver;
  /** Makes the device's own folder and gives its path. */
  readonly spool: (id: string) => string;
  readonly scans: (id: string) => ScanTaker;
  readonly readings: TakeReadings;
  /** Must not throw: a full disk is no reason to let go of a device. */
  readonly record: (id: string, role: DeviceRole, entry: DeviceEntry) => void;
  readonly timers: Timers;
  readonly utcMs: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** In a device's own folder. */
const recordingName = 'link.recording';

/** Begins to keep a device connected, by its role. `changed` is told of every change of its view. */
export function runDevice(
  source: DeviceSource,
  role: DeviceRole,
  options: RunningDeviceOptions,
  changed: () => void,
): RunningDevice {
  const { id, lane, driver, link, settings, record, whereNow } = source;
  const { timers, utcMs, random, start, spool } = options;
  const wish = <Role extends DeviceRole>(sink: DeviceSinks[Role]): DriverWish<Role> => {
    const folder = spool(id);
    return {
      driver,
      link: whereNow?.() ?? link,
      settings,
      spool: folder,
      record: record ? path.join(folder, recordingName) : undefined,
      sink,
    };
  };
  const parts = {
    id,
    driver,
    address: whereNow ? 'simulator' : link,
    record: (entry: DeviceEntry) => options.record(id, role, entry),
    changed,
    timers,
    utcMs,
    random,
  };
  const supervise = <Role extends ReadingRole>(one: Role) =>
    superviseDevice<Role>({
      ...parts,
      role: one,
      lane,
      start: (sink) => start(wish<Role>(sink)),
      taker: options.readings({ id, role, lane }),
    });

  if (role === 'scanner') {
    const scanner = superviseScanner({
      ...parts,
      // The configuration has been checked: a scanner stands at a lane.
      lane: lane ?? '',
      start: (sink) => start(wish<'scanner'>(sink)),
      scans: options.scans(id),
    });
    return { source, view: () => scanner.device(), scanner, plc: null, close: () => scanner.close() };
  }
  const plc = role === 'plc' ? supervise(role) : null;
  const device: Pick<DeviceSupervisor, 'view' | 'close'> = plc ?? supervise(role);
  return { source, view: () => device.view(), scanner: null, plc, close: () => device.close() };
}
