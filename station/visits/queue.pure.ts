import type { LaneClass } from '../api/views.pure.ts';

/** A truck that waits, as the order of the queue sees it. Times are ISO 8601 UTC. */
export interface WaitingTruck {
  readonly laneClass: LaneClass;
  readonly arrived: string;
  readonly bookedFor?: string | undefined;
  /** When the cargo of a reefer begins to spoil. */
  readonly reeferLimit?: string | undefined;
}

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
 * Takes them in the order they arrived and returns the same values in the order of the queue.
 */
export function queueOrder<Waiting extends WaitingTruck>(trucks: readonly Waiting[]): Waiting[] {
  const arrivals = arrivalsWithoutSetBacks(trucks);
  return trucks
    .map((truck, index) => ({ truck, index, rank: rank(truck, arrivals[index] ?? 0) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ truck }) => truck);
}

function rank(truck: WaitingTruck, arrived: number): number {
  if (truck.laneClass === 'booked' && truck.bookedFor !== undefined)
    // Who comes before the booked time gains nothing by it.
    return Math.max(arrived, Math.min(Date.parse(truck.bookedFor), arrived + longestMove)) - headStart.booked;
  const usual = arrived - headStart[truck.laneClass];
  if (truck.reeferLimit === undefined) return usual;
  const pressing = Date.parse(truck.reeferLimit) - reeferMargin - headStart.reefer;
  return Math.max(Math.min(usual, pressing), arrived - longestMove);
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
