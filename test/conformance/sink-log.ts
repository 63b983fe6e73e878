import type { DeviceRole, DeviceSinks } from '../../native-bridge/drivers/driver.ts';

/** One call of a sink. */
export interface SinkCall {
  readonly event: string;
  readonly body: unknown;
}

/** A sink for a device of any role: it takes everything at once and remembers it. */
export interface SinkLog {
  readonly calls: SinkCall[];
}

export function sinkLog<Role extends DeviceRole>(): DeviceSinks[Role] & SinkLog {
  const calls: SinkCall[] = [];
  const take = (event: string) => (body: unknown) => {
    // What it is given may be used again by its giver.
    calls.push({ event, body: structuredClone(body) });
    return Promise.resolve();
  };
  return new Proxy({ calls } as SinkLog, {
    get: (known, name) => {
      if (name === 'calls') return known.calls;
      // It is no promise, whoever asks.
      return typeof name === 'string' && name !== 'then' ? take(name) : undefined;
    },
  }) as DeviceSinks[Role] & SinkLog;
}
