import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceRole } from '../../native-bridge/drivers/driver.ts';
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import type { ScannerStatus } from '../../native-bridge/drivers/scanner.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { DeviceTestReport } from '../api/device-views.pure.ts';
import { patience } from '../at-the-lane.fixture.ts';
import { checkJournal } from '../journal/check-journal.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import {
  type Ask,
  type Client,
  clientOf,
  closePost,
  commandOn,
  goToWork,
  openPost,
  refusalOf,
  temporaryFolder,
  tidyUp,
} from '../post.fixture.ts';
import { deviceBench } from './device-bench.fixture.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(tidyUp);

const scanner = { id: 'gantry', driver: 'test-scanner', lane: '1', link: 'tcp://s:1', settings: {} };
const plc = {
  id: 'plc',
  driver: 'test-plc',
  lane: '1',
  link: 'tcp://p:502',
  settings: {
    signals: [
      { name: 'door', meaning: 'interlock' },
      { name: 'pillar', meaning: 'emergency-stop' },
    ],
  },
};
const folder = { id: 'drop', driver: 'test-folder', lane: null, link: 'folder:/srv/pictures', settings: {} };
const ready: ScannerStatus = {
  state: 'ready',
  interlocks: [],
  emergencyStop: { latched: false },
  beamOn: false,
};

async function atWork(config: unknown = {}, mode: 'live' | 'training' = 'live') {
  const dataFolder = temporaryFolder();
  const file = path.join(dataFolder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const bench = deviceBench();
  const post = await openPost({ dataFolder, mode, drivers: { kinds: fixtureKinds, start: bench.start } });
  const work = await goToWork(post.ask);
  const online = async (link: string) => {
    await vi.waitFor(() => expect(bench.runs(link).at(-1)?.over).toBe(false), patience);
    bench.last(link).greet();
  };
  const shown = async (id: string) =>
    (await work.client.post.view.query()).devices.find((device) => device.id === id);
  const entries = async () => {
    await closePost(post);
    const found: { kind: string; subject: string; body: Record<string, unknown> }[] = [];
    const { bad } = checkJournal(path.join(dataFolder, 'journal.db'), {
      kinds: stationKinds,
      readModels: stationReadModels,
    });
    expect(bad).toEqual([]);
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(path.join(dataFolder, 'journal.db'), { readonly: true });
    for (const row of db.prepare('SELECT kind, subject, body FROM entries ORDER BY seq').all()) {
      const { kind, subject, body } = row as { kind: string; subject: string; body: string };
      found.push({ kind, subject, body: JSON.parse(body) as Record<string, unknown> });
    }
    db.close();
    return found;
  };
  return { ...post, ...work, bench, file, dataFolder, online, shown, entries };
}

const add = (client: Client, device: typeof scanner | typeof folder, commandId = randomUUID()) =>
  client.devices.add.mutate({ commandId, device });

/** What a stream says until it ends or `enough` is satisfied. */
async function reports(
  ask: Ask,
  session: string,
  device: unknown,
  enough: (seen: readonly DeviceTestReport[], text: string) => boolean,
): Promise<{ status: number; seen: DeviceTestReport[]; text: string }> {
  const leaving = new AbortController();
  const answer = await ask(`/rpc/devices.test?input=${encodeURIComponent(JSON.stringify({ device }))}`, {
    headers: { 'x-scanpost-session': session, accept: 'text/event-stream' },
    signal: leaving.signal,
  });
  let text = '';
  const seen: DeviceTestReport[] = [];
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    seen.length = 0;
    for (const line of text.split('\n').slice(0, -1)) {
      if (!line.startsWith('data: {')) continue;
      const said = JSON.parse(line.slice('data: '.length)) as DeviceTestReport;
      if (said.kind !== undefined) seen.push(said);
    }
    if (enough(seen, text)) break;
  }
  leaving.abort();
  return { status: answer.status, seen, text };
}

describe('the calls about devices', () => {
  it('say which kinds of devices there are, with a schema a form can be made of', async () => {
    const { client } = await atWork();
    const kinds = await client.devices.kinds.query();
    expect(kinds.map(({ driver, role, links }) => [driver, role, links])).toEqual([
      ['test-scanner', 'scanner', ['tcp', 'serial']],
      ['test-plc', 'plc', ['tcp', 'serial']],
      ['test-reader', 'plate-reader', ['listen']],
      ['test-folder', 'image-source', ['folder']],
    ]);
    expect(kinds[1]?.settings).toMatchObject({
      type: 'object',
      properties: {
        unit: { type: 'integer', minimum: 1, maximum: 247, default: 1, title: 'Unit', examples: [1] },
      },
    });
  });

  it('list the serial ports, or none', async () => {
    const { client } = await atWork();
    for (const { path: port } of await client.devices.serialPorts.query()) expect(port).not.toBe('');
  });

  it('add, change and remove a device while the post runs, each on record with what was before', async () => {
    const { client, online, shown, bench, entries, file, dataFolder } = await atWork({ lanes: ['1', '2'] });
    await add(client, folder);
    await vi.waitFor(() => expect(bench.runs(folder.link)).toHaveLength(1), patience);
    expect(bench.last(folder.link).wish).toMatchObject({ spool: path.join(dataFolder, 'devices', 'drop') });
    expect(existsSync(path.join(dataFolder, 'devices', 'drop'))).toBe(true);
    await online(folder.link);
    await vi.waitFor(async () => expect((await shown('drop'))?.link).toBe('online'), patience);
    const moved = { ...folder, lane: '2' };
    const configured = await client.devices.change.mutate({ commandId: randomUUID(), device: moved });
    expect(configured).toEqual({ devices: [moved], file, problem: null });
    await vi.waitFor(async () => expect(await shown('drop')).toMatchObject({ lane: '2' }), patience);
    await client.devices.remove.mutate({ commandId: randomUUID(), id: 'drop' });
    await vi.waitFor(async () => expect(await shown('drop')).toBeUndefined(), patience);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ lanes: ['1', '2'], devices: [] });
    const changes = (await entries()).filter(({ kind }) => kind === 'config.changed');
    expect(changes.map(({ subject, body }) => [subject, body])).toEqual([
      ['drop', { by: '4117', before: { devices: [] }, after: { devices: [folder] } }],
      ['drop', { by: '4117', before: { devices: [folder] }, after: { devices: [moved] } }],
      ['drop', { by: '4117', before: { devices: [moved] }, after: { devices: [] } }],
    ]);
  });

  it('refuse what cannot be: a name that is taken or unknown, a wrong field, a double click twice', async () => {
    const { client } = await atWork();
    const commandId = randomUUID();
    await Promise.all([add(client, folder, commandId), add(client, folder, commandId)]);
    expect(await refusalOf(add(client, { ...folder, id: 'DROP' }))).toBe('DEVICE_EXISTS');
    expect(await refusalOf(add(client, { ...scanner, lane: '7' }))).toBe('DEVICE_CONFIG_INVALID');
    expect(await refusalOf(add(client, { ...folder, id: '../x' }))).toBe('INPUT_INVALID');
    expect(await refusalOf(client.devices.change.mutate({ commandId: randomUUID(), device: scanner }))).toBe(
      'DEVICE_UNKNOWN',
    );
    expect(await refusalOf(client.devices.remove.mutate({ commandId: randomUUID(), id: 'x' }))).toBe(
      'DEVICE_UNKNOWN',
    );
    expect((await client.devices.config.query()).devices).toEqual([folder]);
  });

  it('keep what is secret from the journal, and from who may look but not change', async () => {
    const reader = {
      id: 'plates',
      driver: 'test-reader',
      lane: null,
      link: 'listen://127.0.0.1:8090',
      settings: { path: '/read', token: 'open sesame' },
    };
    const { ask, client, bench, entries } = await atWork();
    await client.devices.add.mutate({ commandId: randomUUID(), device: reader });
    await client.devices.change.mutate({
      commandId: randomUUID(),
      device: { ...reader, settings: { ...reader.settings, token: 'another' } },
    });
    await vi.waitFor(() => expect(bench.runs(reader.link)).toHaveLength(2), patience);
    expect(bench.last(reader.link).wish.settings).toMatchObject({ token: 'another' });
    expect((await client.devices.config.query()).devices[0]?.settings).toMatchObject({ token: 'another' });
    await client.officers.add.mutate({
      serviceNumber: '5000',
      name: 'Supervisor',
      password: 'a good password',
      roles: ['supervisor'],
      language: 'en',
    });
    const second = await clientOf(ask).session.signIn.mutate({
      serviceNumber: '5000',
      password: 'a good password',
    });
    await clientOf(ask, second.session).session.changePassword.mutate({
      password: 'a good password',
      newPassword: 'a better password',
    });
    expect((await clientOf(ask, second.session).devices.config.query()).devices).toEqual([
      { ...reader, settings: { path: '/read', token: '(hidden)' } },
    ]);
    const changes = (await entries()).filter(({ kind }) => kind === 'config.changed');
    expect(changes).toHaveLength(2);
    expect(JSON.stringify(changes)).not.toMatch(/sesame|another/);
    expect(JSON.stringify(changes)).toContain('(hidden)');
  });

  it('take in what is written into the file, and tell everybody of a mistake in it', async () => {
    const { client, file, shown, entries } = await atWork({ devices: [folder] });
    writeFileSync(file, JSON.stringify({ post: { name: 'Kairak' }, lanes: ['1', '2'], devices: [plc] }));
    await vi.waitFor(async () => expect(await shown('plc')).toMatchObject({ role: 'plc' }), patience);
    const view = await client.post.view.query();
    expect(view).toMatchObject({ name: 'Kairak', lanes: ['1'] });
    expect(view.devices.map(({ id }) => id)).toEqual(['plc']);
    expect(view.alerts).toContainEqual({ code: 'CONFIG_RESTART', details: { parts: 'lanes' } });
    writeFileSync(file, '{\n"devices": [7]}');
    const problem = { place: 'line 2, column 13 (devices.0)', reason: expect.stringMatching(/object/i) };
    await vi.waitFor(async () => {
      const { alerts } = await client.post.view.query();
      expect(alerts).toContainEqual({ code: 'CONFIG_INVALID', details: { file, ...problem } });
    }, patience);
    expect((await client.devices.config.query()).problem).toEqual(problem);
    expect((await shown('plc'))?.role).toBe('plc');
    expect((await entries()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['config.changed', 'config.refused']),
    );
  });

  it('start with the last good configuration when the file has a mistake', async () => {
    const { station, ask, dataFolder, file } = await atWork({ devices: [folder] });
    await closePost({ station, ask });
    writeFileSync(file, '{"devices": [');
    const bench = deviceBench();
    const again = await openPost({
      dataFolder,
      mode: 'live',
      drivers: { kinds: fixtureKinds, start: bench.start },
    });
    const { client } = await goToWork(again.ask);
    const view = await client.post.view.query();
    expect(view.devices.map(({ id }) => id)).toEqual(['drop']);
    expect(view.alerts.map(({ code }) => code)).toContain('CONFIG_INVALID');
  });

  it('write an output of a PLC, once for each command, and put it on record first', async () => {
    const { client, bench, online, entries, shown } = await atWork({ devices: [plc] });
    const write = (value: boolean, commandId = randomUUID()) =>
      client.devices.write.mutate({ commandId, deviceId: 'plc', output: 'gate', value });
    expect(await refusalOf(write(true))).toBe('DEVICE_OFFLINE');
    await online(plc.link);
    await vi.waitFor(async () => expect((await shown('plc'))?.link).toBe('online'), patience);
    const commandId = randomUUID();
    await write(true, commandId);
    await write(true, commandId);
    expect(await refusalOf(write(false, commandId))).toBe('COMMAND_ID_REUSED');
    bench.answer = async () => {
      throw new BridgeError('DEVICE_REFUSED', 'not writable', { details: { reason: 'interlock' } });
    };
    expect(await refusalOf(write(false))).toBe('DEVICE_REFUSED');
    expect(bench.last(plc.link).asked).toHaveLength(2);
    const written = (await entries()).filter(({ kind }) => kind === 'device.output-written');
    expect(written.map(({ subject, body }) => [subject, body])).toEqual([
      ['plc', { output: 'gate', value: true, by: '4117' }],
      ['plc', { output: 'gate', value: false, by: '4117' }],
    ]);
  });

  it('bring a simulator where training has no scanner, and let it go when one is added', async () => {
    const { client, online, bench } = await atWork({ devices: [folder] }, 'training');
    const ids = async () => (await client.post.view.query()).devices.map(({ id }) => id);
    expect((await ids()).sort()).toEqual(['drop', 'simulator']);
    await add(client, scanner);
    await vi.waitFor(async () => expect((await ids()).sort()).toEqual(['drop', 'gantry']), patience);
    await online(scanner.link);
    expect(bench.runs(folder.link)).toHaveLength(1);
  });
});

describe('a scan at a lane with a PLC', () => {
  it('is started only when the PLC says that all is safe, and shown why not', async () => {
    const { client, bench, online, entries } = await atWork({ devices: [scanner, plc] });
    await client.visits.arrive.mutate({
      commandId: randomUUID(),
      truck: { plate: '123ABC02', laneClass: 'walk-up' },
    });
    const called = await client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
    const scan = () => refusalOf(client.commands.startScan.mutate(commandOn(called)));
    const shown = async () => (await client.post.view.query()).scanners[0];
    await online(scanner.link);
    await vi.waitFor(async () => expect((await shown())?.link).toBe('online'), patience);
    bench.last(scanner.link).sink('scanner').status(ready);
    expect(await scan()).toBe('INTERLOCK_UNKNOWN');
    await online(plc.link);
    await vi.waitFor(async () => {
      const { devices } = await client.post.view.query();
      expect(devices.find(({ id }) => id === 'plc')?.link).toBe('online');
    }, patience);
    const say = (door: boolean | null, pillar: boolean | null) =>
      bench
        .last(plc.link)
        .sink('plc')
        .signals([
          { name: 'door', meaning: 'interlock', value: door, unit: '', writable: false },
          { name: 'pillar', meaning: 'emergency-stop', value: pillar, unit: '', writable: false },
        ]);
    say(true, true);
    expect(await scan()).toBe('EMERGENCY_STOP');
    expect((await shown())?.emergencyStop).toEqual({ latched: true, where: 'pillar' });
    say(true, null);
    expect(await scan()).toBe('EMERGENCY_STOP');
    say(false, false);
    expect(await scan()).toBe('INTERLOCK_OPEN');
    say(null, false);
    expect(await scan()).toBe('INTERLOCK_UNKNOWN');
    bench.last(plc.link).drop();
    await vi.waitFor(
      async () => expect((await shown())?.interlocks).toContainEqual({ name: 'door', closed: null }),
      patience,
    );
    expect(await scan()).toBe('INTERLOCK_UNKNOWN');
    await vi.waitFor(() => expect(bench.runs(plc.link)).toHaveLength(2), patience);
    await online(plc.link);
    await vi.waitFor(async () => {
      say(true, false);
      expect((await shown())?.interlocks).toContainEqual({ name: 'door', closed: true });
    }, patience);
    expect(bench.last(scanner.link).asked).toEqual([]);
    expect(await scan()).toBe('none');
    expect(bench.last(scanner.link).asked.map(({ command }) => command)).toEqual(['startScan']);

    expect(await refusalOf(client.devices.remove.mutate({ commandId: randomUUID(), id: 'gantry' }))).toBe(
      'DEVICE_BUSY',
    );
    const events = (await entries()).filter(({ kind }) => kind === 'device.event');
    expect(events.map(({ body }) => body.event)).toEqual([
      'emergency-stop',
      'interlock-opened',
      'emergency-stop-released',
      'signal-unknown',
      'interlock-closed',
    ]);
  });
});

describe('a device that is tried out', () => {
  it('is told about as it happens, nothing of it is recorded, and its pictures are not taken', async () => {
    const { ask, session, bench, entries } = await atWork();
    const told = reports(ask, session, folder, (seen) => seen.some(({ kind }) => kind === 'event'));
    await vi.waitFor(() => expect(bench.runs(folder.link)).toHaveLength(1), patience);
    const run = bench.last(folder.link);
    run.greet();
    await Promise.resolve();
    const picture = {
      sha256: 'a',
      file: '/x',
      name: 'a.tif',
      format: 'tiff',
      receivedAt: '',
      about: {},
    } as const;
    const taken = run.sink('image-source').image(picture);
    taken.catch(() => {});
    const { seen } = await told;
    expect(seen.map(({ kind, text }) => [kind, text])).toEqual([
      ['link', 'connecting'],
      ['link', 'online'],
      ['event', 'image'],
    ]);
    expect(seen[2]).toMatchObject({ at: expect.stringMatching(/Z$/), data: { name: 'a.tif' } });
    await expect(taken).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
    await vi.waitFor(() => expect(run.over).toBe(true), patience);
    expect((await entries()).filter(({ kind }) => kind.startsWith('device.'))).toEqual([]);
  });

  it('that cannot be reached says why, and the test is over', async () => {
    const { ask, session, bench } = await atWork();
    bench.dead.set(plc.link, new BridgeError('LINK_FAILED', 'nobody', { details: { address: plc.link } }));
    const { seen } = await reports(ask, session, plc, () => false);
    expect(seen.map(({ kind, text, data }) => [kind, text, data])).toEqual([
      ['link', 'connecting', { link: plc.link }],
      ['fault', 'LINK_FAILED', { address: plc.link }],
      ['link', 'lost', { code: 'LINK_FAILED' }],
    ]);
  });

  it('that floods is shown in part, with the number of what is not', async () => {
    const { ask, session, bench } = await atWork();
    const told = reports(ask, session, plc, (seen) => seen.some(({ text }) => text === 'not-shown'));
    await vi.waitFor(() => expect(bench.runs(plc.link)).toHaveLength(1), patience);
    for (let n = 0; n < 5_000; n += 1) bench.last(plc.link).sink('plc').signals([]);
    const { seen } = await told;
    const count = seen.find(({ text }) => text === 'not-shown')?.data as { count: number };
    expect(count.count).toBeGreaterThan(4_000);
  });

  it('is refused when its link is in use, or it cannot be so', async () => {
    const { ask, session, bench } = await atWork({ devices: [plc] });
    const over = (_seen: unknown, text: string) => text.includes('"code"');
    const { text } = await reports(ask, session, { ...plc, id: 'other' }, over);
    expect(text).toContain('DEVICE_LINK_IN_USE');
    expect(text).toContain('CONFLICT');
    const wrong = { ...folder, link: 'tcp://h:1' };
    expect((await reports(ask, session, wrong, over)).text).toContain('DEVICE_CONFIG_INVALID');
    const first = reports(ask, session, folder, (seen) => seen.length > 1);
    await vi.waitFor(() => expect(bench.runs(folder.link)).toHaveLength(1), patience);
    expect((await reports(ask, session, folder, over)).text).toContain('DEVICE_LINK_IN_USE');
    bench.last(folder.link).greet();
    await first;
    await vi.waitFor(() => expect(bench.last(folder.link).over).toBe(true), patience);
  });
});

const everyRole: readonly DeviceRole[] = [
  'scanner',
  'image-source',
  'plc',
  'radiation-portal',
  'generator',
  'plate-reader',
  'weighbridge',
];

describe('the roles', () => {
  it('that the screen knows are those that drivers have', async () => {
    const { deviceRoles } = await import('../api/device-views.pure.ts');
    expect([...deviceRoles].sort()).toEqual([...everyRole].sort());
  });
});
