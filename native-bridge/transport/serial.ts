import { SerialPort } from 'serialport';
import { BridgeError } from '../errors.ts';
import type { SerialAddress } from './address.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { Connection, Transport } from './transport.ts';

/** Bytes asked of the operating system at once. */
const readSize = 1 << 16;
/** How long a close waits for bytes already written to leave. */
const closeTimeoutMs = 500;

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** A serial port. `address` is how it is shown to people. */
export function serialTransport(serial: SerialAddress, address: string): Transport {
  return {
    address,
    open: async (signal) => {
      if (signal.aborted) throw stopped(address);
      const { path, baudRate, dataBits, parity, stopBits, rtscts } = serial;
      let port: Port;
      try {
        port = await SerialPort.binding.open({ path, baudRate, dataBits, parity, stopBits, rtscts });
      } catch (cause) {
        throw cannotOpen(address, path, cause);
      }
      if (signal.aborted) {
        await port.close();
        throw stopped(address);
      }
      return serialConnection(port, address);
    },
  };
}

function serialConnection(port: Port, address: string): Connection {
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

  const write = async (bytes: Uint8Array) => {
    if (closing !== undefined || !port.isOpen) throw closedLink(address);
    try {
      await port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch (cause) {
      throw closedLink(address, cause);
    }
  };
  const close = async () => {
    reader.stop();
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closeTimeoutMs);
    await Promise.race([writes.then(() => port.drain()).catch(() => {}), waited]);
    clearTimeout(timer);
    if (port.isOpen) await port.close().catch(() => {});
  };

  return {
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

function closedLink(address: string, cause?: unknown): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { cause, details: { address } });
}

function stopped(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `Opening ${address} was stopped.`, { details: { address } });
}
