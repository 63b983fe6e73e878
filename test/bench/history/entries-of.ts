import type { Entry } from '../../../station/journal/entry.ts';
import type { MadeVisit, Step } from './busy-post.ts';
import { longestVisit } from './busy-post.ts';
import { idOf } from './words.ts';

const hour = 3_600_000;
/** The station is started anew every 30 days. */
const runMs = 30 * 24 * hour;

/**
 * The entries of visits, in the order in which a journal has them: by time. `firstSeq` may be below 1. Entries that are not
 * `kept` need no id and have none.
 */
export function* entriesOf(
  visits: Iterable<MadeVisit>,
  {
    firstSeq,
    history,
    kept,
  }: { readonly firstSeq: number; readonly history: number; readonly kept: boolean },
): Generator<Entry & { readonly body: unknown }> {
  const waiting = new Map<number, { readonly visit: string; readonly step: Step }[]>();
  let seq = firstSeq;
  let nth = 0;
  let done = Number.NEGATIVE_INFINITY;
  const ready = function* (until: number) {
    const hours = [...waiting.keys()].filter((each) => each < until).sort((a, b) => a - b);
    for (const each of hours) {
      const steps = waiting.get(each) ?? [];
      waiting.delete(each);
      for (const { visit, step } of steps.sort((a, b) => a.step.at - b.step.at)) {
        nth += 1;
        yield entryOf(seq, kept ? idOf(history, nth, 4095) : '', visit, step);
        seq += 1;
      }
    }
  };
  for (const { id, steps } of visits) {
    for (const step of steps) {
      const each = Math.floor(step.at / hour);
      const there = waiting.get(each);
      if (there) there.push({ visit: id, step });
      else waiting.set(each, [{ visit: id, step }]);
    }
    const arrived = steps.find(({ event }) => event.kind === 'visit.arrived')?.at ?? 0;
    // A truck that comes later may have been booked before now, but not before this.
    const safe = Math.floor((arrived - longestVisit) / hour);
    if (safe > done) {
      yield* ready(safe);
      done = safe;
    }
  }
  yield* ready(Number.POSITIVE_INFINITY);
}

const runs = new Map<number, string>();

function runOf(nth: number): string {
  const run = runs.get(nth) ?? idOf(0, nth);
  runs.set(nth, run);
  return run;
}

function entryOf(seq: number, id: string, subject: string, { at, actor, event }: Step): Entry {
  const run = Math.floor(at / runMs);
  return {
    seq,
    id,
    at: new Date(at).toISOString(),
    monotonic: at - run * runMs,
    run: runOf(run),
    actor,
    kind: event.kind,
    subject,
    body: event.body,
  };
}
