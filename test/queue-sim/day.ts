import type { LaneClass } from '../../station/api/views.pure.ts';
import {
  type QuotaLeft,
  type Quotas,
  queueOrder,
  quotaLeft,
  type WaitingTruck,
} from '../../station/visits/queue.pure.ts';

/** A truck of a simulated day. Times are minutes from midnight. */
export interface SimulatedTruck {
  readonly laneClass: LaneClass;
  readonly arrived: number;
  readonly bookedFor?: number;
  /** When the load begins to spoil. */
  readonly limit?: number;
}

export interface Served extends SimulatedTruck {
  readonly called: number;
}

/** Chooses which of those that wait is called; they come in the order they arrived. */
export type Rule = (waiting: readonly SimulatedTruck[], now: number, called: QuotaLeft) => SimulatedTruck;

/** How many trucks arrive in each hour, of a day with a morning and an afternoon peak. */
const arrivalsByHour = [
  14, 12, 10, 10, 12, 18, 26, 34, 42, 46, 44, 40, 34, 32, 36, 40, 40, 34, 28, 22, 18, 14, 8, 6,
];
/** Shares of the classes, percent; reefers and out-of-turn more than the quotas allow, as they are on bad days. */
const shares: readonly (readonly [LaneClass, number])[] = [
  ['booked', 45],
  ['walk-up', 28],
  ['tir', 10],
  ['reefer', 8],
  ['out-of-turn', 7],
  ['accelerated', 2],
];

/** A day of 620 trucks, the same for the same `random` (numbers in [0, 1)). */
export function dayOf620(random: () => number): SimulatedTruck[] {
  return arrivalsByHour
    .flatMap((count, hour) => Array.from({ length: count }, () => (hour + random()) * 60))
    .map((arrived) => truckAt(arrived, random))
    .sort((a, b) => a.arrived - b.arrived);
}

function truckAt(arrived: number, random: () => number): SimulatedTruck {
  let left = random() * 100;
  const laneClass = shares.find(([, share]) => {
    left -= share;
    return left < 0;
  })?.[0];
  switch (laneClass) {
    case 'booked':
      // Most come in the hour around their slot, some hours before it.
      return {
        laneClass,
        arrived,
        bookedFor: arrived + (random() < 0.2 ? random() * 240 : random() * 60 - 30),
      };
    case 'reefer':
      return { laneClass, arrived, limit: arrived + 60 + random() * 600 };
    default:
      return { laneClass: laneClass ?? 'walk-up', arrived };
  }
}

/**
 * The trucks of a day, each with when it was called, at a post whose scanners each take a truck every `interval`
 * minutes and go on after midnight until nobody waits.
 */
export function simulate(
  trucks: readonly SimulatedTruck[],
  scanners: number,
  interval: number,
  rule: Rule,
): Served[] {
  const coming = [...trucks];
  const waiting: SimulatedTruck[] = [];
  const served: Served[] = [];
  const called: Partial<Record<LaneClass, number>> = {};
  const free = Array.from({ length: scanners }, (_, index) => (interval * index) / scanners);
  while (coming.length > 0 || waiting.length > 0) {
    const scanner = free.indexOf(Math.min(...free));
    let now = free[scanner] ?? 0;
    if (waiting.length === 0) now = Math.max(now, coming[0]?.arrived ?? now);
    while (coming[0] && coming[0].arrived <= now) waiting.push(coming.shift() as SimulatedTruck);
    const next = rule(waiting, now, called);
    waiting.splice(waiting.indexOf(next), 1);
    called[next.laneClass] = (called[next.laneClass] ?? 0) + 1;
    served.push({ ...next, called: now });
    free[scanner] = now + interval;
  }
  return served;
}

export const firstComeFirstServed: Rule = (waiting) => waiting[0] as SimulatedTruck;

/** The post's own rule with its quotas. */
export function postRule(quotas: Quotas): Rule {
  return (waiting, _now, called) => {
    const trucks = waiting.map((truck) => ({ ...asWaiting(truck), truck }));
    return queueOrder(trucks, quotaLeft(quotas, called))[0]?.truck as SimulatedTruck;
  };
}

function asWaiting({ laneClass, arrived, bookedFor, limit }: SimulatedTruck): WaitingTruck {
  return {
    laneClass,
    arrived: instant(arrived),
    bookedFor: bookedFor === undefined ? undefined : instant(bookedFor),
    reeferLimit: limit === undefined ? undefined : instant(limit),
  };
}

function instant(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 1) + minutes * 60_000).toISOString();
}

/** Reefers whose load had begun to spoil when they were called. */
export function spoilt(served: readonly Served[]): number {
  return served.filter(({ limit, called }) => limit !== undefined && called > limit).length;
}

/** Minutes each truck of a class waited, in no order. */
export function waits(served: readonly Served[], laneClass: LaneClass): number[] {
  return served
    .filter((truck) => truck.laneClass === laneClass)
    .map(({ arrived, called }) => called - arrived);
}
