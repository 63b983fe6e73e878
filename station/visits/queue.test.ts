import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laneClasses } from '../api/views.pure.ts';
import type { QuotaLeft, WaitingTruck } from './queue.pure.ts';
import { certainlyFirst, queueOrder, quotaLeft, quotaOf, whyNext } from './queue.pure.ts';

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
const quotas: fc.Arbitrary<QuotaLeft> = fc
  .record({ 'out-of-turn': fc.nat(4), accelerated: fc.nat(4), booked: fc.nat(4) }, { requiredKeys: [] })
  .map((left) => left as QuotaLeft);
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
      fc.property(trucks, quotas, (all, left) => {
        const queue = queueOrder(all, left);
        expect(queue).toHaveLength(all.length);
        expect(new Set(queue)).toEqual(new Set(all));
      }),
    );
  });

  test('nobody starves: whoever came a day before another is called before it', () => {
    fc.assert(
      fc.property(inOrder, quotas, (all, left) => {
        const queue = queueOrder(all, left);
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

describe('the quotas of the day', () => {
  const at0 = (laneClass: WaitingTruck['laneClass'], minutes = 0) => ({ laneClass, arrived: at(minutes) });

  test('are shares of what the post can scan, rounded down, and never below none', () => {
    expect(quotaOf(310, 5)).toBe(15);
    expect(quotaOf(310, 1)).toBe(3);
    const percent = { 'out-of-turn': 5, accelerated: 1 };
    expect(
      quotaLeft({ capacityPerDay: 310, percent }, { 'out-of-turn': 14, accelerated: 9, tir: 7 }),
    ).toEqual({
      'out-of-turn': 1,
      accelerated: 0,
    });
  });

  test('let as many of a class go before their turn as are left, first come first, and no more', () => {
    const walkUp = at0('walk-up');
    const [first, second] = [at0('out-of-turn', 1), at0('out-of-turn', 2)];
    expect(queueOrder([walkUp, first, second])).toEqual([first, second, walkUp]);
    expect(queueOrder([walkUp, first, second], { 'out-of-turn': 1 })).toEqual([first, walkUp, second]);
    expect(queueOrder([walkUp, first, second], { 'out-of-turn': 0 })).toEqual([walkUp, first, second]);
  });

  test('keep no load from being saved: a limit presses whatever the quota says', () => {
    const walkUp = at0('walk-up');
    const spoiling = { ...at0('out-of-turn', 60), reeferLimit: at(90) };
    expect(queueOrder([walkUp, spoiling], { 'out-of-turn': 0 })).toEqual([spoiling, walkUp]);
  });

  test('never let more of a class pass earlier trucks than are left, whatever waits', () => {
    fc.assert(
      fc.property(inOrder, fc.nat(4), (waiting, left) => {
        const all = waiting.map((truck) => ({ ...truck, reeferLimit: undefined, bookedFor: undefined }));
        const queue = queueOrder(all, { 'out-of-turn': left });
        const passing = queue.filter(
          (truck, place) =>
            truck.laneClass === 'out-of-turn' &&
            queue.slice(place + 1).some((other) => Date.parse(other.arrived) < Date.parse(truck.arrived)),
        );
        expect(passing.length).toBeLessThanOrEqual(left);
      }),
    );
  });

  test('do not turn the order of the rest when a truck is called and its place is used up', () => {
    fc.assert(
      fc.property(inOrder, quotas, (all, left) => {
        const [next, ...rest] = queueOrder(all, left);
        if (!next) return;
        const leftOf = left[next.laneClass];
        const after = {
          ...left,
          ...(leftOf === undefined ? {} : { [next.laneClass]: Math.max(0, leftOf - 1) }),
        };
        const waiting = all.filter((truck) => truck !== next);
        // A truck that went in its turn although the quota was over uses up nothing.
        const firstOfClass = all.find((truck) => truck.laneClass === next.laneClass) === next;
        if (firstOfClass) expect(queueOrder(waiting, after)).toEqual(rest);
      }),
    );
  });
});

describe('why a truck is next', () => {
  const said = (trucks: readonly WaitingTruck[], now: string, left?: QuotaLeft) => whyNext(trucks, now, left);
  const walkUp = (minutes: number) => ({ laneClass: 'walk-up' as const, arrived: at(minutes) });
  const tir = (minutes: number) => ({ laneClass: 'tir' as const, arrived: at(minutes) });

  test('is said of nobody when nobody waits, and simply when only one does', () => {
    expect(said([], at(0))).toBeNull();
    expect(said([walkUp(0)], at(5))).toEqual({ reason: 'only' });
  });

  test('is its wait where it came first, and against whom that counted', () => {
    expect(said([walkUp(0), walkUp(3)], at(20.5))).toEqual({ reason: 'longest', waited: 20 });
    expect(said([walkUp(0), tir(61)], at(90))).toEqual({ reason: 'aged', waited: 90, before: 'tir' });
  });

  test('is its class, with what that counts and how many it passes', () => {
    expect(said([walkUp(0), walkUp(1), tir(30)], at(40))).toEqual({
      reason: 'class',
      laneClass: 'tir',
      minutes: 60,
      passed: 2,
    });
  });

  test('is its limit where the load spoils, with the minutes it keeps', () => {
    const reefer = (limit: number) => ({
      laneClass: 'reefer' as const,
      arrived: at(200),
      reeferLimit: at(limit),
    });
    expect(said([walkUp(0), reefer(300)], at(210))).toEqual({ reason: 'limit', left: 90, passed: 1 });
    expect(said([walkUp(0), reefer(100)], at(210))).toEqual({ reason: 'limit', left: 0, passed: 1 });
  });

  test('is that those before it are booked for later', () => {
    const early = { laneClass: 'booked' as const, arrived: at(0), bookedFor: at(240) };
    expect(said([early, walkUp(60)], at(70))).toEqual({ reason: 'slot', passed: 1 });
  });

  test('takes a truck beyond its quota for the walk-up it counts as', () => {
    const over = { laneClass: 'out-of-turn' as const, arrived: at(10) };
    expect(said([walkUp(0), over], at(30), { 'out-of-turn': 0 })).toEqual({ reason: 'longest', waited: 30 });
  });

  test('always names as many passed trucks as came before the first and stand behind it', () => {
    fc.assert(
      fc.property(inOrder, quotas, (all, left) => {
        const [first] = queueOrder(all, left);
        const why = said(all, at(4000), left);
        if (!first || !why) {
          expect(all).toHaveLength(0);
          return;
        }
        expect('passed' in why ? why.passed : 0).toBe(all.indexOf(first));
      }),
    );
  });
});
