import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modbusDevice } from '../../simulator/devices/modbus.ts';
import { manualTimers } from '../../transport/manual-timers.ts';
import { memoryPair } from '../../transport/memory.ts';
import { pause } from '../../transport/timers.ts';
import { ModbusDriver } from './modbus-driver.ts';
import { PlcRecordingSink } from './plc-sink.fixture.ts';
import { modbusSettings } from './settings.ts';

const timeoutMs = 100;
/** Two requests whose answers have the same shape, so that one could be taken for the other's. */
const twins = {
  framing: 'rtu' as 'rtu' | 'tcp',
  pollMs: 50,
  timeoutMs,
  maxGap: 0,
  signals: [
    { name: 'First', table: 'holding', address: 2, type: 'u16' },
    { name: 'Second', table: 'holding', address: 10, type: 'u16' },
    { name: 'Third', table: 'holding', address: 20, type: 'u16' },
  ],
};
const truth: Readonly<Record<string, number>> = { First: 7, Second: 150, Third: 31 };

/** Question and answer together less than twice the time an answer has: later, RTU cannot tell them apart. */
const mostLateMs = 85;

/** What happens to one write of either end. */
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'pass' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'lose' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'twice' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(12) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('late' as const), ms: fc.integer({ min: 1, max: mostLateMs }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flip' as const), bit: fc.nat(120) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 6 }) }),
  },
);

/**
 * What can go wrong together, and how late. An answer too many is seen within the silence behind a round; a whole
 * answer more and another one less in one round cannot be seen on RTU, which has no numbers. Modbus TCP has no checksum
 * of its own: TCP sees to damage.
 */
const faults = [
  {
    framing: 'rtu',
    what: 'loses, delays, cuts and damages',
    kinds: ['pass', 'lose', 'late', 'cut', 'flip', 'noise'],
    lateMs: 85,
  },
  { framing: 'rtu', what: 'repeats and delays', kinds: ['pass', 'twice', 'late'], lateMs: 15 },
  { framing: 'tcp', what: 'loses, repeats and delays', kinds: ['pass', 'lose', 'twice', 'late'], lateMs: 85 },
] as const;

describe('A line', () => {
  test.each(faults)(
    'of $framing that $what never tells a value that is not true',
    async ({ framing, kinds, lateMs }) => {
      const possible: readonly string[] = kinds;
      await fc.assert(
        fc.asyncProperty(fc.array(fate, { minLength: 6, maxLength: 60 }), async (fates) => {
          const { sink } = await live(
            framing,
            fates.filter(({ kind }) => possible.includes(kind)).map(lateBy(lateMs)),
            4_000,
          );
          expect(untrue(sink)).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
  );

  test('that is good again is known again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 6 }), async (fates) => {
        const { sink, ended } = await live('rtu', fates, 6_000);
        if (!ended) expect(sink.values).toEqual(truth);
      }),
      { numRuns: 30 },
    );
  });
});

test('A PLC that answers every request too late never has one value told for another', async () => {
  const late = Array.from({ length: 40 }, () => ({ kind: 'late' as const, ms: timeoutMs * 1.6 }));
  const { sink, ended } = await live('rtu', late, 5_000, 'answers');
  expect(untrue(sink)).toEqual([]);
  expect(sink.reports.flat().some(({ value }) => value !== null)).toBe(false);
  expect(ended).toMatchObject({ code: 'LINK_TIMEOUT' });
});

type Fate = typeof fate extends fc.Arbitrary<infer One> ? One : never;

/** Late by so much at most. */
function lateBy(ms: number): (fate: Fate) => Fate {
  return (one) => (one.kind === 'late' ? { ...one, ms: Math.min(one.ms, ms) } : one);
}

/** Runs a driver and a PLC for so long, with one fate for each write; after the last, all is well. */
async function live(
  framing: 'rtu' | 'tcp',
  fates: readonly Fate[],
  forMs: number,
  whose: 'both' | 'answers' = 'both',
) {
  const timers = manualTimers();
  const waiting = [...fates];
  const { a, b } = memoryPair({
    carry: async (bytes, from) => {
      if (whose === 'answers' && from === 'a') return [bytes];
      const next = waiting.shift() ?? { kind: 'pass' };
      switch (next.kind) {
        case 'lose':
          return [];
        case 'twice':
          return [bytes, bytes];
        case 'cut':
          return [bytes.subarray(0, next.at)];
        case 'late':
          await pause(timers, next.ms);
          return [bytes];
        case 'flip': {
          const bad = Uint8Array.from(bytes);
          const at = (next.bit >> 3) % bad.length;
          bad[at] = (bad[at] ?? 0) ^ (1 << (next.bit & 7));
          return [bad];
        }
        case 'noise':
          return [next.bytes, bytes];
        default:
          return [bytes];
      }
    },
  });
  const device = modbusDevice({ speed: 1, framing, timers });
  for (const [name, address] of [
    ['First', 2],
    ['Second', 10],
    ['Third', 20],
  ] as const) {
    device.model.holding.setUint16(address * 2, truth[name] ?? 0);
  }
  void device.serve(b);
  const sink = new PlcRecordingSink();
  const stop = new AbortController();
  const settings = modbusSettings.parse({ ...twins, framing });
  const driver = new ModbusDriver({ connection: a, sink, settings, timers });
  let ended: unknown;
  const run = driver.run(stop.signal).catch((cause: unknown) => {
    ended = cause;
  });
  for (let at = 0; at < forMs && ended === undefined; at += 5) {
    timers.advance(5);
    // A byte takes a few turns of the loop from one end to the other, and back.
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  const told = new PlcRecordingSink();
  told.reports.push(...sink.reports);
  stop.abort();
  const over = Promise.all([device.close(), run]);
  // What is still late arrives, so that the link can end.
  for (let turn = 0; turn < 50; turn++) {
    timers.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
  return { sink: told, ended };
}

function untrue(sink: PlcRecordingSink): unknown[] {
  return sink.reports.flat().filter(({ name, value }) => value !== null && value !== truth[name]);
}
