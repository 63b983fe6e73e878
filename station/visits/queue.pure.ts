import type { LaneClass, WhyNext } from '../api/views.pure.ts';

/** A truck that waits, as the order of the queue sees it. Times are ISO 8601 UTC. */
export interface WaitingTruck {
  readonly laneClass: LaneClass;
  readonly arrived: string;
  readonly bookedFor?: string | undefined;
  /** When the cargo of a reefer begins to spoil. */
  readonly reeferLimit?: string | undefined;
}

/** How many more trucks of a class may go before their turn today. A class that has no limit is not in it. */
export type QuotaLeft = Readonly<Partial<Record<LaneClass, number>>>;

const minute = 60_000;

/**
 * How much earlier than it did a truck of a class counts as having arrived. Everyone ages alike, so the order of two
 * trucks never turns while they wait, and whoever came `certainlyFirst` before another is called before it.
 */
const headStart: Readonly<Record<LaneClass, number>> = {
  reefer: 180 * minute,
  'out-of-turn': 120 * minute,
  accelerated: 90 * minute,
  tir: 60 * minute,
  booked: 45 * minute,
  'walk-up': 0,
};
/** A reefer with less than this left of its limit moves up minute by minute. */
const reeferMargin = 8 * 60 * minute;
/** The most that a limit or a booking moves a truck, either way. */
const longestMove = 12 * 60 * minute;
export const certainlyFirst = 2 * longestMove;

/**
 * The order in which waiting trucks are called: by class (reefers by what is left of their limit), then by arrival.
 * A truck that is beyond its class's quota of the day counts as a walk-up: it waits its turn, and no longer than that.
 * Takes them in the order they arrived and returns the same values in the order of the queue.
 */
export function queueOrder<Waiting extends WaitingTruck>(
  trucks: readonly Waiting[],
  quotaLeft: QuotaLeft = {},
): Waiting[] {
  return placed(trucks, quotaLeft).map(({ truck }) => truck);
}

/**
 * Why the first of the queue is the first, of the same trucks in the same order as for `queueOrder`; null for an empty
 * queue. `now`: ISO 8601 UTC.
 */
export function whyNext(
  trucks: readonly WaitingTruck[],
  now: string,
  quotaLeft: QuotaLeft = {},
): WhyNext | null {
  const [first, ...rest] = placed(trucks, quotaLeft);
  if (!first) return null;
  if (rest.length === 0) return { reason: 'only' };
  const passed = rest.filter((other) => other.index < first.index);
  if (passed.length === 0) {
    const waited = minutesBetween(first.arrived, Date.parse(now));
    const better = rest.filter((other) => other.start > first.start).sort((a, b) => b.start - a.start)[0];
    return better
      ? { reason: 'aged', waited, before: better.truck.laneClass }
      : { reason: 'longest', waited };
  }
  if (first.pressed)
    return {
      reason: 'limit',
      left: minutesBetween(Date.parse(now), Date.parse(first.truck.reeferLimit ?? now)),
      passed: passed.length,
    };
  // Who came earlier and has no worse claim is behind only because its booked time has not come.
  if (passed.every((other) => other.start >= first.start)) return { reason: 'slot', passed: passed.length };
  return {
    reason: 'class',
    laneClass: first.truck.laneClass,
    minutes: first.start / minute,
    passed: passed.length,
  };
}

/** What the day allows of each class: shares of the day's capacity, in whole trucks, less those called already. */
export function quotaLeft(quotas: Quotas, called: QuotaLeft): QuotaLeft {
  const left: Partial<Record<LaneClass, number>> = {};
  for (const [laneClass, percent] of Object.entries(quotas.percent) as [LaneClass, number][])
    left[laneClass] = Math.max(0, quotaOf(quotas.capacityPerDay, percent) - (called[laneClass] ?? 0));
  return left;
}

/** Trucks a day that a share of the post's capacity comes to: never more than the share. */
export function quotaOf(capacityPerDay: number, percent: number): number {
  return Math.floor((capacityPerDay * percent) / 100);
}

/** How many trucks a post scans on a full day, and which share of them each limited class may have, percent. */
export interface Quotas {
  readonly capacityPerDay: number;
  readonly percent: Readonly<Partial<Record<LaneClass, number>>>;
}

interface Placed<Waiting> {
  readonly truck: Waiting;
  /** Its place by arrival. */
  readonly index: number;
  readonly arrived: number;
  /** What its class gives it today, ms. */
  readonly start: number;
  /** It is where it is because its load spoils. */
  readonly pressed: boolean;
  readonly rank: number;
}

function placed<Waiting extends WaitingTruck>(
  trucks: readonly Waiting[],
  left: QuotaLeft,
): Placed<Waiting>[] {
  const arrivals = arrivalsWithoutSetBacks(trucks);
  const used = new Map<LaneClass, number>();
  return trucks
    .map((truck, index) => {
      const { laneClass } = truck;
      const before = used.get(laneClass) ?? 0;
      used.set(laneClass, before + 1);
      const start = before < (left[laneClass] ?? Number.POSITIVE_INFINITY) ? headStart[laneClass] : 0;
      const arrived = arrivals[index] ?? 0;
      return { truck, index, arrived, start, ...ranked(truck, arrived, start) };
    })
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
}

function ranked(truck: WaitingTruck, arrived: number, start: number): { rank: number; pressed: boolean } {
  if (truck.laneClass === 'booked' && truck.bookedFor !== undefined)
    return {
      // Who comes before the booked time gains nothing by it.
      rank: Math.max(arrived, Math.min(Date.parse(truck.bookedFor), arrived + longestMove)) - start,
      pressed: false,
    };
  const usual = arrived - start;
  if (truck.reeferLimit === undefined) return { rank: usual, pressed: false };
  const pressing = Date.parse(truck.reeferLimit) - reeferMargin - headStart.reefer;
  return {
    rank: Math.max(Math.min(usual, pressing), arrived - longestMove),
    pressed: pressing < usual,
  };
}

/**
 * Arrivals as the wall clock said them may go back. Nobody counts as having arrived after someone who came later,
 * or a clock set back would put every truck of before behind every truck of after.
 */
function arrivalsWithoutSetBacks(trucks: readonly WaitingTruck[]): number[] {
  const arrivals = trucks.map((truck) => Date.parse(truck.arrived));
  for (let index = arrivals.length - 2; index >= 0; index -= 1)
    arrivals[index] = Math.min(arrivals[index] ?? 0, arrivals[index + 1] ?? 0);
  return arrivals;
}

function minutesBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / minute));
}
