/**
 * The devices of the bench, a process of its own so that only the station is measured: sixteen of a busy post, as often
 * as they speak there. Says the configuration of their devices to its parent.
 */
import { deviceSides } from '../../native-bridge/simulator/device-sides.ts';
import { simulatedPlcMap } from '../../native-bridge/simulator/devices/plc-model.ts';

const common = { host: '127.0.0.1', speed: 1 };
const orderEveryMs = 30_000;
const devices: object[] = [];
const kinds = ['radiation-portal', 'weighbridge', 'modbus', 'generator'] as const;
const vehicle = {
  'radiation-portal': { do: 'vehicle', gamma: 2, seconds: 6 },
  weighbridge: { do: 'truck', kg: 23_460, seconds: 8 },
  modbus: { do: 'vehicle' },
  generator: { do: 'set', remote: true },
} as const;

for (let lane = 1; lane <= 4; lane += 1) {
  for (const kind of kinds) {
    const start = await deviceSides[kind].load();
    const side = await start({ ...common, port: 0, seed: lane });
    const id = `${kind}-${lane}`;
    const link = `tcp://127.0.0.1:${side.port}`;
    devices.push({
      id,
      driver: kind,
      lane: String(lane),
      link,
      settings: kind === 'modbus' ? simulatedPlcMap : {},
    });
    // A truck at each lane each half minute, not all at once.
    setTimeout(() => {
      void side.order(vehicle[kind]);
      setInterval(() => void side.order(vehicle[kind]), orderEveryMs);
    }, lane * 1_500);
  }
}
process.send?.({ lanes: ['1', '2', '3', '4'], devices });
process.once('disconnect', () => process.exit());
