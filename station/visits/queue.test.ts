import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laneClasses } from '../api/views.pure.ts';
import type { WaitingTruck } from './queue.pure.ts';
import { certainlyFirst, queueOrder } from './queue.pure.ts';

const start = Date.UTC(2026, 2, 1, 8);
const minute = 60_000;
const at = (minutes: number) => new Date(start + minutes * minute).toISOString();

const instant = fc.integer({ min: -3000, max: 3000 }).map(at);
const truck: fc.Arbitrary<WaitingTruck> = fc.record({
  laneClass: fc.constantFrom(...laneClasses),
  arrived: instant,
  bookedFor: fc.option(instant, { nil: undefined }),
  reeferLimit: fc.option(instant, { nil: undefined }),
});
const trucks = fc.array(truck, { maxLength: 30 });
/** As the journal has them: in the order they arrived, the clock never set back. */
const inOrder = trucks.map((all) => [...all].sort((a, b) => a.arrived.localeCompare(b.arrived)));

describe('the queue', () => {
  test('goes by class among trucks that came together, walk-ups last', () => {
    const together = laneClasses.map((laneClass) => ({ laneClass, arrived: at(0) }));
    expect(queueOrder(together).map(({ laneClass }) => laneClass)).toEqual([
      'reefer',
      'out-of-turn',
      'accelerated',
      'tir',
      'booked',
      'walk-up',
    ]);
  });

  test('takes reefers by what is left of their limit', () => {
    const reefer = (reeferLimit: string | undefined, arrived = at(0)) => ({
      laneClass: 'reefer' as const,
      arrived,
      reeferLimit,
    });
    const [none, late, soon, over] = [reefer(undefined), reefer(at(400)), reefer(at(90)), reefer(at(-60))];
    expect(queueOrder([none, late, soon, over])).toEqual([over, soon, late, none]);
  });

  test('lets a walk-up that has waited long before a booked truck that has just come', () => {
    const walkUp = { laneClass: 'walk-up' as const, arrived: at(0) };
    expect(queueOrder([walkUp, { laneClass: 'booked' as const, arrived: at(44) }])[0]).not.toBe(walkUp);
    expect(queueOrder([walkUp, { laneClass: 'booked' as const, arrived: at(46) }])[0]).toBe(walkUp);
  });

  test('gives a booked truck nothing for coming before its time', () => {
    const early = { laneClass: 'booked' as const, arrived: at(0), bookedFor: at(240) };
    const walkUp = { laneClass: 'walk-up' as const, arrived: at(60) };
    expect(queueOrder([early, walkUp])).toEqual([walkUp, early]);
  });

  test('keeps trucks of before a clock set back in their places', () => {
    const before = { laneClass: 'walk-up' as const, arrived: at(10) };
    const after = { laneClass: 'walk-up' as const, arrived: at(-50_000) };
    expect(queueOrder([before, after])).toEqual([before, after]);
  });
});

describe('whatever waits', () => {
  test('each truck is in the queue once', () => {
    fc.assert(
      fc.property(trucks, (all) => {
        const queue = queueOrder(all);
        expect(queue).toHaveLength(all.length);
        expect(new Set(queue)).toEqual(new Set(all));
      }),
    );
  });

  test('nobody starves: whoever came a day before another is called before it', () => {
    fc.assert(
      fc.property(inOrder, (all) => {
        const queue = queueOrder(all);
        for (const [index, truck] of queue.entries())
          for (const later of queue.slice(0, index))
            expect(Date.parse(later.arrived) - Date.parse(truck.arrived)).toBeLessThan(certainlyFirst);
      }),
    );
  });

  test('the order of those who stay does not turn when others are called or come', () => {
    fc.assert(
      fc.property(inOrder, fc.func(fc.boolean()), (all, stays) => {
        const some = all.filter((truck) => stays(all.indexOf(truck)));
        expect(queueOrder(all).filter((truck) => some.includes(truck))).toEqual(queueOrder(some));
      }),
    );
  });

  test('trucks alike are called in the order they came', () => {
    fc.assert(
      fc.property(inOrder, truck, (all, one) => {
        const alike = all.map(({ arrived }) => ({
          ...one,
          arrived,
          bookedFor: undefined,
          reeferLimit: undefined,
        }));
        expect(queueOrder(alike)).toEqual(alike);
      }),
    );
  });
});
