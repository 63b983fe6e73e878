import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halve, planReads } from './read-plan.ts';
import { type Place, widthOf } from './registers.ts';

const bits = fc.record({
  table: fc.constantFrom('coil' as const, 'discrete' as const),
  address: fc.nat(3000),
  type: fc.constant('bit' as const),
});
const registers = fc.record({
  table: fc.constantFrom('holding' as const, 'input' as const),
  address: fc.nat(600),
  type: fc.constantFrom('u16' as const, 'i16' as const, 'u32' as const, 'f32' as const),
});
const maps: fc.Arbitrary<Place[]> = fc.array(fc.oneof(bits, registers), { minLength: 1, maxLength: 80 });
const limits = fc.record({
  maxGap: fc.nat(64),
  maxRegisters: fc.integer({ min: 2, max: 125 }),
  maxBits: fc.integer({ min: 1, max: 2000 }),
});

describe('The requests for a map', () => {
  test('read every signal exactly once, whole, and nothing far from one', () => {
    fc.assert(
      fc.property(maps, limits, (signals, limit) => {
        const groups = planReads(signals, limit);
        expect(groups.flatMap((group) => group.signals).toSorted(bySelf)).toEqual(signals.toSorted(bySelf));
        for (const group of groups) {
          const most =
            group.table === 'coil' || group.table === 'discrete' ? limit.maxBits : limit.maxRegisters;
          expect(group.count).toBeGreaterThan(0);
          expect(group.count).toBeLessThanOrEqual(most);
          const covered = new Set<number>();
          for (const signal of group.signals) {
            expect(signal.table).toBe(group.table);
            expect(signal.address).toBeGreaterThanOrEqual(group.address);
            expect(signal.address + widthOf(signal)).toBeLessThanOrEqual(group.address + group.count);
            for (let at = 0; at < widthOf(signal); at++) covered.add(signal.address + at);
          }
          expect(covered.has(group.address) && covered.has(group.address + group.count - 1)).toBe(true);
          let gap = 0;
          for (let at = group.address; at < group.address + group.count; at++) {
            gap = covered.has(at) ? 0 : gap + 1;
            expect(gap).toBeLessThanOrEqual(limit.maxGap);
          }
        }
      }),
    );
  });

  test('are few where signals lie together', () => {
    const map = [0, 1, 2, 9, 40].map((address) => ({ table: 'holding', address, type: 'u16' }) as const);
    const groups = planReads(map, { maxGap: 8, maxRegisters: 125, maxBits: 2000 });
    expect(groups.map(({ address, count }) => [address, count])).toEqual([
      [0, 10],
      [40, 1],
    ]);
  });

  test('of a refused group are halved down to single places, losing none', () => {
    fc.assert(
      fc.property(maps, (signals) => {
        const waiting = planReads(signals, { maxGap: 64, maxRegisters: 125, maxBits: 2000 });
        const single: Place[] = [];
        for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
          const halves = halve(group);
          waiting.push(...halves);
          if (halves.length > 0) continue;
          expect(new Set(group.signals.map((one) => `${one.address} ${widthOf(one)}`)).size).toBe(1);
          single.push(...group.signals);
        }
        expect(single.toSorted(bySelf)).toEqual(signals.toSorted(bySelf));
      }),
    );
  });
});

function bySelf(one: Place, other: Place): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
