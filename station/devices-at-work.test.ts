import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { patience, until } from './at-the-lane.fixture.ts';
import {
  type AtWork,
  closePost,
  commandOn,
  goToWork,
  openPost,
  refusalOf,
  temporaryFolder,
  tidyUp,
} from './post.fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

const sockets: Socket[] = [];
const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  await tidyUp();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const width = 700;
const height = 600;
const counts = Uint16Array.from({ length: width * height }, (_, index) => (index * 977) % 65_536);

function png(shift = 0): Promise<Buffer> {
  const values = counts.map((count) => (count + shift) % 65_536);
  return sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}

/** A live post whose only scanner puts pictures into a folder. */
async function livePost(devices: object[], dataFolder = temporaryFolder()) {
  writeFileSync(path.join(dataFolder, 'config.json'), JSON.stringify({ devices }));
  const post = await openPost({ dataFolder, mode: 'live' });
  return { dataFolder, post, work: await goToWork(post.ask) };
}

function dropFolder(): { readonly folder: string; readonly device: object } {
  const folder = path.join(temporaryFolder(), 'pictures');
  mkdirSync(folder);
  const settings = { pollMs: 100, stableMs: 0, graceMs: 0 };
  return {
    folder,
    device: { id: 'folder', driver: 'drop-folder', lane: '1', link: `folder:${folder}`, settings },
  };
}

const release = { decision: 'release', reason: '', fidelity: 'full', seenPercent: 90 } as const;

async function calledTruck({ client }: AtWork, plate: string) {
  await client.visits.arrive.mutate({ commandId: randomUUID(), truck: { plate, laneClass: 'walk-up' } });
  return client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
}

describe('a live post whose scanner sends pictures', () => {
  it('waits for the picture, makes it the truck’s scan bit by bit, and has it decided on', async () => {
    const { folder, device } = dropFolder();
    const { post, work } = await livePost([device]);
    const { client, session } = work;
    const visit = await calledTruck(work, '01KG123ABC');
    expect(await refusalOf(client.commands.startScan.mutate(commandOn(visit)))).toBe(
      'SCANNER_SENDS_PICTURES',
    );
    writeFileSync(path.join(folder, 'truck.png'), await png());
    const ready = await until(work, visit.id, ({ state, scans }) => {
      expect(state).toBe('image-ready');
      expect(scans[0]?.archived).toBe(true);
    });
    expect(ready.scans[0]).toMatchObject({ lines: width, image: { deviceId: 'folder', name: 'truck.png' } });
    const headers = { 'x-scanpost-session': session };
    const archived = await post.ask(`/scans/${ready.scans[0]?.id}/planes/0.tif`, { headers });
    const pixels = await sharp(Buffer.from(await archived.arrayBuffer()))
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    expect(new Uint16Array(pixels.buffer, pixels.byteOffset, counts.length)).toEqual(counts);
    const opened = await client.commands.open.mutate(commandOn(ready));
    const decided = await client.commands.decide.mutate({
      ...commandOn(opened),
      ...release,
      scanId: ready.scans[0]?.id ?? '',
    });
    expect(decided.state).toBe('released');
  });

  it('puts a picture of nobody before an officer, also after a restart, and shows it small', async () => {
    const { folder, device } = dropFolder();
    const { dataFolder, post, work } = await livePost([device]);
    const bytes = await png(5);
    const id = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(path.join(folder, 'a.png'), bytes);
    await vi.waitFor(async () => expect(await work.client.images.waiting.query()).toHaveLength(1), patience);
    await closePost(post);
    const { post: again, work: back } = await livePost([device], dataFolder);
    await vi.waitFor(
      async () => expect(await back.client.images.waiting.query()).toMatchObject([{ id, width, height }]),
      patience,
    );
    const headers = { 'x-scanpost-session': back.session };
    const preview = await again.ask(`/images/${id}/preview.png`, { headers });
    expect(preview.headers.get('content-type')).toBe('image/png');
    const small = { width: width / 2, height: height / 2, depth: 'uchar' };
    expect(await sharp(Buffer.from(await preview.arrayBuffer())).metadata()).toMatchObject(small);
    expect((await again.ask(`/images/${id}/preview.png`)).status).toBe(401);
    for (const [name, status] of [
      [`/images/${'0'.repeat(64)}/preview.png`, 404],
      ['/images/..%2f..%2fjournal.db/preview.png', 404],
      [`/plate-reads/${'0'.repeat(64)}.jpg`, 404],
      ['/plate-reads/..%2fmode', 404],
    ] as const)
      expect((await again.ask(name, { headers })).status, name).toBe(status);
    const visit = await calledTruck(back, 'AA111');
    const match = { commandId: randomUUID(), imageId: id, visitId: visit.id };
    expect((await back.client.images.match.mutate(match)).state).toBe('scanning');
    await until(back, visit.id, ({ state }) => expect(state).toBe('image-ready'));
    expect(readdirSync(path.join(dataFolder, 'received'))).toEqual([`${id}.png`]);
  });

  it('says of a file that is no picture why it was refused', async () => {
    const { folder, device } = dropFolder();
    const { work } = await livePost([device]);
    writeFileSync(path.join(folder, 'letter.tif'), 'not a picture at all');
    await vi.waitFor(
      async () =>
        expect(await work.client.images.refused.query()).toMatchObject([
          { name: 'letter.tif', deviceId: 'folder', code: expect.stringMatching(/^IMAGE_/) },
        ]),
      patience,
    );
  });
});

/** A portal that says what it is told to, as a maker's does: ASCII lines over TCP. */
async function portal(): Promise<{ readonly link: string; say(...lines: string[]): void }> {
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    link: `tcp://127.0.0.1:${port}`,
    say: (...lines) => {
      for (const socket of sockets) socket.write(lines.map((line) => `${line}\r\n`).join(''));
    },
  };
}

describe('a live post with a radiation portal', () => {
  it('shows an alarm at once, keeps the truck from being let go, and takes a cut link for an unknown end', async () => {
    const { link, say } = await portal();
    const { folder, device } = dropFolder();
    const rpm = { id: 'rpm', driver: 'radiation-portal', lane: '1', link, settings: {} };
    const { work } = await livePost([device, rpm]);
    const { client } = work;
    const visit = await calledTruck(work, '01KG123ABC');
    await vi.waitFor(() => expect(sockets).toHaveLength(1), patience);
    say('GB,000250,000251,000249,000250', 'NB,000001,000000,000001,000000');
    say('GS,000250,000251,000249,000250', 'GA,000900,000901,000899,000900');
    const alarmed = await until(work, visit.id, ({ portal: [passage] }) =>
      expect(passage).toMatchObject({ gammaAlarm: true, endedAt: null }),
    );
    expect((await client.post.view.query()).alerts).toMatchObject([{ code: 'RADIATION_ALARM_TRUCK' }]);
    for (const socket of sockets.splice(0)) socket.destroy();
    const over = await until(work, visit.id, ({ portal: [passage] }) =>
      expect(passage).toMatchObject({ gammaAlarm: true, whole: false, endedAt: expect.any(String) }),
    );
    expect(over.portal).toHaveLength(1);
    writeFileSync(path.join(folder, 'truck.png'), await png());
    const ready = await until(work, visit.id, ({ state }) => expect(state).toBe('image-ready'));
    const opened = await client.commands.open.mutate(commandOn(ready));
    const scanId = ready.scans[0]?.id ?? '';
    const refused = client.commands.decide.mutate({ ...commandOn(opened), ...release, scanId });
    expect(await refusalOf(refused)).toBe('RADIATION_ALARM_OPEN');
    const passageId = alarmed.portal[0]?.id ?? '';
    const latest = await client.visits.get.query({ visitId: visit.id });
    const seen = await client.commands.acknowledgeAlarm.mutate({
      ...commandOn(latest),
      passageId,
      reason: 'ceramics',
    });
    expect((await client.commands.decide.mutate({ ...commandOn(seen), ...release, scanId })).state).toBe(
      'released',
    );
    expect((await client.post.view.query()).alerts).toEqual([]);
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a live post with a plate reader and a scale at the gate', () => {
  it('knows by the plate whose weight it is, and shows the photograph', async () => {
    const [reader, scale] = [await freePort(), await portal()];
    const { post, work } = await livePost([
      {
        id: 'camera',
        driver: 'plate-reader',
        lane: null,
        link: `listen://127.0.0.1:${reader}`,
        settings: {},
      },
      { id: 'scale', driver: 'weighbridge', lane: null, link: scale.link, settings: {} },
    ]);
    const { client, session } = work;
    const truck = (plate: string) => ({ plate, laneClass: 'walk-up' as const });
    await client.visits.arrive.mutate({ commandId: randomUUID(), truck: truck('AA111') });
    const { id } = await client.visits.arrive.mutate({ commandId: randomUUID(), truck: truck('01KG123ABC') });
    const jpeg = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#246' } })
      .jpeg()
      .toBuffer();
    const read = { plate: '01 KG 123 ABC', confidence: 0.9, image: jpeg.toString('base64') };
    await vi.waitFor(async () => {
      const answer = await fetch(`http://127.0.0.1:${reader}/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(read),
      });
      expect(answer.status).toBe(200);
    }, patience);
    const { plateReads } = await until(work, id, ({ plateReads: [first] }) =>
      expect(first).toMatchObject({ deviceId: 'camera', confidence: 0.9 }),
    );
    const photograph = await post.ask(`/plate-reads/${plateReads[0]?.pictureId}.jpg`, {
      headers: { 'x-scanpost-session': session },
    });
    expect(photograph.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await photograph.arrayBuffer())).toEqual(jpeg);
    await vi.waitFor(() => expect(sockets).toHaveLength(1), patience);
    await until(work, id, ({ weights: [weight] }) => {
      scale.say('ST,GS,+0018420kg');
      expect(weight).toMatchObject({ kg: 18_420, deviceId: 'scale' });
    });
    expect(await client.readings.unattached.query()).toEqual([]);
  });
});
