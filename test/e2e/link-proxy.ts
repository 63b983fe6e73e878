import { connect, createServer, type Socket } from 'node:net';

/** A scanner's link with a person beside the cable: passes bytes between the station and the scanner until told. */
export interface LinkProxy {
  readonly port: number;
  /** Bytes that have gone from the scanner to the station. */
  received(): number;
  /** Resolves when that many bytes have gone from the scanner to the station since the proxy was made. */
  whenReceived(bytes: number): Promise<void>;
  /** Pulls the cable: open links end at once, new ones are refused until `restore`. */
  cut(): void;
  /** Puts the cable in again; with a port, into another scanner. */
  restore(scannerPort?: number): void;
  /** Holds back every byte in both directions, links stay open, until `resume`. */
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 in front of `scannerPort`. */
export async function startLinkProxy(scannerPort: number): Promise<LinkProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting = new Set<{ readonly bytes: number; readonly resolve: () => void }>();
  let to = scannerPort;
  let isCut = false;
  let isStalled = false;
  let received = 0;

  const server = createServer((station) => {
    if (isCut) {
      station.destroy();
      return;
    }
    const scanner = connect(to, '127.0.0.1');
    const pair = [station, scanner] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [scanner, station] as const]) {
      from.on('data', (bytes) => {
        if (from === scanner) count(bytes.length);
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => {
        if (!isStalled) from.resume();
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (isStalled) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');

  function count(bytes: number): void {
    received += bytes;
    for (const waiter of waiting) {
      if (received < waiter.bytes) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  const everySocket = () => [...pairs].flat();
  return {
    port: address.port,
    received: () => received,
    whenReceived: (bytes) =>
      new Promise((resolve) => {
        if (received >= bytes) resolve();
        else waiting.add({ bytes, resolve });
      }),
    cut() {
      isCut = true;
      for (const socket of everySocket()) socket.destroy();
    },
    restore(port = scannerPort) {
      to = port;
      isCut = false;
    },
    stall() {
      isStalled = true;
      for (const socket of everySocket()) socket.pause();
    },
    resume() {
      isStalled = false;
      for (const socket of everySocket()) socket.resume();
    },
    close() {
      for (const socket of everySocket()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
