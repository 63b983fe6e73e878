import {
  type CheckLimits,
  type CheckMeasure,
  type CheckView,
  checkMeasures,
  type DueCheck,
} from '../api/incident-views.pure.ts';

/** Steel that must still be seen through: the more the better. Of all others the less the better. */
const atLeast: ReadonlySet<CheckMeasure> = new Set<CheckMeasure>(['penetrationMm']);

/** What of a daily check does not meet its limits. A material test that was not tried is not met where it is asked for. */
export function failedOf(
  values: CheckView['values'],
  material: boolean | null,
  limits: CheckLimits,
): CheckView['failed'] {
  const measures = checkMeasures.filter((measure) =>
    atLeast.has(measure) ? values[measure] < limits[measure] : values[measure] > limits[measure],
  );
  return limits.material && material !== true ? [...measures, 'material'] : measures;
}

/**
 * How a lane stands in a period (a day or a shift). A check that failed was done, and is an incident; what is to be done
 * again is said there.
 */
export function dueIn(
  lane: string,
  period: { readonly from: string },
  now: string,
  graceMs: number,
  last: CheckView | null,
): DueCheck {
  const overdueAt = new Date(Date.parse(period.from) + graceMs).toISOString();
  const done = last !== null && last.at >= period.from;
  return {
    lane,
    state: done ? 'done' : now < overdueAt ? 'due' : 'overdue',
    since: period.from,
    overdueAt,
    last,
  };
}

/** Whether a dose rate is more than the limit above the background. In nanosieverts, so that 1.1 − 0.1 is not more than 1. */
export function isOver(dose: {
  readonly reading: number;
  readonly background: number;
  readonly limit: number;
}): boolean {
  const nano = (micro: number) => Math.round(micro * 1000);
  return nano(dose.reading) - nano(dose.background) > nano(dose.limit);
}
