import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { memoryPair } from '../../native-bridge/transport/memory.ts';
import { openTransport } from '../../native-bridge/transport/open-transport.ts';
import { listenTcp } from '../../native-bridge/transport/tcp.ts';
import type { Connection } from '../../native-bridge/transport/transport.ts';

/** A device's end of a byte link, as every simulated one is. */
export interface LinkedDevice {
  serve(
    connection: Connection,
    line?: { readonly permanent?: boolean; readonly stripBytes?: number },
  ): Promise<void>;
  close(): Promise<void>;
}

/** A way to put a device behind a real or played link. */
export interface LinkKind {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly missing?: string;
  /** The line stays when a session ends: a cut is only seen as silence. */
  readonly permanent: boolean;
  serve(device: LinkedDevice): Promise<ServedDevice>;
}

export interface ServedDevice {
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

export const linkKinds: readonly LinkKind[] = [
  { name: 'memory', permanent: false, serve: serveMemory },
  { name: 'TCP', permanent: false, serve: serveTcp },
  {
    name: 'a serial line',
    permanent: true,
    serve: serveSerial,
    ...(spawnSync('socat', ['-V']).status === 0 ? {} : { missing: 'socat is not installed' }),
  },
];

const never = new AbortController().signal;

async function serveMemory(device: LinkedDevice): Promise<ServedDevice> {
  return {
    connect: async () => {
      const { a, b } = memoryPair();
      void device.serve(b);
      return a;
    },
    close: () => device.close(),
  };
}

async function serveTcp(device: LinkedDevice): Promise<ServedDevice> {
  const server = await listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void device.serve(connection),
  );
  return {
    connect: () => openTransport(`tcp://127.0.0.1:${server.port}`).open(never),
    close: async () => {
      await device.close();
      await server.close();
    },
  };
}

async function serveSerial(device: LinkedDevice): Promise<ServedDevice> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-serial-'));
  const [theirs, ours] = [path.join(folder, 'device'), path.join(folder, 'station')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${theirs}`, `pty,raw,echo=0,link=${ours}`]);
  const ended = new Promise((resolve) => socat.once('exit', resolve));
  await vi.waitFor(() => Promise.all([stat(theirs), stat(ours)]), { timeout: 10_000 });
  const line = await openTransport(`serial:${theirs}?baudRate=115200`).open(never);
  void device.serve(line, { permanent: true, stripBytes: 23_000 });
  return {
    connect: () => openTransport(`serial:${ours}?baudRate=115200`).open(never),
    close: async () => {
      await device.close();
      socat.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
