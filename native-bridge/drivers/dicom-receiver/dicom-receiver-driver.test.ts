import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BridgeError } from '../../errors.ts';
import { manualTimers } from '../../transport/manual-timers.ts';
import { systemTimers, type Timers } from '../../transport/timers.ts';
import { ImageStation } from '../image-intake/image-sink.fixture.ts';
import type { InspectFile } from '../image-intake/inspect.ts';
import { fuzzAssociation } from './association.fuzz.ts';
import { DicomReceiverDriver } from './dicom-receiver-driver.ts';
import { pduTypes } from './pdu.ts';
import {
  associateRequest,
  connectSender,
  data,
  dx,
  echoRequest,
  explicitLittleEndian,
  releaseRequest,
  statusOf,
  storeRequest,
} from './peer.fixture.ts';
import { dicomReceiverSettings, peerFilter } from './settings.ts';

let folder: string;
const ending: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-receiver-'));
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await rm(folder, { recursive: true, force: true });
});

const readable: InspectFile = async () => ({ kind: 'picture', format: 'dicom', about: {} });

async function listen(
  options: {
    readonly settings?: Record<string, unknown>;
    readonly timers?: Timers;
    readonly inspect?: InspectFile;
    readonly station?: ImageStation;
    readonly port?: number;
  } = {},
) {
  const station = options.station ?? new ImageStation();
  const driver = new DicomReceiverDriver({
    host: '127.0.0.1',
    port: options.port ?? 0,
    spool: path.join(folder, 'spool'),
    sink: station,
    settings: dicomReceiverSettings.parse(options.settings ?? {}),
    timers: options.timers ?? systemTimers,
    utc: () => '2026-03-01T08:00:00.000Z',
    inspect: options.inspect ?? readable,
  });
  const stop = new AbortController();
  const run = driver.run(stop.signal);
  run.catch(() => {});
  const end = async () => {
    stop.abort();
    await run.catch(() => {});
  };
  ending.push(end);
  const port = Number((await driver.capabilities).listensOn?.split(':')[1]);
  return { station, run, end, port };
}

async function peer(port: number) {
  const sender = connectSender(port);
  ending.push(() => sender.destroy());
  return sender;
}

const spooled = async () => ({
  incoming: await readdir(path.join(folder, 'spool/incoming')),
  pending: await readdir(path.join(folder, 'spool/pending')),
});
const clean = { incoming: [], pending: [] };

test('an object is with the station before its sender is told so', async () => {
  const station = new ImageStation();
  const gate = Promise.withResolvers<void>();
  station.during = () => gate.promise;
  const { port } = await listen({ station });
  const sender = await peer(port);
  expect((await sender.associate()).type).toBe(pduTypes.associateAccept);
  let told = false;
  const status = sender.store('1.2.3', 'the data set').finally(() => {
    told = true;
  });
  await expect.poll(async () => (await readdir(path.join(folder, 'spool/received'))).length).toBe(1);
  expect(told).toBe(false);
  gate.resolve();
  expect(await status).toBe(0x0000);
  expect(station.images).toEqual([
    expect.objectContaining({ name: 'GANTRY1 1.2.3', receivedAt: '2026-03-01T08:00:00.000Z' }),
  ]);
  expect([...station.pictures.values()][0]?.subarray(-13).toString()).toBe('the data set.');
  sender.send(releaseRequest);
  expect((await sender.next()).type).toBe(pduTypes.releaseResponse);
  await sender.closed;
});

test('requests that are sent without waiting are answered one by one, in order', async () => {
  const { port, station } = await listen();
  const sender = await peer(port);
  await sender.associate();
  const objects = Array.from({ length: 5 }, (_, i) => [
    storeRequest(`1.2.${i}`, 10 + i),
    data(1, 2, Buffer.from(`object ${i}`)),
    echoRequest(20 + i),
  ]);
  sender.send(...objects.flat(), releaseRequest);
  const answered: number[] = [];
  for (let i = 0; i < 10; i++) {
    const { body } = await sender.next();
    expect(statusOf(body)).toBe(0);
    answered.push(body.readUInt16LE(body.indexOf(Buffer.from([0, 0, 0x20, 1, 2, 0, 0, 0])) + 8));
  }
  expect(answered).toEqual([10, 20, 11, 21, 12, 22, 13, 23, 14, 24]);
  expect((await sender.next()).type).toBe(pduTypes.releaseResponse);
  expect(station.images).toHaveLength(5);
  expect(station.overlapped).toBe(false);
});

test('an object that the station could not put on record is not acknowledged, and ends the run with the reason', async () => {
  const station = new ImageStation();
  station.during = () => {
    throw new Error('the journal is full');
  };
  const { port, run } = await listen({ station });
  const sender = await peer(port);
  await sender.associate();
  expect(await sender.store('1.2.3', 'object')).toBe(0xa700);
  await expect(run).rejects.toThrow('the journal is full');
  // The next run gives it again, for the sender may not.
  const second = await listen();
  expect(second.station.images).toHaveLength(1);
  expect(await spooled()).toEqual(clean);
});

test('an object that cannot be shown is refused with the reason, and told to the station once', async () => {
  const inspect: InspectFile = async () => {
    throw new BridgeError('IMAGE_UNREADABLE', 'No.', { details: { reason: 'it has no pixels' } });
  };
  const { port, station } = await listen({ inspect });
  const sender = await peer(port);
  await sender.associate();
  for (let i = 0; i < 3; i++) {
    sender.send(storeRequest('1.2.3'), data(1, 2, Buffer.from('same')));
    const { body } = await sender.next();
    expect(statusOf(body)).toBe(0xc000);
    expect(body.toString('latin1')).toContain('it has no pixels');
  }
  expect(station.refusals).toHaveLength(1);
  expect(await spooled()).toEqual(clean);
});

test('a transfer that breaks off leaves nothing behind', async () => {
  const { port, station } = await listen();
  for (const end of ['abort', 'close', 'reset'] as const) {
    const sender = await peer(port);
    await sender.associate();
    sender.send(storeRequest('1.2.3'), data(1, 0, Buffer.alloc(50_000)));
    await expect.poll(async () => (await spooled()).incoming.length).toBe(1);
    if (end === 'abort') sender.send(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    else if (end === 'close') sender.socket.end();
    else sender.socket.resetAndDestroy();
    await expect.poll(spooled).toEqual(clean);
  }
  expect([station.images, station.refusals]).toEqual([[], []]);
});

test.each([
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['data before an association', data(1, 3, Buffer.alloc(10))],
  ['a PDU of 4 GB', Buffer.from([4, 0, 0xff, 0xff, 0xff, 0xff])],
  ['an association request of 4 GB', Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff])],
  ['an association request that is cut short', Buffer.from([1, 0, 0, 0, 0, 4, 0, 1, 0, 0])],
  ['an association request within another', Buffer.concat([associateRequest(), associateRequest()])],
  ['a context that was not accepted', Buffer.concat([associateRequest(), data(9, 3, Buffer.alloc(10))])],
  ['a data set without a command', Buffer.concat([associateRequest(), data(1, 2, Buffer.alloc(10))])],
  [
    'a command that does not end',
    Buffer.concat([associateRequest(), ...Array.from({ length: 9 }, () => data(1, 1, Buffer.alloc(9000)))]),
  ],
  [
    'a command within a data set',
    Buffer.concat([associateRequest(), storeRequest('1.2'), storeRequest('1.3')]),
  ],
  [
    'fragments longer than their PDU',
    Buffer.concat([associateRequest(), Buffer.from([4, 0, 0, 0, 0, 6, 0, 0, 1, 0, 1, 3])]),
  ],
])('%s ends the association, is named, and nothing else', async (_, bytes) => {
  const { port, station } = await listen();
  const sender = await peer(port);
  sender.send(bytes);
  let last: string | number = '';
  for (let pdu = await sender.next(); pdu.type !== 'closed'; pdu = await sender.next()) last = pdu.type;
  expect(last).toBe(pduTypes.abort);
  await expect
    .poll(() => station.healths.at(-1))
    .toMatchObject({ level: 'degraded', code: 'DEVICE_UNREADABLE' });
  const good = await peer(port);
  await good.associate();
  expect(await good.store('1.2.3', 'object')).toBe(0);
  expect(station.healths.at(-1)).toEqual({ level: 'good' });
  await expect.poll(spooled).toEqual(clean);
});

test('senders that say nothing, or nothing more, are ended in time', async () => {
  const timers = manualTimers();
  const { port } = await listen({ timers });
  const silent = await peer(port);
  const halfway = await peer(port);
  halfway.send(associateRequest().subarray(0, 20));
  const idle = await peer(port);
  await idle.associate();
  const within = await peer(port);
  await within.associate();
  within.send(storeRequest('1.2'), data(1, 0, Buffer.alloc(1000)));
  await expect.poll(async () => (await spooled()).incoming.length).toBe(1);
  let over = false;
  const toTheEnd = async (sender: Awaited<ReturnType<typeof peer>>) => {
    while ((await sender.next()).type !== 'closed');
  };
  void Promise.all([silent, halfway, idle, within].map(toTheEnd)).then(() => {
    over = true;
  });
  await expect
    .poll(
      () => {
        timers.advance(5000);
        return over;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  expect(await spooled()).toEqual(clean);
});

test('more senders than there may be are told to come again later', async () => {
  const { port } = await listen({ settings: { maxAssociations: 2 } });
  const [first, second, third] = [await peer(port), await peer(port), await peer(port)];
  expect((await first.associate()).type).toBe(pduTypes.associateAccept);
  expect((await second.associate()).type).toBe(pduTypes.associateAccept);
  const { type, body } = await third.associate();
  expect([type, ...body]).toEqual([pduTypes.associateReject, 0, 2, 3, 2]);
  first.send(releaseRequest);
  await first.next();
  await first.closed;
  await expect
    .poll(async () => (await (await peer(port)).associate()).type, { timeout: 10_000 })
    .toBe(pduTypes.associateAccept);
});

test('a flood of connections costs the receiver nothing it keeps', async () => {
  const { port } = await listen({ settings: { maxAssociations: 2 } });
  const flood = await Promise.all(Array.from({ length: 300 }, () => peer(port)));
  for (const each of flood) each.socket.destroy();
  await Promise.all(flood.map(({ closed }) => closed));
  await expect
    .poll(async () => (await (await peer(port)).associate()).type, { timeout: 10_000 })
    .toBe(pduTypes.associateAccept);
});

test('an address that is not listed is not served, and told of', async () => {
  const { port, station } = await listen({ settings: { peers: ['10.0.0.0/8'] } });
  const sender = await peer(port);
  expect((await sender.associate()).type).toBe('closed');
  await expect
    .poll(() => station.refusals)
    .toEqual([
      expect.objectContaining({
        code: 'IMAGE_SENDER_REFUSED',
        details: expect.objectContaining({ sender: '127.0.0.1' }),
      }),
    ]);
});

test('networks and addresses are told apart, IPv4 within IPv6 too', () => {
  const may = peerFilter(['10.1.0.0/16', '192.168.1.7', 'fd00::/8']);
  expect(['10.1.255.1', '::ffff:10.1.2.3', '192.168.1.7', 'fd12::1'].map(may)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['10.2.0.1', '192.168.1.8', '::1', 'nonsense', ''].map(may)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(dicomReceiverSettings.safeParse({ peers: ['10.0.0.0/33'] }).success).toBe(false);
});

test('stopping waits for the object in hand, ends the rest and frees the port', async () => {
  const station = new ImageStation();
  const gate = Promise.withResolvers<void>();
  station.during = () => gate.promise;
  const { port, end } = await listen({ station });
  const idle = await peer(port);
  await idle.associate();
  const sender = await peer(port);
  await sender.associate();
  void sender.store('1.2.3', 'object');
  await expect.poll(async () => (await readdir(path.join(folder, 'spool/received'))).length).toBe(1);
  const ended = end();
  while ((await idle.next()).type !== 'closed');
  gate.resolve();
  await ended;
  expect(station.images).toHaveLength(1);
  expect(await spooled()).toEqual(clean);
  expect((await listen({ port })).port).toBe(port);
});

test('a spool that cannot be written ends the run and says so', async () => {
  await writeFile(path.join(folder, 'spool'), 'a file where the folder should be');
  await expect(listen()).rejects.toMatchObject({ code: 'SPOOL_FAILED' });
});

test('of the proposed syntaxes the first that keeps every count is taken', async () => {
  const { port } = await listen();
  const sender = await peer(port);
  const { body } = await sender.associate([
    {
      id: 1,
      abstractSyntax: dx,
      transferSyntaxes: ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.70', explicitLittleEndian],
    },
    { id: 3, abstractSyntax: dx, transferSyntaxes: ['1.2.840.10008.1.2.4.51'] },
    { id: 5, abstractSyntax: '1.2.840.10008.5.1.4.1.1.2', transferSyntaxes: [explicitLittleEndian] },
    { id: 7, abstractSyntax: '1.2.840.10008.5.1.4.1.1.501.2.2', transferSyntaxes: [explicitLittleEndian] },
  ]);
  const results = [1, 3, 5, 7].map((id) => {
    const at = body.indexOf(Buffer.from([id, 0]), 68 + 25);
    return [body[at + 2], body.toString('latin1', at + 8, at + 8 + body.readUInt16BE(at + 6))];
  });
  expect(results).toEqual([
    [0, '1.2.840.10008.1.2.4.70'],
    [4, '1.2.840.10008.1.2.4.51'],
    [3, explicitLittleEndian],
    [0, explicitLittleEndian],
  ]);
});

test('whatever a sender sends, an association ends in order', { timeout: 60_000 }, async () => {
  const pieces = [
    associateRequest(),
    storeRequest('1.2.3'),
    echoRequest(),
    data(1, 0, Buffer.alloc(300, 7)),
    data(1, 2, Buffer.alloc(30, 8)),
    data(3, 3, Buffer.alloc(10)),
    releaseRequest,
  ];
  const piece = fc.constantFrom(...pieces);
  const damaged = fc.tuple(piece, fc.nat(), fc.nat({ max: 255 })).map(([sound, at, value]) => {
    const copy = Buffer.from(sound);
    copy[at % copy.length] = value;
    return copy;
  });
  const noise = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
  const part = fc.oneof({ weight: 6, arbitrary: piece }, { weight: 3, arbitrary: damaged }, noise);
  const parts = fc.array(part, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(parts, fc.boolean(), fc.integer({ min: 1, max: 700 }), async (sent, begun, size) => {
      const all = Buffer.concat([...(begun ? [associateRequest()] : []), ...sent]);
      const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
        all.subarray(i * size, (i + 1) * size),
      );
      await fuzzAssociation(chunks);
    }),
    { numRuns: 400 },
  );
});
