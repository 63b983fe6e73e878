import path from 'node:path';
import Database from 'better-sqlite3';
import { figuresInput } from '../../station/api/figure-inputs.pure.ts';
import { settableClock } from '../../station/clock.ts';
import { Figures } from '../../station/figures/figures.ts';
import { stationKinds, stationReadModels } from '../../station/journal/contents.ts';
import { openJournal } from '../../station/journal/journal.ts';
import { createShiftPattern } from '../../station/shifts/shift-pattern.ts';
import { createShifts } from '../../station/shifts/shifts.ts';
import { type Bench, type Figure, quantile } from './bench.ts';
import { duckdbWith } from './duckdb-baseline.ts';
import { fewVisits, manyVisits, sharedHistory } from './history/shared-history.ts';
import { fillRawTable, pathSql, rawRows } from './raw-rows.ts';

const rounds = 9;
const units = { shift: 50, month: 300, year: 2000 } as const;
type Unit = keyof typeof units;
const chief = { serviceNumber: '900', roles: ['supervisor'] } as const;
const timeZone = 'Asia/Almaty';

interface Measured {
  readonly ms: Record<Unit, number>;
  readonly openMs: number;
  /** The visits of the first shift there is, as Ctrl+S saves them. */
  readonly listMs: number;
  readonly spans: Record<Unit, { readonly from: number; readonly to: number }>;
}

/** Whole reports, as the screen gets them: totals, bars, path, five splits, pattern, delays. */
export const figures: Bench = {
  name: 'figures',
  about:
    `the reports of a shift, a month and a year at ${manyVisits} visits, each beside the same at ${fewVisits} ` +
    '(whose year is as long as they last); the path of time alone by plain SQL over an indexed table of the rows, and by ' +
    'DuckDB in memory; how long the journal takes to open',
  async run({ folder, progress }) {
    const [small, large] = [fewVisits, manyVisits].map((visits) => sharedHistory(visits, progress));
    if (small === undefined || large === undefined) throw new Error('There is no history.');
    progress('measuring');
    const few = measure(path.join(small, 'journal.db'));
    const many = measure(path.join(large, 'journal.db'));
    progress('filling plain tables with the rows of these periods');
    const spans = Object.values(many.spans);
    const from = Math.min(...spans.map((span) => span.from));
    const to = Math.max(...spans.map((span) => span.to));
    const history = new Database(path.join(large, 'journal.db'), { readonly: true });
    const raw = new Database(path.join(folder, 'raw.db'));
    fillRawTable(raw, rawRows(history, from, to));
    const duck = await duckdbWith(rawRows(history, from, to));
    history.close();
    const all: Figure[] = [];
    for (const unit of Object.keys(units) as Unit[]) {
      const aim = { of: 'value', atMost: units[unit] } as const;
      const value = many.ms[unit];
      const span = many.spans[unit];
      const plain = raw.prepare(pathSql.sqlite(span.from, span.to));
      const inSql = timed(() => plain.all());
      const inDuck: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const began = performance.now();
        await duck.runAndReadAll(pathSql.duckdb(span.from, span.to));
        inDuck.push(performance.now() - began);
      }
      const row = (name: string, baseline: Figure['baseline'] & object): Figure => ({
        ...{ name: `${unit} at ${manyVisits}, ${name}`, value, unit: 'ms', baseline, aim },
      });
      all.push(
        row(`against ${fewVisits}`, { name: `the same at ${fewVisits} visits`, value: few.ms[unit] }),
        row('against SQL', { name: 'SQLite: path of time only', value: inSql }),
        row('against DuckDB', { name: 'DuckDB: path of time only', value: quantile(inDuck, 0.5) }),
      );
    }
    raw.close();
    duck.closeSync();
    all.push({
      name: `the visits of one of the first shifts at ${manyVisits}`,
      value: many.listMs,
      unit: 'ms',
      baseline: { name: `at ${fewVisits}`, value: few.listMs },
      aim: { of: 'value', atMost: 50 },
    });
    all.push({
      name: `open the journal of ${manyVisits}`,
      value: many.openMs,
      unit: 'ms',
      baseline: { name: `of ${fewVisits}`, value: few.openMs },
      aim: { of: 'value', atMost: 1000 },
    });
    return all;
  },
};

function measure(file: string): Measured {
  const { first, last } = spanOf(file);
  const clock = settableClock(last);
  const began = performance.now();
  const journal = openJournal(file, {
    clock,
    run: 'bench',
    kinds: stationKinds,
    readModels: stationReadModels,
  });
  const openMs = performance.now() - began;
  const shifts = [
    { name: 'A', start: '08:00' },
    { name: 'B', start: '20:00' },
  ];
  const pattern = createShiftPattern(shifts, timeZone);
  const of = new Figures({
    journal,
    clock,
    timeZone,
    pattern,
    throughput: { outliers: { rule: 'fence', factor: 3 } },
    capacityPerDay: 620,
  });
  const entries = (Object.keys(units) as Unit[]).map((unit) => {
    // The last one that is over, as the one that runs may have begun just now; a short history has no other year.
    const running = of.report(figuresInput.parse({ unit }), chief).period;
    const at = running.before > first ? running.before : running.from;
    const ask = figuresInput.parse({ unit, at });
    const { period } = of.report(ask, chief);
    const span = { from: Date.parse(period.from), to: Date.parse(period.to) };
    return [unit, timed(() => of.report(ask, chief)), span] as const;
  });
  const lists = createShifts({ journal, clock, pattern });
  const early = pattern.shiftAt(new Date(Date.parse(first) + 3 * 24 * 3_600_000).toISOString());
  const listMs = timed(() => lists.report(early));
  journal.close();
  return {
    openMs,
    listMs,
    ms: Object.fromEntries(entries.map(([unit, ms]) => [unit, ms])) as Measured['ms'],
    spans: Object.fromEntries(entries.map(([unit, , span]) => [unit, span])) as Measured['spans'],
  };
}

function spanOf(file: string): { readonly first: string; readonly last: string } {
  const db = new Database(file, { readonly: true });
  const hours = db
    .prepare<[], { first: number; last: number }>(
      'SELECT min(hour) AS first, max(hour) AS last FROM observed_hours',
    )
    .get() ?? { first: 0, last: 0 };
  db.close();
  const instant = (hour: number) => new Date(hour * 3_600_000).toISOString();
  return { first: instant(hours.first), last: instant(hours.last + 1) };
}

/** Median of some rounds, after one that warms up. */
function timed(work: () => unknown): number {
  work();
  const took = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return quantile(took, 0.5);
}
