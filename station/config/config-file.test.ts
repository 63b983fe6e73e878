import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import { noLog } from '../log.ts';
import type { PostConfig } from './config.ts';
import { configKinds, partsForRestart } from './config-changes.ts';
import { ConfigFile, readConfig } from './config-file.ts';

let folder: string;
const open: ConfigFile[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scanpost-config-'));
});
afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
  rmSync(folder, { recursive: true });
});

const file = () => path.join(folder, 'config.json');
const good = () => path.join(folder, 'config.last-good.json');
const put = (text: string) => writeFileSync(file(), text);
const named = (name: string, ...devices: unknown[]) => JSON.stringify({ post: { name }, devices });
const plc: DeviceConfig = { id: 'gate', driver: 'test-plc', lane: null, link: 'tcp://plc:502', settings: {} };
const by = { id: 'officer-1', serviceNumber: '4117' };
const order = (subject: string, commandId = crypto.randomUUID()) => ({ commandId, by, subject });
const bad = '{\n  "lanes": ["1",\n}';
const refused = () => {
  throw new StationError('DEVICE_BUSY', 'busy');
};

async function opened(options: { refuse?: () => void; journalFull?: () => boolean } = {}) {
  const timers = manualTimers();
  const entries: NewEntry[] = [];
  const applied: PostConfig[] = [];
  const config = new ConfigFile({
    folder,
    kinds: fixtureKinds,
    read: await readConfig(folder, fixtureKinds),
    journal: {
      append(added) {
        if (options.journalFull?.()) throw new StationError('DISK_FULL', 'full', { details: { folder } });
        for (const entry of added) {
          configKinds[entry.kind as keyof typeof configKinds].parse(entry.body);
          entries.push(entry);
        }
        return { entries: [], version: 1, repeated: false };
      },
    },
    timers,
    log: noLog(),
    refuse: options.refuse ?? (() => {}),
    apply: (next) => applied.push(next),
  });
  open.push(config);
  await config.start();
  return { config, timers, entries, applied };
}

describe('the configuration’s file', () => {
  it('may be missing: every default holds, and nothing is written', async () => {
    const { config, entries } = await opened();
    expect(config.config.post.name).toBe('Scanpost');
    expect(readdirSync(folder)).toEqual([]);
    expect(entries).toEqual([]);
  });

  it('that is good is kept as the last good one, to the letter', async () => {
    const text = `\uFEFF{ "post": {"name": "Nur Zholy"} }\n`;
    put(text);
    const { entries } = await opened();
    expect(readFileSync(good(), 'utf8')).toBe(text);
    expect(readFileSync(file(), 'utf8')).toBe(text);
    expect(entries).toEqual([]);
  });

  it('that is bad at the start leaves the last good one in force, says so, and stays as it is', async () => {
    put(named('A', plc));
    await (await opened()).config.close();
    put(bad);
    const { config, entries } = await opened();
    expect(config.config.devices).toEqual([plc]);
    expect(config.problem).toEqual({
      place: 'line 3, column 1',
      reason: expect.stringContaining('Unexpected'),
    });
    expect(entries).toEqual([
      { actor: 'station', kind: 'config.refused', subject: 'config', body: config.problem },
    ]);
    expect(readFileSync(file(), 'utf8')).toBe(bad);
    expect(readFileSync(good(), 'utf8')).toBe(named('A', plc));
  });

  it('that is bad where there is no good one is refused, and nothing is written', async () => {
    put(bad);
    await expect(opened()).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    writeFileSync(good(), '{"lanes": []}');
    await expect(opened()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { place: 'line 3, column 1' },
    });
    expect(readdirSync(folder)).toEqual(['config.json', 'config.last-good.json']);
  });

  it('that was changed while the station was away is on record as the file’s change', async () => {
    put(named('A', plc));
    await (await opened()).config.close();
    put(named('B', { ...plc, lane: '1' }));
    const { entries } = await opened();
    expect(entries).toEqual([
      {
        actor: 'station',
        kind: 'config.changed',
        subject: 'config',
        body: {
          by: 'file',
          before: { post: expect.objectContaining({ name: 'A' }), devices: [plc] },
          after: { post: expect.objectContaining({ name: 'B' }), devices: [{ ...plc, lane: '1' }] },
        },
      },
    ]);
  });

  it.each([
    ['larger than anybody writes one', () => put(' '.repeat(1_000_001)), 'larger than'],
    ['a folder', () => mkdirSync(file()), 'cannot be read'],
  ])('that is %s is a mistake like any other', async (_what, make, reason) => {
    writeFileSync(good(), named('A'));
    make();
    const { config } = await opened();
    expect(config.config.post.name).toBe('A');
    expect(config.problem?.reason).toContain(reason);
  });

  it('is taken in while the station runs, but not while an editor still writes it', async () => {
    put(named('A'));
    const { config, timers, applied, entries } = await opened();
    put('{"post": {"na');
    timers.advance(2_000);
    await vi.waitFor(() => expect(readFileSync(file(), 'utf8')).toContain('na'));
    put(named('B', plc));
    await vi.waitFor(
      () => {
        timers.advance(2_000);
        expect(applied.map(({ devices }) => devices)).toEqual([[plc]]);
      },
      { timeout: 10_000 },
    );
    expect(config.config.post.name).toBe('B');
    expect(entries.map(({ kind }) => kind)).toEqual(['config.changed']);
    expect(readFileSync(good(), 'utf8')).toBe(named('B', plc));
  });

  it('that goes bad or goes away while the station runs changes nothing, and is forgiven when it is mended', async () => {
    put(named('A', plc));
    const { config, applied, entries } = await opened();
    put('{"devices": [{"id": "gate", "driver": "test-plc", "link": "tcp://plc"}]}');
    await config.reread();
    await config.reread();
    expect(config.problem).toEqual({
      place: 'line 1, column 59 (devices.0.link)',
      reason: expect.stringContaining('tcp://HOST:PORT'),
    });
    rmSync(file());
    await config.reread();
    expect(config.problem).toEqual({ place: 'the file', reason: 'it is gone' });
    put(named('A', plc));
    await config.reread();
    expect(config.problem).toBeNull();
    expect(config.config.devices).toEqual([plc]);
    expect(applied.map(({ devices }) => devices)).toEqual([[plc]]);
    expect(entries.map(({ kind }) => kind)).toEqual(['config.refused', 'config.refused']);
  });
});

describe('a change of the devices', () => {
  it('is in the file, in force, in the last good one and on record, with what else the file says untouched', async () => {
    put('{"post": {"name": "A"}, "language": "ru"}');
    const { config, applied, entries } = await opened();
    await config.change(order('gate'), (now) => [...now, plc]);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      post: { name: 'A' },
      language: 'ru',
      devices: [plc],
    });
    expect(readFileSync(good(), 'utf8')).toBe(readFileSync(file(), 'utf8'));
    expect(applied.at(-1)?.devices).toEqual([plc]);
    expect(entries).toEqual([
      {
        actor: 'officer-1',
        kind: 'config.changed',
        subject: 'gate',
        body: { by: '4117', before: { devices: [] }, after: { devices: [plc] } },
      },
    ]);
    await config.reread();
    expect(entries).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'config.last-good.json']);
  });

  it('is made once, however often it is asked for, and changes in turn do not lose each other', async () => {
    const { config, entries } = await opened();
    const add = order('gate');
    const two = { ...plc, id: 'two' };
    await Promise.all([
      config.change(add, (now) => [...now, plc]),
      config.change(add, (now) => [...now, plc]),
      config.change(order('two'), (now) => [...now, two]),
    ]);
    expect(config.config.devices).toEqual([plc, two]);
    expect(entries).toHaveLength(2);
  });

  it('that would be a mistake is refused by its field, and nothing changes', async () => {
    put(named('A'));
    const { config, applied } = await opened();
    const wrong = { ...plc, settings: { unit: 900 } };
    await expect(config.change(order('gate'), () => [wrong])).rejects.toMatchObject({
      code: 'DEVICE_CONFIG_INVALID',
      details: { field: 'settings.unit', reason: expect.stringContaining('247') },
    });
    expect(readFileSync(file(), 'utf8')).toBe(named('A'));
    expect(applied).toEqual([]);
  });

  it.each([
    ['that something forbids', { refuse: refused }, 'DEVICE_BUSY'],
    ['that the full disk keeps from the record', { journalFull: () => true }, 'DISK_FULL'],
  ])('%s is refused, and nothing changes', async (_what, options, code) => {
    put(named('A'));
    const { config, applied } = await opened(options);
    await expect(config.change(order('gate'), () => [plc])).rejects.toMatchObject({ code });
    expect(readFileSync(file(), 'utf8')).toBe(named('A'));
    expect(config.config.devices).toEqual([]);
    expect(applied).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'config.last-good.json']);
    await expect(config.change(order('gate'), () => [plc])).rejects.toMatchObject({ code });
  });

  it('that cannot be put in its place is taken back on record', async () => {
    const { config, entries, applied } = await opened();
    // A folder stands where the file has to go, and came after the last look.
    await expect(
      config.change(order('gate'), () => {
        mkdirSync(path.join(file(), 'in-the-way'), { recursive: true });
        return [plc];
      }),
    ).rejects.toThrow();
    expect(config.config.devices).toEqual([]);
    expect(applied).toEqual([]);
    expect(entries.map(({ body }) => body)).toEqual([
      { by: '4117', before: { devices: [] }, after: { devices: [plc] } },
      { by: 'file', before: { devices: [plc] }, after: { devices: [] } },
    ]);
  });

  it('takes in first what was written by hand meanwhile', async () => {
    put(named('A'));
    const { config } = await opened();
    put(named('B', plc));
    const two = { ...plc, id: 'two' };
    await config.change(order('two'), (now) => [...now, two]);
    expect(config.config.post.name).toBe('B');
    expect(config.config.devices).toEqual([plc, two]);
  });

  it('keeps a bad file that it has to replace', async () => {
    put(named('A'));
    const { config } = await opened();
    put(bad);
    await config.change(order('gate'), (now) => [...now, plc]);
    expect(readFileSync(path.join(folder, 'config.refused.json'), 'utf8')).toBe(bad);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ post: { name: 'A' }, devices: [plc] });
    expect(config.problem).toBeNull();
  });

  it('that a crash cut short leaves the file whole, and its remains are swept away', async () => {
    put(named('A'));
    writeFileSync(path.join(folder, '.config.json-half'), '{"post": {"na');
    const { config } = await opened();
    expect(config.config.post.name).toBe('A');
    expect(existsSync(path.join(folder, '.config.json-half'))).toBe(false);
  });
});

describe('killed with signal 9 while it is changed', () => {
  it('is as it was before a change or as it is after it, and starts again', async () => {
    for (const afterMs of [0, 3, 17, 40]) {
      const script = path.join(import.meta.dirname, 'write-loop.fixture.ts');
      const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { config, problem } = await readConfig(folder, fixtureKinds);
      expect(problem).toBeNull();
      expect(config.devices).toHaveLength(40);
      expect(new Set(config.devices.map(({ link }) => link.split(':')[1])).size).toBe(1);
      await (await opened()).config.close();
      expect(readdirSync(folder).sort()).toEqual(['config.json', 'config.last-good.json']);
    }
  });
});

describe('a change of another part', () => {
  it('says which parts wait for the next start', async () => {
    const { config } = await opened();
    const running = config.config;
    expect(partsForRestart(running, { ...running, devices: [plc] })).toEqual([]);
    expect(
      partsForRestart(running, {
        ...running,
        post: { name: 'B', timeZone: 'Asia/Almaty' },
        lanes: ['1', '2'],
        language: 'ru',
      }),
    ).toEqual([...(running.post.timeZone === 'Asia/Almaty' ? [] : ['post.timeZone']), 'lanes', 'language']);
  });
});
