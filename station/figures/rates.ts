import { DateTime } from 'luxon';
import type { PatternCell, RateBin, Totals } from '../api/figure-views.pure.ts';
import { decisionKinds } from '../api/views.pure.ts';
import { hourMs } from './hour-page.ts';
import { isFinalDecision } from './path.ts';
import { statisticsOf } from './sample.pure.ts';
import type { Selection } from './selection.ts';
import { observed } from './stretches.pure.ts';

/** Trucks that the post means to decide in an hour, by the hour of the day. */
export type Plan = (hour: number) => number;

export interface Counted {
  readonly selection: Selection;
  /** The period as far as it is over, ms since 1970. */
  readonly until: number;
  readonly plan: Plan;
  readonly timeZone: string;
}

const arrival = observed.indexOf('arrival');
const decision = observed.indexOf('decision');
const waiting = observed.indexOf('waiting');

export function totalsOf(of: Counted): Totals {
  const { selection, until } = of;
  const { all, places, from } = selection;
  const counts = new Map<number, number>();
  let arrived = 0;
  for (const place of places) {
    const stretch = all.stretch(place);
    if (stretch === arrival) arrived += 1;
    if (stretch !== decision) continue;
    const kind = all.decision(place);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const count = (kind: (typeof decisionKinds)[number]) => counts.get(decisionKinds.indexOf(kind) + 1) ?? 0;
  const decided = count('release') + count('refer');
  const hours = Math.max(0, (until - from) / hourMs);
  return {
    ...{ arrived, decided, hours },
    released: count('release'),
    referred: count('refer'),
    rescans: count('re-scan'),
    escalated: count('escalate'),
    perHour: hours > 0 ? decided / hours : 0,
    planned: planned(of, from, until),
  };
}

/** What the plan has between two instants: each hour of the post's clock in parts. */
function planned({ selection, plan }: Counted, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const next = Math.min(to, nextHour(selection, at));
    sum += (plan(selection.hours.hour(at)) * (next - at)) / hourMs;
    at = next;
  }
  return sum;
}

/** When the clock of the post next says a full hour; zones may be half an hour off. */
function nextHour({ hours }: Selection, at: number): number {
  const local = at + hours.offset(at);
  return at + hourMs - (((local % hourMs) + hourMs) % hourMs);
}

/** Up to so many days in hours, in days, and in months beyond. */
const longestInHours = 3.1;
const longestInDays = 100;

export function binUnit(from: number, to: number): 'hour' | 'day' | 'month' {
  const days = (to - from) / (24 * hourMs);
  if (days <= longestInHours) return 'hour';
  return days <= longestInDays ? 'day' : 'month';
}

export function binsOf(of: Counted): RateBin[] {
  const { selection, timeZone } = of;
  const { all, places, from, to } = selection;
  const unit = binUnit(from, to);
  const edges = [from];
  const local = (at: number) => DateTime.fromMillis(at, { zone: timeZone });
  for (let at = from; at < to; ) {
    const next =
      unit === 'hour'
        ? nextHour(selection, at)
        : local(at)
            .startOf(unit)
            .plus({ [unit]: 1 })
            .startOf(unit)
            .toMillis();
    at = Math.min(next, to);
    edges.push(at);
  }
  const arrived = new Uint32Array(edges.length);
  const decided = new Uint32Array(edges.length);
  for (const place of places) {
    const isArrival = all.stretch(place) === arrival;
    if (!isArrival && !isFinalDecision(selection, place)) continue;
    const bin = binAt(edges, all.at(place));
    const counts = isArrival ? arrived : decided;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return edges.slice(1).map((end, index) => ({
    from: instant(edges[index] ?? from),
    to: instant(end),
    arrived: arrived[index] ?? 0,
    decided: decided[index] ?? 0,
    planned: planned(of, edges[index] ?? from, end),
  }));
}

function binAt(edges: readonly number[], at: number): number {
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (at >= (edges[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return low;
}

/** By weekday and hour: how many, how long they had waited, and how many such hours there were. */
export function patternOf({ selection, until }: Counted): PatternCell[] {
  const { all, places, hours, from } = selection;
  const cells = Array.from({ length: 7 * 24 }, () => ({
    hours: 0,
    arrived: 0,
    decided: 0,
    took: [] as number[],
  }));
  const cellAt = (at: number) => cells[(hours.weekday(at) - 1) * 24 + hours.hour(at)];
  for (let at = from; at < until; ) {
    const next = Math.min(until, nextHour(selection, at));
    const cell = cellAt(at);
    if (cell) cell.hours += (next - at) / hourMs;
    at = next;
  }
  for (const place of places) {
    const cell = cellAt(all.at(place));
    if (!cell) continue;
    const stretch = all.stretch(place);
    if (stretch === arrival) cell.arrived += 1;
    else if (isFinalDecision(selection, place)) cell.decided += 1;
    else if (stretch === waiting && !Number.isNaN(all.took(place))) cell.took.push(all.took(place));
  }
  return cells.map(({ took, ...cell }, index) => ({
    ...cell,
    weekday: Math.floor(index / 24) + 1,
    hour: index % 24,
    waiting: statisticsOf(Float64Array.from(took).sort()).median,
    waited: took.length,
  }));
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
