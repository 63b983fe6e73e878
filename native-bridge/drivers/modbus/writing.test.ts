import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { modbusDevice } from '../../simulator/devices/modbus.ts';
import { type PlcModel, simulatedPlcMap } from '../../simulator/devices/plc-model.ts';
import { memoryPair } from '../../transport/memory.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { Undo } from './links.fixture.ts';
import { MbapReader } from './mbap.ts';
import { ModbusDriver } from './modbus-driver.ts';
import { PlcRecordingSink } from './plc-sink.fixture.ts';
import { modbusSettings } from './settings.ts';
import { letsThrough, whyNotWritable } from './write-rules.ts';

const undo: Undo = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

describe('An output', () => {
  test.each([
    ['Entry barrier', true, (model: PlcModel) => model.coils[0], true],
    ['Speed limit', 2.75, (model: PlcModel) => model.holding.getUint16(20), 275],
    ['Belt lights', true, (model: PlcModel) => model.holding.getUint16(40), 1 << 9],
  ] as const)('%s that may be written is written, and read back', async (output, value, look, is) => {
    const { driver, device, sink } = begin();
    await driver.writeOutput({ commandId: randomUUID(), output, value });
    expect(look(device.model)).toBe(is);
    await vi.waitFor(() => expect(sink.value(output)).toBe(value), { timeout: 15_000 });
  });

  test('of one bit leaves the other bits of its register as they are', async () => {
    const { driver, device } = begin();
    device.model.holding.setUint16(40, 0x5555);
    await driver.writeOutput({ commandId: 'a', output: 'Belt lights', value: true });
    expect(device.model.holding.getUint16(40)).toBe(0x5555 | (1 << 9));
    await driver.writeOutput({ commandId: 'b', output: 'Belt lights', value: false });
    expect(device.model.holding.getUint16(40)).toBe(0x5555 & ~(1 << 9));
  });

  test('is written once for one command, however often it is asked', async () => {
    const { driver, writes } = begin();
    const order = { commandId: 'once', output: 'Green light', value: true };
    await Promise.all([driver.writeOutput(order), driver.writeOutput(order)]);
    await driver.writeOutput(order);
    expect(writes()).toHaveLength(1);
    await expect(driver.writeOutput({ ...order, value: false })).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
    });
    expect(writes()).toHaveLength(1);
  });

  test.each([
    ['Emergency stop', true],
    ['Entry gate closed', true],
    ['Fan', true],
    ['No such thing', true],
    ['Green light', 1],
    ['Speed limit', true],
    ['Speed limit', -1],
    ['Speed limit', 1.2345],
  ])('%s is refused %s, and nothing is sent', async (output, value) => {
    const { driver, writes } = begin();
    await expect(driver.writeOutput({ commandId: 'a', output, value })).rejects.toMatchObject({
      code: 'DEVICE_REFUSED',
    });
    expect(writes()).toEqual([]);
  });

  test('that the PLC does not answer for is a timeout, and that it refuses is refused', async () => {
    const { driver, device } = begin();
    await driver.capabilities;
    await device.order({ do: 'exception', code: 4 });
    await expect(
      driver.writeOutput({ commandId: 'a', output: 'Green light', value: true }),
    ).rejects.toMatchObject({ code: 'DEVICE_REFUSED', message: expect.stringContaining('exception 4') });
    await device.order({ do: 'exception', code: 0 });
    await device.order({ do: 'silence' });
    await expect(
      driver.writeOutput({ commandId: 'b', output: 'Green light', value: true }),
    ).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });

  test('that the PLC’s own program holds is refused as what it reads', async () => {
    const { driver, device } = begin();
    Object.defineProperty(device.model.coils, 1, { get: () => false, set: () => {} });
    await expect(
      driver.writeOutput({ commandId: 'a', output: 'Green light', value: true }),
    ).rejects.toMatchObject({ code: 'DEVICE_REFUSED', message: expect.stringContaining('reads false') });
  });
});

describe('The map', () => {
  const base = { name: 'Out', meaning: 'other', table: 'coil', address: 5, writable: true } as const;
  const register = { ...base, table: 'holding', type: 'u16' } as const;
  test.each([
    ['an interlock', [{ ...base, meaning: 'interlock' }], 0],
    ['an emergency stop', [{ ...base, meaning: 'emergency-stop' }], 0],
    ['a discrete input', [{ ...base, table: 'discrete' }], 0],
    ['an input register', [{ ...register, table: 'input' }], 0],
    [
      'a coil that is an interlock too',
      [base, { ...base, name: 'I', meaning: 'interlock', writable: false }],
      0,
    ],
    [
      'a register with the bit of an emergency stop in it',
      [
        register,
        {
          ...register,
          name: 'E',
          meaning: 'emergency-stop',
          type: 'bit-of-register',
          bit: 2,
          writable: false,
        },
      ],
      0,
    ],
    [
      'a value that reaches into the register of an interlock',
      [
        {
          ...register,
          name: 'I',
          meaning: 'interlock',
          type: 'bit-of-register',
          bit: 0,
          address: 6,
          writable: false,
        },
        { ...register, type: 'u32' },
      ],
      1,
    ],
  ])('is refused that lets %s be written, with the place', (_what, signals, index) => {
    const parsed = modbusSettings.safeParse({ signals });
    expect(parsed.error?.issues.map(({ path }) => path)).toContainEqual(['signals', index, 'writable']);
  });

  test.each([
    ['a register in a coil', { ...base, type: 'u16' }],
    ['a bit of a register that is not named', { ...register, type: 'bit-of-register' }],
    ['a bit nobody asked for', { ...register, bit: 3 }],
    ['a scale of 0', { ...register, scale: 0 }],
    ['a number for an interlock', { ...register, meaning: 'interlock', writable: false }],
    ['an inverted number', { ...register, invert: true }],
    ['a value beyond the last register', { ...register, address: 65_535, type: 'u32' }],
    ['a setting nobody knows', { ...base, writeable: true }],
  ])('is refused with %s', (_what, signal) => {
    expect(modbusSettings.safeParse({ signals: [signal] }).success).toBe(false);
  });

  test('is refused with one name twice, and with a unit no serial line has', () => {
    expect(modbusSettings.safeParse({ signals: [base, base] }).success).toBe(false);
    expect(modbusSettings.safeParse({ framing: 'rtu', unitId: 0, signals: [base] }).success).toBe(false);
  });
});

const tables = ['coil', 'discrete', 'holding', 'input'] as const;
const meanings = ['interlock', 'emergency-stop', 'barrier', 'other'] as const;
const someSignals = fc.array(
  fc.record({
    meaning: fc.constantFrom(...meanings),
    table: fc.constantFrom(...tables),
    address: fc.nat(12),
    type: fc.constantFrom('bit-of-register' as const, 'u16' as const, 'u32' as const),
    bit: fc.nat(15),
    writable: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);
/** Maps as a configuration could hold them if it had never been checked. */
const unchecked = someSignals.map((signals) =>
  signals.map(({ type, bit, ...signal }, index) => {
    const plain = signal.table === 'coil' || signal.table === 'discrete';
    const asBit = plain || signal.meaning !== 'other';
    const its = plain ? ('bit' as const) : asBit ? ('bit-of-register' as const) : type;
    return {
      ...signal,
      name: `S${index}`,
      type: its,
      bit: its === 'bit-of-register' ? bit : undefined,
      scale: 1,
      offset: 0,
      unit: '',
      invert: false,
    };
  }),
);

describe('Whatever the map and the commands', () => {
  test('nothing is written but outputs that may be, and never what belongs to an interlock or an emergency stop', async () => {
    const commands = fc.array(
      fc.record({
        output: fc.constantFrom('S0', 'S1', 'S2', 'S3', 'S7', 'toString', ''),
        value: fc.oneof(fc.boolean(), fc.double(), fc.nat(70_000)),
        commandId: fc.constantFrom('a', 'b', 'c', 'd'),
      }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(unchecked, commands, async (signals, orders) => {
        const { driver, writes, end } = begin({ signals }, false);
        await Promise.allSettled(orders.map((order) => driver.writeOutput(order)));
        await end();
        for (const request of writes()) {
          const address = request.readUInt16BE(2);
          const code = request[1] ?? 0;
          const table = code === 5 ? 'coil' : 'holding';
          const touched = new Set(code === 16 ? [address, address + 1] : [address]);
          const wide = (type: string) => (type === 'u32' ? 2 : 1);
          const hit = signals.filter(
            (one) =>
              one.table === table &&
              [...touched].some((at) => at >= one.address && at < one.address + wide(one.type)),
          );
          expect(
            hit.filter(({ meaning }) => meaning === 'interlock' || meaning === 'emergency-stop'),
          ).toEqual([]);
          expect(hit.some((one) => one.writable && orders.some(({ output }) => output === one.name))).toBe(
            true,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the last gate lets only reads through, and writes of exactly one such output', () => {
    const requests = fc.record({
      unit: fc.constantFrom(1, 1, 1, 2),
      code: fc.constantFrom(5, 6, 15, 16, 22, 22, 23, 43),
      address: fc.nat(14),
      rest: fc.oneof(
        fc.uint8Array({ maxLength: 12 }),
        fc.constantFrom('bit', 'u16', 'u32', 'bit-of-register').map((type) => restFor(type, 3)),
      ),
    });
    const seen = { through: 0, stopped: 0 };
    fc.assert(
      fc.property(unchecked, requests, (signals, { unit, code, address, rest }) => {
        const map = { unitId: 1, wordOrder: 'big', byteOrder: 'big', signals } as const;
        const mayBeWritten = (at: number, kind: number) =>
          signals.some(
            (one) =>
              one.address === at &&
              one.type === kinds[kind] &&
              one.writable &&
              whyNotWritable(signals, one) === null,
          );
        const any = Uint8Array.of(unit, code, address >> 8, address & 0xff, ...rest);
        if (unit !== 1 || !mayBeWritten(address, code)) expect(letsThrough(map, any)).toBe(false);
        // And the write that each signal would take: exactly where it may be written.
        for (const { type, address: at, bit = 0 } of signals) {
          const kind = Number(Object.keys(kinds).find((one) => kinds[Number(one)] === type));
          const own = Uint8Array.of(1, kind, at >> 8, at & 0xff, ...restFor(type, bit));
          const through = letsThrough(map, own);
          seen[through ? 'through' : 'stopped'] += 1;
          const sameBit = signals.some((one) => type !== 'bit-of-register' || one.bit === bit);
          if (through) expect(mayBeWritten(at, kind) && sameBit).toBe(true);
          else if (type !== 'bit-of-register') expect(mayBeWritten(at, kind)).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.through, seen.stopped)).toBeGreaterThan(300);
  });

  test('the last gate lets a mask through that touches the output’s own bit, and no other', () => {
    const signals = [
      {
        name: 'Lamp',
        meaning: 'other',
        table: 'holding',
        address: 7,
        type: 'bit-of-register',
        bit: 9,
        writable: true,
      },
    ] as const;
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), fc.boolean(), (and, or, little) => {
        const mask = little ? 1 << 1 : 1 << 9;
        const request = Buffer.from([1, 22, 0, 7, and >> 8, and & 0xff, or >> 8, or & 0xff]);
        const map = { unitId: 1, wordOrder: 'big', byteOrder: little ? 'little' : 'big', signals } as const;
        // What the PLC makes of it, whatever was there before.
        const touched = [0, 0xffff]
          .map((old) => ((old & and) | (or & ~and)) ^ old)
          .reduce((one, other) => one | other);
        if (letsThrough(map, request)) expect(touched & ~mask).toBe(0);
        const own = Buffer.from(request);
        own.writeUInt16BE(0xffff & ~mask, 4);
        own.writeUInt16BE(or & mask, 6);
        expect(letsThrough(map, own)).toBe(true);
      }),
    );
  });
});

/** The function that writes each type. */
const kinds: Readonly<Record<number, string>> = { 5: 'bit', 6: 'u16', 16: 'u32', 22: 'bit-of-register' };

/** What follows the address in a well-made write. */
function restFor(type: string, bit: number): Uint8Array {
  if (type === 'bit') return Uint8Array.of(0xff, 0);
  if (type === 'u16') return Uint8Array.of(0, 1);
  if (type === 'u32') return Uint8Array.of(0, 2, 4, 0, 1, 2, 3);
  const and = 0xffff & ~(1 << bit);
  return Uint8Array.of(and >> 8, and & 0xff, (1 << bit) >> 8, (1 << bit) & 0xff);
}

/** A driver on the simulated PLC; `writes` are the requests on the wire that are no reads, without the MBAP head. */
function begin(more: object = {}, checked = true) {
  const sent: Buffer[] = [];
  const reader = new MbapReader();
  const { a, b } = memoryPair({
    carry: (bytes, from) => {
      if (from === 'a') for (const { body } of reader.push(bytes)) sent.push(Buffer.from(body));
      return [bytes];
    },
  });
  const device = modbusDevice({ speed: 1 });
  void device.serve(b);
  const sink = new PlcRecordingSink();
  const stop = new AbortController();
  const wish = { pollMs: 20, timeoutMs: 400, ...simulatedPlcMap, ...more };
  const driver = new ModbusDriver({
    connection: a,
    sink,
    settings: checked
      ? modbusSettings.parse(wish)
      : ({
          ...modbusSettings.parse({ ...wish, signals: simulatedPlcMap.signals }),
          ...more,
        } as ReturnType<typeof modbusSettings.parse>),
    timers: systemTimers,
  });
  const ended = driver.run(stop.signal).catch(() => {});
  const end = async () => {
    stop.abort();
    await ended;
    await device.close();
  };
  undo.push(end);
  return { driver, device, sink, end, writes: () => sent.filter((request) => (request[1] ?? 0) > 4) };
}
