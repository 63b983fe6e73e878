import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { BridgeError } from '../errors.ts';
import type { SerialAddress } from './address.ts';
import { ChunkReader } from './chunk-reader.ts';
import { type Discovery, findSerialPort } from './serial-ports.ts';
import type { Connection, Transport } from './transport.ts';

/** Bytes asked of the operating system at once. */
const readSize = 1 << 16;
/** How long a close waits for bytes already written to leave. */
const closeTimeoutMs = 500;
/** How often it is looked whether the port is still there: of one that was pulled out, reading may say nothing. */
const presenceMs = 1_000;

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** A serial port. `address` is how it is shown to people. Each opening looks where the port is. */
export function serialTransport(
  serial: SerialAddress,
  address: string,
  discovery: Partial<Discovery> = {},
): Transport {
  return {
    address,
    open: async (signal) => {
      if (signal.aborted) throw stopped(address);
      const path = await findSerialPort(serial.port, address, discovery);
      const { baudRate, dataBits, parity, stopBits, rtscts, xonxoff } = serial;
      let port: Port;
      try {
        port = await SerialPort.binding.open({
          path,
          baudRate,
          dataBits,
          parity,
          stopBits,
          rtscts,
          xon: xonxoff,
          xoff: xonxoff,
        });
      } catch (cause) {
        throw cannotOpen(address, path, cause);
      }
      try {
        const levels = {
          ...(serial.dtr === null ? {} : { dtr: serial.dtr }),
          ...(serial.rts === null ? {} : { rts: serial.rts }),
        };
        if (Object.keys(levels).length > 0) await port.set({ dtr: true, rts: true, ...levels });
      } catch (cause) {
        await port.close();
        throw cannotOpen(address, path, cause);
      }
      if (signal.aborted) {
        await port.close();
        throw stopped(address);
      }
      return serialConnection(port, path, address);
    },
  };
}

function serialConnection(port: Port, path: string, address: string): Connection {
  const buffer = Buffer.allocUnsafe(readSize);
  let closing: Promise<void> | undefined;
  let writes: Promise<void> = Promise.resolve();
  let reading = false;

  // The binding is asked for one read at a time, so the driver's buffer and the line hold back the sender.
  const readOnce = async () => {
    if (reading) return;
    reading = true;
    try {
      const { bytesRead } = await port.read(buffer, 0, buffer.length);
      reader.push(buffer.subarray(0, bytesRead));
    } catch (cause) {
      if (closing === undefined) reader.end(broken(address, cause));
      else reader.end();
    } finally {
      reading = false;
    }
  };
  const reader = new ChunkReader(() => void readOnce());
  const stopWatching = watchPresence(path, () => {
    reader.end(unplugged(address, path));
    void connection.close();
  });

  const write = async (bytes: Uint8Array) => {
    if (closing !== undefined || !port.isOpen) throw closedLink(address);
    try {
      await port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch (cause) {
      throw closedLink(address, cause);
    }
  };
  const close = async () => {
    stopWatching();
    reader.stop();
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closeTimeoutMs);
    await Promise.race([writes.then(() => port.drain()).catch(() => {}), waited]);
    clearTimeout(timer);
    if (port.isOpen) await port.close().catch(() => {});
  };

  const connection: Connection = {
    address,
    incoming: reader,
    // The binding takes one write at a time.
    write: (bytes) => {
      const written = writes.then(() => write(bytes));
      writes = written.catch(() => {});
      return written;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
  return connection;
}

/** Calls `gone` once when the port's file is not there any more, or another device has its name. */
function watchPresence(path: string, gone: () => void): () => void {
  // Windows has no file for it, and says at a read that a port was pulled out.
  if (process.platform === 'win32') return () => {};
  let first: number | undefined;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const device = await stat(path).then(
      ({ rdev }) => rdev,
      ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' ? null : undefined),
    );
    looking = false;
    if (device === null || (first !== undefined && device !== undefined && device !== first)) {
      clearInterval(timer);
      gone();
    }
    first ??= device ?? undefined;
  };
  const timer = setInterval(() => void look(), presenceMs);
  void look();
  return () => clearInterval(timer);
}

function cannotOpen(address: string, path: string, cause: unknown): BridgeError {
  const said = cause instanceof Error ? cause.message : String(cause);
  let why = said;
  if (/no such file|not found|ENOENT/i.test(said))
    why = 'there is no such port; check the name and the cable';
  else if (/permission|access denied|EACCES/i.test(said)) why = 'this user may not open it';
  else if (/lock|busy/i.test(said)) why = 'another program has it open';
  return new BridgeError('LINK_FAILED', `The serial port ${path} cannot be opened: ${why}.`, {
    cause,
    details: { address, why },
  });
}

function broken(address: string, cause: unknown): BridgeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BridgeError('LINK_FAILED', `The link to ${address} broke: ${why}.`, {
    cause,
    details: { address, why },
  });
}

function unplugged(address: string, path: string): BridgeError {
  const why = `the port ${path} is gone; check that the adapter is plugged in`;
  return new BridgeError('LINK_FAILED', `The link to ${address} broke: ${why}.`, {
    details: { address, why },
  });
}

function closedLink(address: string, cause?: unknown): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { cause, details: { address } });
}

function stopped(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `Opening ${address} was stopped.`, { details: { address } });
}
