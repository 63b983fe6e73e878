import path from 'node:path';
import { archiveSearchInput } from '../../station/api/archive-inputs.pure.ts';
import { Archive } from '../../station/archive/archive.ts';
import { systemClock } from '../../station/clock.ts';
import { stationKinds, stationReadModels } from '../../station/journal/contents.ts';
import { type Journal, openJournal } from '../../station/journal/journal.ts';
import { type Bench, type Figure, quantile } from './bench.ts';
import { manyVisits as large, sharedHistory, fewVisits as small } from './history/shared-history.ts';

const asks = 40;

type Search = Parameters<typeof archiveSearchInput.parse>[0] & Record<string, unknown>;

/** Searches in the archive of a long history, and the same in a short one. */
export const archiveSearch: Bench = {
  name: 'archive-search',
  about:
    `the first page of a search and its count, in archives of ${small.toLocaleString('en')} and ${large.toLocaleString('en')} ` +
    'visits; baseline: LIKE over the rows of the same table, newest first, in the large one',
  async run({ progress }) {
    const figures: Figure[] = [];
    for (const visits of new Set([small, large])) {
      const file = path.join(sharedHistory(visits, progress), 'journal.db');
      progress(`searching among ${visits.toLocaleString('en')} visits`);
      const journal = openJournal(file, {
        clock: systemClock,
        run: 'bench',
        kinds: stationKinds,
        readModels: stationReadModels,
      });
      try {
        figures.push(...measured(journal, visits));
      } finally {
        journal.close();
      }
    }
    return figures;
  },
};

function measured(journal: Journal, visits: number): Figure[] {
  const archive = new Archive({
    journal,
    visits: { get: () => fail() },
    officers: { list: () => [] },
  });
  const rows = journal.db.prepare<[number], { plate: string; at: string }>(
    'SELECT plate, at FROM archive WHERE key >= ? ORDER BY key LIMIT 1',
  );
  const ends = journal.db.prepare<[], { first: number; last: number }>(
    'SELECT min(key) AS first, max(key) AS last FROM archive',
  );
  const { first, last } = ends.get() ?? { first: 0, last: 0 };
  const known = Array.from({ length: asks }, (_, nth) =>
    rows.get(Math.floor(first + ((last - first) * (nth + 0.5)) / asks)),
  ).flatMap((row) => row ?? []);
  const of = `${visits.toLocaleString('en')} visits`;
  const figure = (name: string, searches: readonly Search[], atMost?: number, like?: string): Figure => {
    const times = searches.map((search) => timed(() => archive.search(archiveSearchInput.parse(search))));
    const baseline = like !== undefined && visits === large ? { baseline: bareLike(journal, like) } : {};
    const aim = atMost === undefined ? {} : { aim: { of: 'value', atMost } as const };
    return { name: `${name}, p95, ${of}`, value: quantile(times, 0.95), unit: 'ms', ...baseline, ...aim };
  };
  const repeated = (search: Search) => Array.from({ length: 10 }, () => search);
  return [
    figure(
      'by plate',
      known.map(({ plate }) => ({ plate })),
      50,
      `plate LIKE '%${known[0]?.plate}%'`,
    ),
    figure(
      'by a part of a plate',
      known.map(({ plate }) => ({ plate: plate.slice(0, 3) })),
      50,
    ),
    figure('by a word that many have', repeated({ text: 'apples' }), 200, "goods LIKE '%apples%'"),
    figure('by a beginning that many have', repeated({ text: 'ce' }), 200),
    figure('by a long beginning that many have', repeated({ text: 'polyethyle' }), 200),
    figure('by two words and a decision', repeated({ text: 'ceramic til', decision: 'refer' }), 200),
    figure('by a word that nobody has', repeated({ text: 'zzyzx' }), 200, "words LIKE '%zzyzx%'"),
    figure(
      'by date and word',
      known.map(({ at }) => ({ text: 'apples', from: `${at.slice(0, 10)}T00:00:00Z` })),
      200,
    ),
    figure('newest of all', repeated({}), 50),
  ];
}

function bareLike(journal: Journal, where: string): { name: string; value: number } {
  const page = journal.db.prepare(`SELECT * FROM archive WHERE ${where} ORDER BY key DESC LIMIT 51`);
  const count = journal.db.prepare(`SELECT count(*) FROM (SELECT 1 FROM archive WHERE ${where} LIMIT 1001)`);
  const value = timed(() => [page.all(), count.get()]);
  return { name: 'LIKE over the rows', value };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function fail(): never {
  throw new Error('A search opens no visit.');
}
