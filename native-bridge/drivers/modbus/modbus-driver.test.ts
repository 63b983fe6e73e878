import { afterEach, describe, expect, test, vi } from 'vitest';
import { modbusDevice } from '../../simulator/devices/modbus.ts';
import { simulatedPlcMap } from '../../simulator/devices/plc-model.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import { type Ends, memoryLink, missingProgram, serialLink, tcpLink, type Undo } from './links.fixture.ts';
import { modbus } from './modbus.ts';
import { PlcRecordingSink } from './plc-sink.fixture.ts';
import { modbusSettings } from './settings.ts';

const undo: Undo = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface LinkKind {
  readonly name: string;
  readonly framing: 'tcp' | 'rtu';
  readonly open: () => Promise<Ends>;
  /** A serial line has no end that the other side could see. */
  readonly ends: boolean;
  readonly missing?: string | null;
}
const links: readonly LinkKind[] = [
  { name: 'Modbus TCP in memory', framing: 'tcp', open: memoryLink, ends: true },
  { name: 'RTU in memory', framing: 'rtu', open: memoryLink, ends: true },
  { name: 'Modbus TCP', framing: 'tcp', open: () => tcpLink(undo), ends: true },
  { name: 'RTU behind a serial server', framing: 'rtu', open: () => tcpLink(undo), ends: true },
  {
    name: 'RTU on a serial line',
    framing: 'rtu',
    open: () => serialLink(undo),
    ends: false,
    missing: missingProgram('socat', '-V'),
  },
];

const good = {
  'Entry gate closed': true,
  'Exit gate closed': true,
  'Cabinet door closed': true,
  'Emergency stop': false,
  'Entry loop': false,
  'Exit loop': false,
  'Entry barrier': false,
  'Green light': false,
  'Warm-up left': 0,
  Speed: 0,
  Cabinet: 24.5,
  'Speed limit': 1.5,
  Fan: false,
  Trucks: 70_000,
  'Belt lights': false,
};
const unknown = Object.fromEntries(Object.keys(good).map((name) => [name, null]));

for (const link of links) {
  const { missing = null } = link;
  const run = missing === null ? describe : describe.skip;
  run(`A PLC over ${link.name}${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
    test('is read by its map, and what changes is told', async () => {
      const { sink, device, driver } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      await expect(driver.capabilities).resolves.toBeDefined();
      await until(() => expect(sink.healths.at(-1)).toEqual({ level: 'good' }));
      await device.order({ do: 'interlock', which: 0, closed: false });
      await device.order({ do: 'emergencyStop' });
      await until(() =>
        expect(sink.values).toEqual({ ...good, 'Entry gate closed': false, 'Emergency stop': true }),
      );
      device.model.speed(-0.4);
      await until(() => expect(sink.value('Speed')).toBe(-0.4));
      // Told when something changes, and only then.
      expect(new Set(sink.reports.map((report) => JSON.stringify(report))).size).toBe(sink.reports.length);
    });

    test('that falls silent is unknown, then lost', async () => {
      const { sink, device, ended } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      await device.order({ do: 'silence' });
      await until(() => expect(sink.values).toEqual(unknown));
      await until(() => expect(sink.healths.at(-1)).toMatchObject({ code: 'DEVICE_SILENT' }));
      await expect(ended).rejects.toMatchObject({ code: 'LINK_TIMEOUT' });
      expect(sink.values).toEqual(unknown);
    });

    test('that speaks again before it is lost is known again', async () => {
      const { sink, device } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      await device.order({ do: 'silence' });
      await until(() => expect(sink.values).toEqual(unknown));
      await device.order({ do: 'silence', on: false });
      await until(() => expect(sink.values).toEqual(good));
      await until(() => expect(sink.healths.at(-1)).toEqual({ level: 'good' }));
    });

    test('never takes a wrong answer for a value', async () => {
      const { sink, device } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      const onTcp = ['unit', 'function', 'short', 'long', 'transaction'] as const;
      const onRtu = ['unit', 'function', 'short', 'long', 'checksum', 'garbage'] as const;
      for (const how of link.framing === 'tcp' ? onTcp : onRtu) {
        const before = sink.reports.length;
        await device.order({ do: 'wrong', how, times: 2 });
        await until(() => expect(wasUnknown(sink, before), how).toBe(true));
        await until(() => expect(sink.values).toEqual(good));
      }
      expect(untrue(sink, good)).toEqual([]);
    });

    test('answers in pieces, and twice, as well', async () => {
      const { sink, device } = await begin(link);
      await device.order({ do: 'slow', bytes: 1 });
      await until(() => expect(sink.values).toEqual(good));
      await device.order({ do: 'wrong', how: 'twice', times: 2 });
      device.model.speed(2);
      await until(() => expect(sink.value('Speed')).toBe(2));
      await until(() => expect(sink.values).toEqual({ ...good, Speed: 2 }));
    });

    test('that answers late never gives one request’s values to another', async () => {
      const { sink, device } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      // Later than the time an answer has, so that the next request may be under way.
      const before = sink.reports.length;
      await device.order({ do: 'late', ms: timeoutMs * 1.5 });
      await until(() => expect(wasUnknown(sink, before)).toBe(true));
      await until(() => expect(sink.values).toEqual(good));
      expect(untrue(sink, good)).toEqual([]);
    });

    test('that says no to everything is there, and its signals are unknown and named', async () => {
      const { sink, device } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      await device.order({ do: 'exception', code: 2 });
      await until(() => expect(sink.values).toEqual(unknown));
      await until(() =>
        expect(sink.healths.at(-1)).toMatchObject({
          code: 'DEVICE_REPORTS_FAULT',
          text: expect.stringMatching(/"Entry gate closed" \(discrete 0\): it has no such address/),
        }),
      );
      await device.order({ do: 'exception', code: 0 });
      await until(() => expect(sink.values).toEqual(good));
    });

    test('that floods is unknown, and lost where the stream cannot be followed', async () => {
      const { sink, device, ended } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      const before = sink.reports.length;
      await device.order({ do: 'flood', bytes: 300_000 });
      const outcome = await Promise.race([
        ended.catch((cause: unknown) => cause),
        until(() => expect(wasUnknown(sink, before)).toBe(true)).then(() => 'unknown'),
      ]);
      if (outcome !== 'unknown') expect(outcome).toMatchObject({ name: 'BridgeError' });
      expect(wasUnknown(sink, before)).toBe(true);
      expect(untrue(sink, good)).toEqual([]);
    });

    test('that begins again in the middle of an answer is read again over a new link', async () => {
      const first = await begin(link);
      await until(() => expect(first.sink.values).toEqual(good));
      await first.far.write(Buffer.from('0103', 'hex'));
      first.stop.abort();
      await expect(first.ended).resolves.toBeUndefined();
      expect(first.sink.values).toEqual(unknown);
      const second = await begin(link);
      await until(() => expect(second.sink.values).toEqual(good));
    });

    if (!link.ends) return;
    test('that ends the link is lost and unknown', async () => {
      const { sink, device, ended, driver } = await begin(link);
      await until(() => expect(sink.values).toEqual(good));
      await device.order({ do: 'cut' });
      await expect(ended).rejects.toMatchObject({ code: 'LINK_CLOSED' });
      expect(sink.values).toEqual(unknown);
      await expect(
        driver.writeOutput({ commandId: 'a', output: 'Green light', value: true }),
      ).rejects.toMatchObject({
        code: 'LINK_CLOSED',
      });
    });
  });
}

test('A stream that is not Modbus TCP is given up, and everything is unknown', async () => {
  const { sink, device, ended } = await begin(links[0] as LinkKind);
  await until(() => expect(sink.values).toEqual(good));
  await device.order({ do: 'wrong', how: 'garbage' });
  await expect(ended).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
  expect(sink.values).toEqual(unknown);
});

test('A signal the PLC does not have costs no other its value', async () => {
  const missing = { name: 'Not there', table: 'input', address: 6, type: 'u16' } as const;
  const { sink } = await begin(links[0] as LinkKind, { signals: [...simulatedPlcMap.signals, missing] });
  await until(() => expect(sink.values).toEqual({ ...good, 'Not there': null }));
  await until(() =>
    expect(sink.healths.at(-1)).toEqual({
      level: 'degraded',
      code: 'DEVICE_REPORTS_FAULT',
      text: '"Not there" (input 6): it has no such address (exception 2)',
    }),
  );
});

test('A machine that was suspended knows nothing until it has read again', async () => {
  let ahead = 0;
  const timers = { ...systemTimers, now: () => systemTimers.now() + ahead };
  const { sink, device } = await begin(links[0] as LinkKind, {}, timers);
  await until(() => expect(sink.values).toEqual(good));
  const before = sink.reports.length;
  await device.order({ do: 'interlock', closed: false });
  ahead += 3_600_000;
  await until(() => expect(sink.value('Entry gate closed')).toBe(false));
  expect(sink.reports.slice(before).some((report) => report.every(({ value }) => value === null))).toBe(true);
});

/** Whether every signal was told to be unknown since that many reports. */
function wasUnknown(sink: PlcRecordingSink, since: number): boolean {
  return sink.reports.slice(since).some((report) => report.every(({ value }) => value === null));
}

/** What was ever told that is neither unknown nor true. */
function untrue(sink: PlcRecordingSink, truth: Readonly<Record<string, unknown>>): unknown[] {
  return sink.reports.flat().filter(({ name, value }) => value !== null && value !== truth[name]);
}

function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 5 });
}

/** Short, for tests of silence; an answer in a test comes at once or not at all. */
const timeoutMs = 80;

async function begin(link: LinkKind, more: object = {}, timers = systemTimers) {
  const { near, far } = await link.open();
  const device = modbusDevice({ speed: 1, framing: link.framing });
  void device.serve(far);
  undo.push(() => device.close());
  return { device, far, ...start(near, link.framing, more, timers) };
}

function start(connection: Connection, framing: 'tcp' | 'rtu', more: object, timers = systemTimers) {
  const sink = new PlcRecordingSink();
  const stop = new AbortController();
  const driver = modbus.create({
    link: { kind: 'bytes', connection },
    sink,
    settings: modbusSettings.parse({ framing, pollMs: 20, timeoutMs, ...simulatedPlcMap, ...more }),
    timers,
    utc: () => '2026-01-01T00:00:00.000Z',
    spool: '',
  });
  const ended = driver.run(stop.signal);
  ended.catch(() => {});
  undo.push(() => stop.abort());
  return { sink, driver, ended, stop };
}
