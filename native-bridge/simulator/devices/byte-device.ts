import { openTransport } from '../../transport/open-transport.ts';
import { listenTcp } from '../../transport/tcp.ts';
import type { Connection } from '../../transport/transport.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';

/** A device that talks over byte links: one device, whatever connections come and go. */
export interface ByteDevice {
  /** Talks on a connection until it ends. Never throws for what the other end does. */
  serve(connection: Connection, line?: { readonly permanent?: boolean }): Promise<void>;
  /** As `RunningDeviceSide` has it. */
  order(order: unknown): void | Promise<void>;
  close(): Promise<void>;
}

/** Puts a device behind a TCP port, a serial line or both. Throws BridgeError where they cannot be opened. */
export async function serveByteDevice(
  device: ByteDevice,
  { host, port, serial }: DeviceSideOptions,
): Promise<RunningDeviceSide> {
  const server =
    port === undefined
      ? undefined
      : await listenTcp({ host, port }, (connection) => void device.serve(connection));
  const close = async () => {
    await device.close();
    await server?.close();
  };
  try {
    if (serial !== undefined) {
      const line = await openTransport(serial).open(new AbortController().signal);
      void device.serve(line, { permanent: true });
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    ...(server === undefined ? {} : { port: server.port }),
    order: (order) => device.order(order),
    close,
  };
}
