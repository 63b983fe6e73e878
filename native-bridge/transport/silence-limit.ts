import { BridgeError } from '../errors.ts';
import type { Timers } from './timers.ts';
import type { Connection } from './transport.ts';

/**
 * `connection`, whose reading fails with BridgeError LINK_TIMEOUT once its reader has waited `seconds` for a byte: for
 * a device that is never silent so long, and a peer that is gone without an end. A reader that does not ask lets the
 * time stand still.
 */
export function limitSilence(connection: Connection, seconds: number, timers: Timers): Connection {
  const reading = connection.incoming[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const silence = Promise.withResolvers<never>();
    const cancel = timers.after(seconds * 1000, () => silence.reject(silent(connection.address, seconds)));
    try {
      return await Promise.race([reading.next(), silence.promise]);
    } finally {
      cancel();
    }
  };
  return {
    address: connection.address,
    incoming: { [Symbol.asyncIterator]: () => ({ next }) },
    write: (bytes) => connection.write(bytes),
    close: () => connection.close(),
  };
}

function silent(address: string, seconds: number): BridgeError {
  return new BridgeError(
    'LINK_TIMEOUT',
    `Nothing came from ${address} for ${seconds} s: check the power of the device and the cable.`,
    { details: { address, seconds } },
  );
}
