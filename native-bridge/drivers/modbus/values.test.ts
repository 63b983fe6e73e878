import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc16, withCrc } from './crc16.ts';
import { decodeValue, encodeValue, type ValueRule } from './values.ts';

const big = { wordOrder: 'big', byteOrder: 'big' } as const;
const orders = fc.record({
  wordOrder: fc.constantFrom('big' as const, 'little' as const),
  byteOrder: fc.constantFrom('big' as const, 'little' as const),
});

function rule(type: ValueRule['type'], more: Partial<ValueRule> = {}): ValueRule {
  return { table: 'holding', address: 0, type, scale: 1, offset: 0, invert: false, ...more };
}

describe('A value', () => {
  // Written down by hand from the layouts, so that encoding and decoding are not only each other's mirror.
  test.each([
    ['u16', {}, big, [0x1234], 0x1234],
    ['i16', {}, big, [0xfffe], -2],
    ['u16', {}, { ...big, byteOrder: 'little' as const }, [0x3412], 0x1234],
    ['u32', {}, big, [0x0001, 0x1170], 70_000],
    ['u32', {}, { ...big, wordOrder: 'little' as const }, [0x1170, 0x0001], 70_000],
    ['u32', {}, { wordOrder: 'little' as const, byteOrder: 'little' as const }, [0x7011, 0x0100], 70_000],
    ['i32', {}, big, [0xffff, 0xffff], -1],
    ['f32', {}, big, [0x41c4, 0x0000], 24.5],
    ['f32', {}, { ...big, wordOrder: 'little' as const }, [0xcccd, 0x3dcc], 0.1],
    ['i16', { scale: 0.001 }, big, [1400], 1.4],
    ['u16', { scale: 0.1, offset: -40 }, big, [3], -39.7],
  ] as const)('of %s %o in %o is read and written as the layout says', (type, more, order, raw, value) => {
    expect(decodeValue(rule(type, more), order, raw)).toBe(value);
    expect(encodeValue(rule(type, more), order, value)).toEqual({ registers: raw });
  });

  test('of any type and order is read as it was written', () => {
    const wide = fc.oneof(
      fc.record({ type: fc.constant('u16' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
      fc.record({ type: fc.constant('i16' as const), value: fc.integer({ min: -0x8000, max: 0x7fff }) }),
      fc.record({ type: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffff_ffff }) }),
      fc.record({
        type: fc.constant('i32' as const),
        value: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
      }),
      fc.record({
        type: fc.constant('f32' as const),
        value: fc.float({ noNaN: true, noDefaultInfinity: true }),
      }),
    );
    fc.assert(
      fc.property(wide, orders, ({ type, value }, order) => {
        const encoded = encodeValue(rule(type), order, value);
        if (!('registers' in encoded)) throw new Error('refused');
        const decoded = decodeValue(rule(type), order, encoded.registers);
        expect(type === 'f32' ? Math.fround(Number(decoded)) + 0 : decoded).toBe(value + 0);
      }),
    );
  });

  test('scaled comes back within half a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -0x8000, max: 0x7fff }),
        fc.constantFrom(0.001, 0.01, 0.1, 0.5, 2, 10, -1, -0.25),
        fc.integer({ min: -1000, max: 1000 }),
        orders,
        (raw, scale, offset, order) => {
          const one = rule('i16', { scale, offset });
          const [wire] = (encodeValue(rule('i16'), order, raw) as { registers: number[] }).registers;
          const value = decodeValue(one, order, [wire ?? 0]) as number;
          expect(Math.abs(value - (raw * scale + offset))).toBeLessThan(1e-9);
          expect(encodeValue(one, order, value)).toEqual({ registers: [wire] });
        },
      ),
    );
  });

  test('of a bit turns with its polarity, in a coil as in a register', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 15 }),
        fc.nat(0xffff),
        (on, invert, bit, other) => {
          expect(decodeValue(rule('bit', { invert }), big, [on])).toBe(on !== invert);
          const register = on ? other | (1 << bit) : other & ~(1 << bit);
          expect(decodeValue(rule('bit-of-register', { bit, invert }), big, [register])).toBe(on !== invert);
          expect(encodeValue(rule('bit', { invert }), big, on)).toEqual({ bit: on !== invert });
        },
      ),
    );
  });

  test.each([
    ['u16', 65_536],
    ['u16', -1],
    ['i16', 32_768],
    ['u16', 1.5],
    ['u16', Number.NaN],
    ['f32', 1e39],
    ['u16', true],
    ['bit', 1],
  ] as const)('%s refuses %s', (type, value) => {
    expect(encodeValue(rule(type), big, value)).toHaveProperty('refused');
  });

  test('that is no number, or not all there, is unknown', () => {
    expect(decodeValue(rule('f32'), big, [0x7fc0, 0])).toBeNull();
    expect(decodeValue(rule('f32'), big, [0x7f80, 0])).toBeNull();
    expect(decodeValue(rule('u32'), big, [1])).toBeNull();
    expect(decodeValue(rule('u16'), big, [])).toBeNull();
  });
});

test('The checksum is the one of the Modbus specification', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0x4b37);
  expect(withCrc(Buffer.from('010300000001', 'hex')).toString('hex')).toBe('010300000001840a');
});
