import type { MessagePort } from 'node:worker_threads';
import { BridgeError } from '../errors.ts';
import { ChunkReader } from '../transport/chunk-reader.ts';
import type { Connection } from '../transport/transport.ts';
import { fromWire, toWire, type WireFault } from './host-protocol.ts';

type Asked =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'close' };

type Said =
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly failure: WireFault | null }
  | { readonly kind: 'written'; readonly id: number; readonly failure: WireFault | null }
  | { readonly kind: 'closed' };

/**
 * Lends a connection to another thread, which has it by `remoteConnection` at the other end of the channel. One chunk
 * is read each time it is asked for, so a thread that waits holds the sender back. The returned function closes the
 * connection and the channel; a thread that ended without a close needs it.
 */
export function lendConnection(connection: Connection, port: MessagePort): () => Promise<void> {
  const reading = connection.incoming[Symbol.asyncIterator]();
  const say = (message: Said) => port.postMessage(message);
  const read = async () => {
    try {
      const { done, value } = await reading.next();
      say(done ? { kind: 'end', failure: null } : { kind: 'chunk', bytes: Uint8Array.from(value) });
    } catch (fault) {
      say({ kind: 'end', failure: toWire(fault) });
    }
  };
  const write = async (id: number, bytes: Uint8Array) => {
    const failure = await connection.write(bytes).then(() => null, toWire);
    say({ kind: 'written', id, failure });
  };
  const close = async () => {
    await connection.close().catch(() => {});
    say({ kind: 'closed' });
    port.close();
  };
  port.on('message', (message: Asked) => {
    if (message.kind === 'read') void read();
    else if (message.kind === 'write') void write(message.id, message.bytes);
    else void close();
  });
  return close;
}

/** A connection that another thread has open and has lent. */
export function remoteConnection(port: MessagePort, address: string): Connection {
  const reader = new ChunkReader(() => ask({ kind: 'read' }));
  const writes = new Map<number, PromiseWithResolvers<void>>();
  const closed = Promise.withResolvers<void>();
  let lastWrite = 0;
  let open = true;
  const ask = (message: Asked) => port.postMessage(message);
  const over = () => {
    open = false;
    reader.end();
    for (const write of writes.values()) write.reject(closedLink(address));
    writes.clear();
    closed.resolve();
    port.close();
  };
  port.on('message', (message: Said) => {
    if (message.kind === 'chunk') reader.push(message.bytes);
    else if (message.kind === 'end')
      reader.end(message.failure === null ? undefined : fromWire(message.failure));
    else if (message.kind === 'closed') over();
    else {
      const write = writes.get(message.id);
      writes.delete(message.id);
      if (message.failure === null) write?.resolve();
      else write?.reject(fromWire(message.failure));
    }
  });
  port.on('close', over);
  return {
    address,
    incoming: reader,
    write: (bytes) => {
      if (!open) return Promise.reject(closedLink(address));
      const id = ++lastWrite;
      const written = Promise.withResolvers<void>();
      writes.set(id, written);
      ask({ kind: 'write', id, bytes: Uint8Array.from(bytes) });
      return written.promise;
    },
    close: async () => {
      reader.stop();
      if (open) ask({ kind: 'close' });
      open = false;
      await closed.promise;
    },
  };
}

function closedLink(address: string): BridgeError {
  return new BridgeError('LINK_CLOSED', `The link to ${address} is closed.`, { details: { address } });
}
