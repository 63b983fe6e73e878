import type { DeviceRole, DeviceSinks } from '../drivers/driver.ts';

/** Whether the driver waits for the station to have taken a call (`awaited`), or says it and goes on (`told`). */
type Kinds<Sink> = {
  readonly [Call in keyof Sink]: Sink[Call] extends (...args: never[]) => infer Answer
    ? Promise<void> extends Answer
      ? 'awaited'
      : 'told'
    : never;
};

/** Every call of every role's sink: what may pass between a driver's thread and the station's. */
export const sinkCalls: { readonly [Role in DeviceRole]: Kinds<DeviceSinks[Role]> } = {
  scanner: {
    health: 'told',
    status: 'told',
    event: 'told',
    scanBegin: 'awaited',
    strip: 'awaited',
    scanEnd: 'awaited',
  },
  'image-source': { health: 'told', image: 'awaited', refused: 'awaited', report: 'awaited' },
  plc: { health: 'told', signals: 'told' },
  'radiation-portal': {
    health: 'told',
    background: 'told',
    occupied: 'told',
    alarm: 'told',
    occupancy: 'awaited',
    fault: 'told',
    tamper: 'told',
    setup: 'told',
  },
  generator: { health: 'told', status: 'told' },
  'plate-reader': { health: 'told', read: 'awaited' },
  weighbridge: { health: 'told', weight: 'awaited', moving: 'told' },
};
