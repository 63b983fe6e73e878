import { connect, createServer, type Server, type Socket } from 'node:net';
import { BridgeError } from '../errors.ts';
import type { TcpAddress } from './address.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { Connection, Transport } from './transport.ts';

/** Bytes asked of the operating system at once: large enough that most strips arrive whole and need no copy. */
const readSize = 1 << 20;
const connectTimeoutMs = 5_000;
/** How long a close waits for bytes already written to leave. */
const closeTimeoutMs = 1_000;
const keepAliveMs = 5_000;

/** A TCP client. `address` is how it is shown to people. */
export function tcpTransport({ host, port }: TcpAddress, address: string): Transport {
  return { address, open: (signal) => openTcp(host, port, address, signal) };
}

/**
 * The device side, for the simulator: calls `onConnection` for each client. Resolves with the port that was bound
 * (0 picks a free one). Throws BridgeError LINK_FAILED when the port cannot be bound.
 */
export async function listenTcp(
  options: { readonly host: string; readonly port: number },
  onConnection: (connection: Connection) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const connections = new Set<Connection>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    const connection = acceptedConnection(socket);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
    onConnection(connection);
  });
  await bind(server, options);
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : options.port;
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...connections].map((connection) => connection.close()));
      await closed;
    },
  };
}

async function openTcp(
  host: string,
  port: number,
  address: string,
  signal: AbortSignal,
): Promise<Connection> {
  if (signal.aborted) throw aborted(address);
  let reader: ChunkReader | undefined;
  // One buffer for every read: a chunk is valid until the next is asked for, and reading is off until then.
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    onread: {
      buffer: Buffer.allocUnsafe(readSize),
      callback: (size, buffer) => reader?.push(buffer.subarray(0, size)) === false,
    },
  });
  socket.pause();
  await new Promise<void>((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
      outcome();
    };
    const fail = (failure: BridgeError) =>
      settle(() => {
        socket.on('error', () => {});
        socket.destroy();
        reject(failure);
      });
    const onConnect = () => settle(resolve);
    const onError = (cause: Error) => fail(cannotConnect(address, cause));
    const onAbort = () => fail(aborted(address));
    const timer = setTimeout(() => fail(connectTimedOut(address)), connectTimeoutMs);
    socket.once('connect', onConnect);
    socket.once('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  reader = new ChunkReader(() => socket.resume());
  return connectionOver(socket, address, reader);
}

function acceptedConnection(socket: Socket): Connection {
  const reader = new ChunkReader(() => socket.resume());
  socket.on('data', (chunk) => {
    if (reader.push(chunk)) socket.pause();
  });
  socket.setKeepAlive(true, keepAliveMs);
  return connectionOver(socket, `tcp://${socket.remoteAddress}:${socket.remotePort}`, reader);
}

function connectionOver(socket: Socket, address: string, reader: ChunkReader): Connection {
  let failure: Error | undefined;
  let closing: Promise<void> | undefined;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', (cause) => {
    failure = cause;
    reader.end(linkFailed(address, cause));
  });
  socket.on('end', () => reader.end());
  socket.on('close', () => reader.end(failure && linkFailed(address, failure)));

  const close = async () => {
    reader.stop();
    const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
    // What the peer still sends is read and dropped: unread bytes would turn the close into a reset,
    // and a reset can take what was just written with it.
    socket.resume();
    socket.end();
    await closed;
    clearTimeout(timer);
  };

  return {
    address,
    incoming: reader,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (closing !== undefined || socket.destroyed || !socket.writable) {
          reject(linkClosed(address, failure));
          return;
        }
        socket.write(bytes, (cause) => {
          if (cause) reject(linkClosed(address, cause));
          else resolve();
        });
      }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'another program already uses it; choose another port' : cause.message;
      reject(
        new BridgeError('LINK_FAILED', `Port ${port} on ${host} cannot be opened: ${why}.`, {
          cause,
          details: { address: `tcp://${host}:${port}`, why },
        }),
      );
    });
    server.listen({ host, port }, () => {
      // A connection that could not be accepted (too many open files) is that connection's end, and no other's.
      server.on('error', () => {});
      resolve();
    });
  });
}

function cannotConnect(address: string, cause: NodeJS.ErrnoException): BridgeError {
  const why =
    {
      ECONNREFUSED: 'nothing answers there; check that the device is on and the port is right',
      ENOTFOUND: 'the name is not known; check the host',
      EHOSTUNREACH: 'there is no way to it; check the cable and the network',
      ENETUNREACH: 'there is no way to it; check the cable and the network',
      ETIMEDOUT: 'it does not answer; check the cable and the network',
    }[cause.code ?? ''] ?? cause.message;
  return new BridgeError('LINK_FAILED', `${address} cannot be reached: ${why}.`, {
    cause,
    details: { address, why },
  });
}

function connectTimedOut(address: string): BridgeError {
  const seconds = connectTimeoutMs / 1000;
  return new BridgeError(
    'LINK_TIMEOUT',
    `${address} did not answer within ${seconds} s: check the cable, the network and that the device is on.`,
    { details: { address, seconds } },
  );
}

function aborted(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `Connecting to ${address} was stopped.`, { details: { address } });
}

function linkFailed(address: string, cause: Error): BridgeError {
  return new BridgeError('LINK_FAILED', `The link to ${address} broke: ${cause.message}.`, {
    cause,
    details: { address, why: cause.message },
  });
}

function linkClosed(address: string, cause: Error | undefined): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { cause, details: { address } });
}
