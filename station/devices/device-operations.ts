import { z } from 'zod';
import type { StartDriver } from '../../native-bridge/drivers/driver.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import type { DeviceOperations, DevicesConfigured } from '../api/device-operations.ts';
import type { DeviceKind } from '../api/device-views.pure.ts';
import type { Clock } from '../clock.ts';
import type { DriverKinds } from '../config/config.ts';
import type { ConfigFile } from '../config/config-file.ts';
import { withoutSecrets } from '../config/secrets.ts';
import { StationError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { testDevice } from './device-test.ts';
import type { Devices } from './devices.ts';

export interface DeviceOperationsParts {
  readonly devices: Devices;
  readonly file: ConfigFile;
  readonly kinds: DriverKinds;
  readonly start: StartDriver;
  /** Folder of the devices' own folders. */
  readonly spools: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/** What the `devices.*` calls do: see the devices, set them up, try one out, set an output. */
export function deviceOperations(parts: DeviceOperationsParts): DeviceOperations {
  const { devices, file, kinds, journal, log } = parts;
  const configured = (): DevicesConfigured => ({
    devices: file.config.devices,
    file: file.file,
    problem: file.problem,
  });
  const links = new Set<string>();

  return {
    async deviceKinds() {
      const found = await Promise.all(
        Object.entries(kinds).map(async ([driver, { role, links, load }]): Promise<DeviceKind | null> => {
          try {
            const settings = z.toJSONSchema((await load()).settings, { io: 'input', unrepresentable: 'any' });
            return { driver, role, links, settings };
          } catch (fault) {
            log.error({ err: fault, driver }, 'a driver could not be loaded');
            return null;
          }
        }),
      );
      return found.filter((kind) => kind !== null);
    },

    async deviceConfig(by) {
      const now = configured();
      if (by.roles.includes('administrator')) return now;
      return { ...now, devices: await withoutSecrets(now.devices, kinds) };
    },

    async serialPorts() {
      const { listSerialPorts } = await import('../../native-bridge/transport/serial-ports.ts');
      const ports = await listSerialPorts();
      return ports.map(({ path, maker, serialNumber }) => ({ path, maker, serialNumber }));
    },

    async addDevice(by, { commandId, device }) {
      await file.change({ commandId, by, subject: device.id }, (now) => {
        if (now.some(({ id }) => id.toLowerCase() === device.id.toLowerCase())) {
          throw new StationError(
            'DEVICE_EXISTS',
            `There is a device ${device.id} already. Choose another name.`,
            { details: { device: device.id } },
          );
        }
        return [...now, device];
      });
      return configured();
    },

    async changeDevice(by, { commandId, device }) {
      await file.change({ commandId, by, subject: device.id }, (now) => {
        refuseUnknown(now, device.id);
        return now.map((each) => (each.id === device.id ? device : each));
      });
      return configured();
    },

    async removeDevice(by, { commandId, id }) {
      await file.change({ commandId, by, subject: id }, (now) => {
        refuseUnknown(now, id);
        return now.filter((each) => each.id !== id);
      });
      return configured();
    },

    testDevice: (device, signal) =>
      testDevice(device, signal, {
        ...parts,
        lanes: file.config.lanes,
        links,
        inUse: (link) => devices.userOf(link),
      }),

    async writeOutput(by, { commandId, deviceId, output, value }) {
      const plc = devices.plc(deviceId);
      // On record before it is done: an output that moved with nothing said of it would be worse than the reverse.
      const { repeated } = journal.append(
        [
          {
            actor: by.id,
            kind: 'device.output-written',
            subject: deviceId,
            body: { output, value, by: by.serviceNumber },
          },
        ],
        { commandId, fingerprint: JSON.stringify(['devices.write', deviceId, output, value]) },
      );
      if (!repeated) await plc.writeOutput({ commandId, output, value });
    },
  };
}

function refuseUnknown(devices: readonly DeviceConfig[], id: string): void {
  if (devices.some((device) => device.id === id)) return;
  throw new StationError('DEVICE_UNKNOWN', `There is no device ${id} any more.`, { details: { device: id } });
}
