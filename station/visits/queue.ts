import type { LaneClass, QueueView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { type QuotaLeft, type Quotas, queueOrder, quotaLeft, quotaOf, whyNext } from './queue.pure.ts';
import type { VisitQueries, WaitingVisit } from './visits-table.ts';

/** How a post's queue is set up. */
export interface QueueRules extends Quotas {
  /** The classes a lane serves; a lane that is not named serves all of them. */
  readonly classesOf: Readonly<Partial<Record<string, readonly LaneClass[]>>>;
  /** When the day of an instant began at the post; both ISO 8601 UTC. */
  readonly startOfDay: (instant: string) => string;
}

/** Every lane serves every class, and no class has a quota. */
export const withoutRules: QueueRules = {
  capacityPerDay: 1,
  percent: {},
  classesOf: {},
  startOfDay: (instant) => instant,
};

/** The trucks that wait to be called, in the order in which the rules call them. */
export class Queue {
  readonly #visits: VisitQueries;
  readonly #clock: Clock;
  readonly #lanes: readonly string[];
  readonly #rules: QueueRules;

  constructor(visits: VisitQueries, clock: Clock, lanes: readonly string[], rules: QueueRules) {
    this.#visits = visits;
    this.#clock = clock;
    this.#lanes = lanes;
    this.#rules = rules;
  }

  /** The ids of the visits that wait, the next one first; with `lane` only those that it serves. */
  order(lane?: string): string[] {
    const waiting = this.#waiting();
    const served = lane === undefined ? waiting : this.#servedAt(lane, waiting);
    return queueOrder(served, this.#left()).map(({ id }) => id);
  }

  /** How many trucks would be called to the lane before this one; null where it is not served there. */
  before(visitId: string, lane: string): number | null {
    const place = this.order(lane).indexOf(visitId);
    return place === -1 ? null : place;
  }

  view(): QueueView {
    const now = this.#clock.utc();
    const called = this.#calledToday();
    const left = quotaLeft(this.#rules, called);
    const waiting = this.#waiting();
    const { capacityPerDay, percent } = this.#rules;
    return {
      next: this.#lanes.flatMap((lane) => {
        const served = this.#servedAt(lane, waiting);
        const [next] = queueOrder(served, left);
        const why = whyNext(served, now, left);
        return next && why ? [{ lane, visitId: next.id, why }] : [];
      }),
      quotas: (Object.entries(percent) as [LaneClass, number][]).map(([laneClass, share]) => ({
        laneClass,
        percent: share,
        places: quotaOf(capacityPerDay, share),
        used: called[laneClass] ?? 0,
        beyond: Math.max(
          0,
          waiting.filter((visit) => visit.laneClass === laneClass).length - (left[laneClass] ?? 0),
        ),
      })),
    };
  }

  #waiting(): Waiting[] {
    return this.#visits.waiting().map(({ bookedFor, reeferLimit, ...visit }) => ({
      ...visit,
      bookedFor: bookedFor ?? undefined,
      reeferLimit: reeferLimit ?? undefined,
    }));
  }

  #servedAt(lane: string, waiting: readonly Waiting[]): readonly Waiting[] {
    const classes = this.#rules.classesOf[lane];
    return classes ? waiting.filter(({ laneClass }) => classes.includes(laneClass)) : waiting;
  }

  #left(): QuotaLeft {
    return quotaLeft(this.#rules, this.#calledToday());
  }

  #calledToday(): QuotaLeft {
    return this.#visits.calledSince(this.#rules.startOfDay(this.#clock.utc()));
  }
}

type Waiting = Pick<WaitingVisit, 'id' | 'laneClass' | 'arrived'> & {
  readonly bookedFor: string | undefined;
  readonly reeferLimit: string | undefined;
};
