import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StartDriver } from '../../native-bridge/drivers/driver.ts';
import { simulatedSourceMm } from '../../native-bridge/simulator/physics/fan.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceOperations } from '../api/device-operations.ts';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { Mode, PostView, ScannerView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import type { DriverKinds, PostConfig } from '../config/config.ts';
import { partsForRestart } from '../config/config-changes.ts';
import { ConfigFile, type ReadConfig } from '../config/config-file.ts';
import type { DataFolder } from '../data-folder/data-folder.ts';
import { StationError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { OwedEntries } from '../readings/owed-entries.ts';
import type { TakeReadings } from '../readings/reading-taker.ts';
import { deviceOperations } from './device-operations.ts';
import { Devices } from './devices.ts';
import type { DeviceSource } from './running-device.ts';
import { scannerLink } from './scanner-address.ts';
import type { ScanTaker } from './scanner-supervisor.ts';
import { startTrainingSimulator, type TrainingSimulator } from './training-simulator.ts';

export interface PostDevicesOptions {
  readonly read: ReadConfig;
  readonly kinds: DriverKinds;
  readonly start: StartDriver;
  readonly folder: DataFolder;
  readonly mode: Mode;
  /** One scanner on the first lane, over those that the configuration says. */
  readonly scanner: string | undefined;
  readonly simulatorSpeed: number;
  readonly journal: Journal;
  readonly scans: (id: string) => ScanTaker;
  readonly busy: (id: string) => boolean;
  readonly readings: TakeReadings;
  readonly deviceChanged: (view: DeviceView) => void;
  readonly scannerChanged: (view: ScannerView) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/** The post's devices with the configuration they follow. */
export interface PostDevices {
  readonly devices: Devices;
  readonly operations: DeviceOperations;
  readonly config: () => PostConfig;
  /** What is wrong with the configuration, or waits for the next start. */
  alerts(): PostView['alerts'];
  start(): Promise<void>;
  /** Lets the devices go, which ends their scans. */
  close(): Promise<void>;
}

export function openPostDevices(options: PostDevicesOptions): PostDevices {
  const { read, folder, journal, clock, timers, log, kinds } = options;
  const running = read.config;
  const sources = sourcesBy(options);
  const owed = new OwedEntries({ timers, log });

  const devices = new Devices({
    ...options,
    spool(id) {
      const spool = path.join(folder.devices, id);
      mkdirSync(spool, { recursive: true, mode: 0o700 });
      return spool;
    },
    record: (id, role, { kind, body }) => {
      const actor = `${role === 'scanner' ? 'scanner' : 'device'}:${id}`;
      owed.run(() => journal.append([{ actor, subject: id, kind, body }]));
    },
    utcMs: () => Date.parse(clock.utc()),
    random: Math.random,
  });

  const file = new ConfigFile({
    folder: folder.root,
    kinds,
    read,
    journal,
    timers,
    log,
    refuse: (next) => refuseBusy(file.config, next, options.busy),
    apply: (next) => void devices.apply(sources.of(next)),
  });

  return {
    devices,
    operations: deviceOperations({ ...options, devices, file, spools: folder.devices }),
    config: () => file.config,
    alerts() {
      const alerts: PostView['alerts'][number][] = [];
      if (file.problem) {
        alerts.push({ code: 'CONFIG_INVALID', details: { file: file.file, ...file.problem } });
      }
      const parts = partsForRestart(running, file.config).join(', ');
      if (parts) alerts.push({ code: 'CONFIG_RESTART', details: { parts } });
      return alerts;
    },
    async start() {
      await file.start();
      await devices.apply(sources.of(file.config));
    },
    async close() {
      await file.close();
      await devices.close();
      owed.close();
      await sources.close();
    },
  };
}

/** Which devices there are to be: the configured ones, and the scanner that the command line or training brings. */
function sourcesBy({ read, kinds, mode, scanner, simulatorSpeed, timers, log }: PostDevicesOptions) {
  const { lanes } = read.config;
  const lane = lanes[0] ?? '1';
  const link = scanner === undefined ? null : scannerLink(scanner);
  let simulator: TrainingSimulator | null = null;
  const whereNow = () => {
    simulator ??= startTrainingSimulator({ speed: simulatorSpeed, timers, log });
    return simulator.address();
  };
  const brought = { driver: 'line-stream', lane, settings: {} };
  return {
    of({ devices }: PostConfig): DeviceSource[] {
      // A lane that was not there when the station started has no queue: its devices wait for the next start.
      const here = devices.filter((device) => device.lane === null || lanes.includes(device.lane));
      const others = here.filter(({ driver }) => kinds[driver]?.role !== 'scanner');
      if (link !== null) return [...others, { ...brought, id: freeId('scanner', others), link }];
      if (mode === 'live' || others.length < here.length) return here;
      const id = freeId('simulator', here);
      const settings = { fan: { sourceToLaneMm: simulatedSourceMm } };
      return [...here, { ...brought, settings, id, link: 'tcp://127.0.0.1:1', whereNow }];
    },
    close: () => simulator?.close(),
  };
}

function freeId(wanted: string, taken: readonly { readonly id: string }[]): string {
  let id = wanted;
  for (let n = 2; taken.some((device) => device.id.toLowerCase() === id); n += 1) id = `${wanted}-${n}`;
  return id;
}

/** Throws StationError DEVICE_BUSY where a device that would be changed is in the middle of a scan. */
function refuseBusy(now: PostConfig, next: PostConfig, busy: (id: string) => boolean): void {
  for (const device of now.devices) {
    const stays = next.devices.some((other) => isDeepStrictEqual(other, device));
    if (stays || !busy(device.id)) continue;
    throw new StationError(
      'DEVICE_BUSY',
      `The device ${device.id} is in the middle of a scan. Wait for its end, then change it.`,
      { details: { device: device.id } },
    );
  }
}
