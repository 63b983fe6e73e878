import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runDriver } from '../../native-bridge/device-host/run-driver.ts';
import type { DeviceDriver, DeviceRole } from '../../native-bridge/drivers/driver.ts';
import { drivers } from '../../native-bridge/drivers/drivers.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { RunningDeviceSide } from '../../native-bridge/simulator/device-side.ts';
import { deviceSides } from '../../native-bridge/simulator/device-sides.ts';
import { type SinkLog, sinkLog } from './sink-log.ts';

/** A driver to which things are brought, the device that brings them, and how to know one that came. */
interface ReceivingCase {
  readonly driver: string;
  readonly side: keyof typeof deviceSides;
  /** The configured link; `folder` is an empty one of the test's. */
  readonly link: (folder: string) => string;
  readonly settings?: unknown;
  readonly to: (listensOn: string, folder: string) => string;
  readonly bring: object;
  readonly event: string;
  /** What of it tells it from another. */
  readonly is: (body: unknown) => string;
}

const picture = { do: 'picture', scene: 'empty-trailer', lines: 64 };
const cases: readonly ReceivingCase[] = [
  {
    driver: 'plate-reader',
    side: 'plate-reader',
    link: () => 'listen://127.0.0.1:0',
    to: (listensOn) => (listensOn.startsWith('http') ? listensOn : `http://${listensOn}/`),
    bring: { do: 'vehicle', plate: '123ABC02' },
    event: 'read',
    is: (body) => (body as { readId: string }).readId,
  },
  {
    driver: 'dicom-receiver',
    side: 'dicom-sender',
    link: () => 'listen://127.0.0.1:0',
    to: (listensOn) => `tcp://${listensOn}`,
    bring: picture,
    event: 'image',
    is: (body) => (body as { sha256: string }).sha256,
  },
  {
    driver: 'drop-folder',
    side: 'drop-folder',
    link: (folder) => `folder:${folder}`,
    settings: { pollMs: 100, stableMs: 500 },
    to: (_listensOn, folder) => `folder:${folder}`,
    bring: { ...picture, sideCar: 'none' },
    event: 'image',
    is: (body) => (body as { sha256: string }).sha256,
  },
];

const patience = { timeout: 60_000, interval: 20 };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
});

for (const receiving of cases) {
  describe(`The driver ${receiving.driver}, to which things are brought`, { timeout: 120_000 }, () =>
    contract(receiving),
  );
}

test('every driver that listens or looks into a folder is held to this', () => {
  const brought = Object.entries(drivers).filter(([, { links }]) =>
    (links as readonly string[]).some((kind) => kind === 'listen' || kind === 'folder'),
  );
  expect(cases.map(({ driver }) => driver).toSorted()).toEqual(brought.map(([name]) => name).toSorted());
});

function contract(receiving: ReceivingCase): void {
  const listens = receiving.link('').startsWith('listen:');

  test('takes what is brought, and calls itself good', async () => {
    const post = await begin(receiving);
    await post.bring();
    await post.came(1);
    expect(post.log.calls.find(({ event }) => event === 'health')?.body).toEqual({ level: 'good' });
  });

  test('takes the same only once, however often it is brought', async () => {
    const post = await begin(receiving);
    await post.bring();
    await post.came(1);
    await post.side?.order({ do: 'again' });
    await post.bring();
    await post.came(2);
    expect(new Set(post.brought()).size).toBe(2);
    expect(post.brought()).toHaveLength(2);
  });

  test('ends in order, and what is brought to the next run comes there', async () => {
    const post = await begin(receiving);
    await post.bring();
    await post.came(1);
    await post.stop();
    await post.run();
    await post.bring();
    await post.came(2);
    expect(new Set(post.brought()).size).toBe(2);
  });

  test('takes no second time, in a run after this one, what it has taken', async () => {
    const post = await begin(receiving);
    await post.bring();
    await post.came(1);
    await post.stop();
    await post.run();
    await post.side?.order({ do: 'again' });
    await post.bring();
    await post.came(2);
    expect(new Set(post.brought()).size).toBe(2);
    expect(post.brought()).toHaveLength(2);
  });

  test('brings again what the station could not take', async () => {
    const post = await begin(receiving);
    post.refuse = true;
    await post.bring().catch(() => {});
    await vi.waitFor(() => expect(post.refused).toBeGreaterThan(0), patience);
    post.refuse = false;
    await post.stop();
    await post.run();
    // A sender that got no answer sends again; a folder still has the file.
    if (listens) await post.side?.order({ do: 'again' });
    await post.came(1);
  });

  if (!listens) return;

  test('lets its port go when it ends', async () => {
    const post = await begin(receiving);
    await post.stop();
    await expect(reached(post.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => {}],
    ['sends a megabyte that means nothing', (socket) => socket.write(Buffer.alloc(1 << 20, 0x5a))],
    [
      'sends half a request and nothing more',
      (socket) => socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Le'),
    ],
    ['announces four gigabytes', (socket) => socket.write(Buffer.from('010000fffffffe0000', 'hex'))],
    [
      'is cut off in the middle',
      (socket) => socket.write(Buffer.from('0100000000cd0001', 'hex'), () => socket.resetAndDestroy()),
    ],
  ])('serves others while somebody %s', async (_what, misbehave) => {
    const post = await begin(receiving);
    const sockets = await Promise.all([reached(post.port), reached(post.port), reached(post.port)]);
    for (const socket of sockets) misbehave(socket);
    await post.bring();
    await post.came(1);
    expect(await Promise.race([post.running, 'running'])).toBe('running');
  });

  test('outlives two hundred connections at once', async () => {
    const post = await begin(receiving);
    const sockets = await Promise.allSettled(Array.from({ length: 200 }, () => reached(post.port)));
    for (const socket of sockets) if (socket.status === 'fulfilled') socket.value.destroy();
    await vi.waitFor(() => post.bring(), patience);
    await post.came(1);
  });
}

/** A device, a driver and what came of them; the spool stays from one run to the next. */
class Post {
  log: SinkLog = sinkLog();
  refuse = false;
  refused = 0;
  running: Promise<unknown> = Promise.resolve();
  port = 0;
  side: RunningDeviceSide | undefined;
  readonly #case: ReceivingCase;
  readonly #root: string;
  readonly #earlier: string[] = [];
  #stop = new AbortController();

  constructor(receiving: ReceivingCase, root: string) {
    this.#case = receiving;
    this.#root = root;
  }

  async run(): Promise<void> {
    const { driver, settings = {}, link } = this.#case;
    const folder = path.join(this.#root, 'folder');
    await mkdir(folder, { recursive: true });
    this.#stop = new AbortController();
    this.#earlier.push(...this.#ofThisRun());
    this.log = sinkLog();
    const running: DeviceDriver<DeviceRole> = runDriver({
      driver,
      // The same port again: that is where the others look for it.
      link: link(folder).replace(/:0$/, `:${this.port}`),
      settings,
      spool: path.join(this.#root, 'spool'),
      sink: this.#sink() as never,
    });
    this.running = running.run(this.#stop.signal);
    this.running.catch(() => {});
    const { listensOn = '' } = await running.capabilities;
    this.port = Number(/:(\d+)/.exec(listensOn.replace(/^\w+:\/\//, ''))?.[1] ?? 0);
    if (this.side) return;
    const start = await deviceSides[this.#case.side].load();
    this.side = await start({ host: '127.0.0.1', seed: 5, speed: 100, to: this.#case.to(listensOn, folder) });
  }

  async bring(): Promise<void> {
    await this.side?.order(this.#case.bring);
  }

  /** What was brought so far, in this run and those before. */
  brought(): string[] {
    return [...this.#earlier, ...this.#ofThisRun()];
  }

  came(count: number): Promise<void> {
    return vi.waitFor(() => expect(this.brought().length).toBeGreaterThanOrEqual(count), patience);
  }

  /** A run that ended because the station took nothing is over already. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.running.catch((fault: unknown) => {
      if (!this.refused) throw fault;
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.running.catch(() => {});
    await this.side?.close();
  }

  #ofThisRun(): string[] {
    return this.log.calls
      .filter(({ event }) => event === this.#case.event)
      .map(({ body }) => this.#case.is(body));
  }

  #sink(): object {
    return new Proxy(this.log, {
      get: (log, name) => {
        if (this.refuse && name === this.#case.event) {
          return () => {
            this.refused += 1;
            return Promise.reject(new BridgeError('LINK_CLOSED', 'The station cannot take it now.'));
          };
        }
        return Reflect.get(log, name);
      },
    });
  }
}

async function begin(receiving: ReceivingCase): Promise<Post> {
  const root = await mkdtemp(path.join(tmpdir(), 'scanpost-receive-'));
  const post = new Post(receiving, root);
  undo.push(
    () => rm(root, { recursive: true, force: true }),
    () => post.close(),
  );
  await mkdir(path.join(root, 'spool'));
  await post.run();
  return post;
}

function reached(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
    undo.push(() => socket.destroy());
  });
}
