import { type VisitMoment, type VisitView, visitMoments } from '../../station/api/views.pure.ts';

export interface MomentRow {
  readonly moment: VisitMoment;
  readonly at: string;
  /** From this moment to the next one, ms; for the last one up to now while the visit goes on. */
  readonly took: number | null;
  /** Still counting. */
  readonly running: boolean;
}

/** The moments of a visit in the order they happened, each with how long it lasted until the next. */
export function momentRows(visit: VisitView, now: number): readonly MomentRow[] {
  const stamped = visitMoments
    .filter((moment) => !notAStep.has(moment))
    .flatMap((moment) => {
      const at = visit.moments[moment];
      return at === undefined ? [] : [{ moment, at }];
    })
    // Equal times keep the usual order, which `sort` leaves as it is.
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return stamped.map(({ moment, at }, index) => {
    const next = stamped[index + 1];
    if (next) return { moment, at, took: Date.parse(next.at) - Date.parse(at), running: false };
    const running = !finished.has(visit.state) && !Number.isNaN(now);
    return { moment, at, took: running ? now - Date.parse(at) : null, running };
  });
}

// A booking is made long before, and what is booked is a plan; closing coincides with the last step.
const notAStep = new Set<VisitMoment>(['booked', 'bookedFor', 'closed']);
const finished = new Set<string>(['departed', 'no-show', 'cancelled']);
