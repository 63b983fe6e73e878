import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { memoryPair } from '../../transport/memory.ts';
import { openTransport } from '../../transport/open-transport.ts';
import { listenTcp } from '../../transport/tcp.ts';
import type { Connection } from '../../transport/transport.ts';

/** Why a test that needs this program is skipped; null where it is there. */
export function missingProgram(name: string, ...args: string[]): string | null {
  return spawnSync(name, args).error === undefined ? null : `${name} is not installed`;
}

/** Steps that put things back, run in reverse by `afterEach`. */
export type Undo = (() => unknown)[];

/** Both ends of one link. */
export interface Ends {
  readonly near: Connection;
  readonly far: Connection;
}

export async function memoryLink(): Promise<Ends> {
  const { a, b } = memoryPair();
  return { near: a, far: b };
}

export async function tcpLink(undo: Undo): Promise<Ends> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const server = await listenTcp({ host: '127.0.0.1', port: 0 }, resolve);
  undo.push(() => server.close());
  const near = await open(`tcp://127.0.0.1:${server.port}`);
  undo.push(() => near.close());
  return { near, far: await promise };
}

export async function serialLink(undo: Undo): Promise<Ends> {
  const [nearPath, farPath] = await ptyPair(undo);
  const near = await open(`serial:${nearPath}?baudRate=115200`);
  const far = await open(`serial:${farPath}?baudRate=115200`);
  undo.push(() => Promise.all([near.close(), far.close()]));
  return { near, far };
}

/** Two serial ports that are joined, as paths. */
export async function ptyPair(undo: Undo): Promise<readonly [string, string]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-serial-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const paths = [path.join(folder, 'near'), path.join(folder, 'far')] as const;
  const socat: ChildProcess = spawn(
    'socat',
    paths.map((link) => `pty,raw,echo=0,link=${link}`),
  );
  const ended = once(socat, 'exit');
  undo.push(() => {
    socat.kill();
    return ended;
  });
  await vi.waitFor(() => Promise.all(paths.map((link) => stat(link))), { timeout: 10_000 });
  return paths;
}

function open(address: string): Promise<Connection> {
  return openTransport(address).open(new AbortController().signal);
}
