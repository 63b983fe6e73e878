import { describe, expect, test } from 'vitest';
import { seeded } from '../../native-bridge/device-host/seeded.ts';
import { mean } from '../../station/shifts/statistics.pure.ts';
import { dayOf620, firstComeFirstServed, postRule, simulate, spoilt, waits } from './day.ts';

const quotas = { capacityPerDay: 620, percent: { 'out-of-turn': 5, accelerated: 1 } };

describe('a simulated day', () => {
  const trucks = dayOf620(seeded(7));
  const first = simulate(trucks, 2, 4.5, firstComeFirstServed);
  const byRule = simulate(trucks, 2, 4.5, postRule(quotas));

  test('has 620 trucks, each called once and not before it arrived, and never two by one scanner at once', () => {
    expect(trucks).toHaveLength(620);
    for (const served of [first, byRule]) {
      expect(served.map(({ arrived }) => arrived).sort()).toEqual(
        trucks.map(({ arrived }) => arrived).sort(),
      );
      expect(served.filter(({ arrived, called }) => called < arrived)).toEqual([]);
      const calls = served.map(({ called }) => called).sort((a, b) => a - b);
      for (const [index, call] of calls.entries())
        expect(call - (calls[index - 2] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(4.5 - 1e-9);
    }
  });

  test('costs the same scanner time under either rule, whoever waits', () => {
    const total = (served: typeof first) =>
      served.reduce((sum, { arrived, called }) => sum + called - arrived, 0);
    expect(total(byRule)).toBeCloseTo(total(first), 3);
  });

  test('keeps the quotas and spoils fewer loads than first come, first served', () => {
    // Who goes before a truck that came earlier was let go out of its turn.
    const outOfTurn = byRule.filter(
      (truck, place) =>
        truck.laneClass === 'out-of-turn' &&
        byRule.slice(place + 1).some((other) => other.arrived < truck.arrived),
    );
    expect(outOfTurn.length).toBeLessThanOrEqual(31);
    expect(spoilt(byRule)).toBeLessThan(spoilt(first));
    expect(mean(waits(byRule, 'reefer'))).toBeLessThan(mean(waits(first, 'reefer')) ?? 0);
  });
});
