import { randomUUID } from 'node:crypto';
import type { DeviceDriver, DeviceRole, DriverDefinition } from '../../native-bridge/drivers/driver.ts';
import { generator } from '../../native-bridge/drivers/generator/generator.ts';
import { lineStream } from '../../native-bridge/drivers/line-stream/line-stream.ts';
import { modbus } from '../../native-bridge/drivers/modbus/modbus.ts';
import { radiationPortal } from '../../native-bridge/drivers/radiation-portal/radiation-portal.ts';
import { weighbridge } from '../../native-bridge/drivers/weighbridge/weighbridge.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { ByteDevice } from '../../native-bridge/simulator/devices/byte-device.ts';
import { generatorDevice } from '../../native-bridge/simulator/devices/generator.ts';
import { modbusDevice } from '../../native-bridge/simulator/devices/modbus.ts';
import { simulatedPlcMap } from '../../native-bridge/simulator/devices/plc-model.ts';
import { radiationPortalDevice } from '../../native-bridge/simulator/devices/radiation-portal.ts';
import { weighbridgeDevice } from '../../native-bridge/simulator/devices/weighbridge.ts';
import { lineStreamDevice } from '../../native-bridge/simulator/line-stream-device.ts';
import { tinyScene } from '../../native-bridge/simulator/tiny-scene.fixture.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { DevicePost } from './device-post.ts';
import type { SinkLog } from './sink-log.ts';

/** A driver over byte links, the device it drives, and something the device says that must be heard. */
export interface ByteDriverCase {
  readonly definition: DriverDefinition<DeviceRole, never>;
  readonly settings?: unknown;
  device(timers: Timers): ByteDevice;
  /** Has the device say something worth hearing, over the link as it is now. */
  speak(post: DevicePost<DeviceRole, never>): void;
  /** How long that takes, ms: it is said again no sooner. */
  readonly takesMs: number;
  /** Whether it was heard. */
  heard(log: SinkLog): boolean;
}

export const byteDrivers: readonly ByteDriverCase[] = [
  {
    definition: lineStream as never,
    device: lineStreamByteDevice,
    takesMs: 2_000,
    speak: (post) => {
      const driver = post.driver as unknown as DeviceDriver<'scanner'>;
      // Until it is ready it refuses, and is asked again by whoever waits for the scan.
      driver.startScan({ scanId: randomUUID(), reference: '' }).catch(() => {});
    },
    heard: ({ calls }) =>
      calls.some(({ event, body }) => event === 'scanEnd' && (body as { lines: number }).lines === 320),
  },
  {
    definition: radiationPortal as never,
    device: (timers) => radiationPortalDevice({ seed: 7, speed: 1, timers }),
    takesMs: 2_000,
    speak: (post) => post.order({ do: 'vehicle', gamma: 5_000, seconds: 1 }),
    heard: ({ calls }) =>
      calls.some(({ event, body }) => event === 'occupancy' && (body as { gammaAlarm: boolean }).gammaAlarm),
  },
  {
    definition: generator as never,
    device: (timers) => generatorDevice({ seed: 7, speed: 1, timers }),
    takesMs: 2_000,
    speak: (post) => post.order({ do: 'set', remote: false }),
    heard: ({ calls }) =>
      calls.some(
        ({ event, body }) => event === 'status' && (body as { control: string }).control === 'local',
      ),
  },
  {
    definition: modbus as never,
    settings: { pollMs: 100, timeoutMs: 500, ...simulatedPlcMap },
    device: (timers) => modbusDevice({ speed: 1, timers }),
    takesMs: 2_000,
    speak: (post) => post.order({ do: 'emergencyStop', latched: true }),
    heard: ({ calls }) =>
      calls.some(
        ({ event, body }) =>
          event === 'signals' &&
          (body as { name: string; value: unknown }[]).some(
            ({ name, value }) => name === 'Emergency stop' && value === true,
          ),
      ),
  },
  {
    definition: weighbridge as never,
    device: (timers) => weighbridgeDevice({ seed: 7, speed: 1, timers }),
    takesMs: 15_000,
    speak: (post) => post.order({ do: 'truck', kg: 23_460, seconds: 6 }),
    heard: ({ calls }) =>
      calls.some(
        ({ event, body }) => event === 'weight' && Math.abs((body as { kg: number }).kg - 23_460) <= 20,
      ),
  },
];

function lineStreamByteDevice(timers: Timers): ByteDevice {
  const device = lineStreamDevice({
    openScene: (name, seed) => {
      if (name === 'tiny') return tinyScene(name, seed);
      throw new BridgeError('SCENE_UNKNOWN', 'There is no such scene.');
    },
    scenes: ['tiny'],
    speed: Number.POSITIVE_INFINITY,
    timers,
  });
  return {
    serve: (connection, line) => device.serve(connection, line),
    order: () => {},
    close: () => device.close(),
  };
}
