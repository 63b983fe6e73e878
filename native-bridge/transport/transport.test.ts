import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { memoryPair } from './memory.ts';
import { openTransport } from './open-transport.ts';
import { listenTcp } from './tcp.ts';
import type { Connection } from './transport.ts';

interface Ends {
  readonly near: Connection;
  readonly far: Connection;
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const links: readonly { name: string; open: () => Promise<Ends>; ends: boolean; missing?: string }[] = [
  { name: 'memory', open: openMemory, ends: true },
  { name: 'TCP', open: openTcp, ends: true },
  {
    name: 'a serial line',
    open: openSerial,
    // A serial line has no end that the other side could see.
    ends: false,
    ...(spawnSync('socat', ['-V']).status === 0 ? {} : { missing: 'socat is not installed' }),
  },
];

for (const { name, open, ends, missing } of links) {
  const run = missing === undefined ? describe : describe.skip;
  run(`A connection over ${name}${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    test('carries bytes both ways, in the order of the writes', async () => {
      const { near, far } = await open();
      const sent = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 31) & 0xff));
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        const writes = [];
        for (let at = 0; at < sent.length; at += 999) writes.push(from.write(sent.subarray(at, at + 999)));
        expect(Buffer.compare(await take(to, sent.length), sent)).toBe(0);
        await Promise.all(writes);
      }
    });

    test('holds the sender back while nobody reads', async () => {
      const { near, far } = await open();
      const piece = Buffer.alloc(1 << 20, 7);
      let written = 0;
      const writing = (async () => {
        while (written < 64) {
          await far.write(piece);
          written += 1;
        }
      })().catch(() => {});
      // The first chunk is asked for; nothing more is read until the next is.
      await near.incoming[Symbol.asyncIterator]().next();
      expect(await steady(() => written)).toBeLessThan(64);
      await near.close();
      await far.close();
      await writing;
    });

    test('ends its own reading when it is closed, and takes no more', async () => {
      const { near } = await open();
      const reading = take(near, 1);
      await near.close();
      await near.close();
      expect((await reading).length).toBe(0);
      await expect(near.write(Buffer.from('late'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    });

    if (!ends) return;
    test('brings what was written before a close, and then the end', async () => {
      const { near, far } = await open();
      void far.write(Buffer.from('last words')).catch(() => {});
      void far.close();
      expect((await take(near, 1000)).toString()).toBe('last words');
    });
  });
}

describe('TCP', () => {
  const signal = new AbortController().signal;

  test('says in a sentence when nothing answers', async () => {
    const server = await listenTcp({ host: '127.0.0.1', port: 0 }, () => {});
    await server.close();
    await expect(openTransport(`tcp://127.0.0.1:${server.port}`).open(signal)).rejects.toMatchObject({
      code: 'LINK_FAILED',
      message: expect.stringContaining('nothing answers there'),
    });
  });

  test('says in a sentence when a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    undo.push(() => other.close());
    const { port } = other.address() as { port: number };
    await expect(listenTcp({ host: '127.0.0.1', port }, () => {})).rejects.toMatchObject({
      code: 'LINK_FAILED',
      message: expect.stringContaining('another program already uses it'),
    });
  });

  test('stops connecting when it is told to', async () => {
    const stop = new AbortController();
    // An address of a network for documentation: nothing there answers or refuses.
    const opening = openTransport('tcp://192.0.2.1:9').open(stop.signal);
    stop.abort();
    await expect(opening).rejects.toMatchObject({ name: 'BridgeError' });
  });

  test('fails, rather than ends, when the peer is gone without an end', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.push(() => server.close());
    const { port } = server.address() as { port: number };
    const near = await openTransport(`tcp://127.0.0.1:${port}`).open(signal);
    const reading = take(near, 1);
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    sockets[0]?.resetAndDestroy();
    await expect(reading).rejects.toMatchObject({ code: 'LINK_FAILED' });
    await near.close();
  });
});

test('A peer that falls silent is noticed after the seconds that the address says', async () => {
  const server = await listenTcp({ host: '127.0.0.1', port: 0 }, (connection) => {
    void connection.write(Buffer.from('once'));
  });
  undo.push(() => server.close());
  const near = await openTransport(`tcp://127.0.0.1:${server.port}?silenceSeconds=1`).open(
    new AbortController().signal,
  );
  expect((await take(near, 4)).toString()).toBe('once');
  await expect(take(near, 1)).rejects.toMatchObject({ code: 'LINK_TIMEOUT', details: { seconds: 1 } });
  await near.close();
});

describe('A serial port', () => {
  test('that is not there is named in a sentence', async () => {
    const missing = path.join(tmpdir(), 'no-such-port');
    await expect(
      openTransport(`serial:${missing}?baudRate=9600`).open(new AbortController().signal),
    ).rejects.toMatchObject({ code: 'LINK_FAILED', message: expect.stringContaining(missing) });
  });
});

test('A link in memory can lose, delay and damage what is written', async () => {
  const { a, b } = memoryPair({
    carry: async (bytes, from) => {
      if (from === 'b') return [];
      await new Promise((resolve) => setImmediate(resolve));
      return [bytes.map((byte) => byte ^ 1)];
    },
  });
  await b.write(Buffer.from('lost'));
  await a.write(Buffer.from([2, 4, 6]));
  await a.close();
  expect([...(await take(b, 100))]).toEqual([3, 5, 7]);
});

/** Reads until there are `length` bytes or the end. */
async function take({ incoming }: Connection, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let taken = 0;
  for await (const chunk of incoming) {
    parts.push(Buffer.from(chunk));
    taken += chunk.length;
    if (taken >= length) break;
  }
  return Buffer.concat(parts);
}

/** A number once it has stopped changing. */
async function steady(read: () => number): Promise<number> {
  let same = 0;
  let last = read();
  while (same < 50) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    same = read() === last ? same + 1 : 0;
    last = read();
  }
  return last;
}

async function openMemory(): Promise<Ends> {
  const { a, b } = memoryPair();
  return { near: a, far: b };
}

async function openTcp(): Promise<Ends> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const server = await listenTcp({ host: '127.0.0.1', port: 0 }, resolve);
  undo.push(() => server.close());
  const near = await openTransport(`tcp://127.0.0.1:${server.port}`).open(new AbortController().signal);
  undo.push(() => near.close());
  return { near, far: await promise };
}

async function openSerial(): Promise<Ends> {
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
  const [near, far] = await Promise.all(
    paths.map((link) => openTransport(`serial:${link}?baudRate=115200`).open(new AbortController().signal)),
  );
  if (near === undefined || far === undefined) throw new Error('no serial line');
  undo.push(() => Promise.all([near.close(), far.close()]));
  return { near, far };
}
