import { z } from 'zod';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { isClosed, type Visit, visitState } from '../visits/visit-state.pure.ts';
import { isFinal, isVisitEntry } from '../visits/visits-table.ts';
import { facetWords, officersIn, plateWords, unique, wordsIn, wordsOf } from './archive-words.pure.ts';

/** Letters of the longest beginnings of words that the index has lists for. */
const longestPrefix = 6;
/** So many words are asked for one by one; of more, each is rare. */
const mostWords = 64;

/**
 * Every visit that has begun, newest first by `key`: the seq of the entry it came to the post with, or was over with
 * where it never came. Its words are in a full-text index over the same rows, facets like the decision among them, so that
 * whatever is asked for together is one walk down lists that are in the order of the answer. `archive_days` says which keys
 * a day has, as a clock that was set back leaves no order to rely on.
 */
export const archiveTable: ReadModel = {
  name: 'archive',
  version: 3,
  tables: ['archive_words', 'archive_text', 'archive', 'archive_days'],
  create(db) {
    db.exec(`
      CREATE TABLE archive (
        key INTEGER PRIMARY KEY,
        visit TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        plate TEXT NOT NULL,
        trailer TEXT,
        container TEXT,
        lane_class TEXT NOT NULL,
        goods TEXT,
        state TEXT NOT NULL,
        decision TEXT,
        decided_by TEXT,
        outcome TEXT,
        scan TEXT,
        officers TEXT NOT NULL,
        plates TEXT NOT NULL,
        goods_words TEXT NOT NULL,
        words TEXT NOT NULL,
        facets TEXT NOT NULL
      ) STRICT;
      CREATE VIRTUAL TABLE archive_text USING fts5(
        plates, goods_words, words, facets,
        content = 'archive', content_rowid = 'key', columnsize = 0, detail = 'column',
        -- The words are cut and folded before they come here; only their ASCII separators are left to find.
        tokenize = 'ascii',
        -- A longer beginning is put together from all words that begin so: those are looked up first (archive_words).
        prefix = '1 2 3 4 5 ${longestPrefix}'
      );
      CREATE VIRTUAL TABLE archive_words USING fts5vocab(archive_text, row);
      CREATE TABLE archive_days (
        day TEXT PRIMARY KEY,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
  prepare(db) {
    const visitNow = db.prepare<[string], { visit: string }>('SELECT visit FROM visits WHERE id = ?');
    const find = db.prepare<[string], ArchiveRow>('SELECT * FROM archive WHERE visit = ?');
    const write = archiveWriter(db);
    return (entry) => {
      if (!isVisitEntry(entry)) return;
      const before = find.get(entry.subject);
      const known = visitNow.get(entry.subject);
      if (!known) return;
      const visit = shown.parse(JSON.parse(known.visit));
      if (!before && entry.kind !== 'visit.arrived' && !isClosed(visit.state)) return;
      const after = rowAfter(before, entry, visit);
      if (before && isSame(before, after)) return;
      write(before, after);
    };
  },
};

/** Writes the row of a visit in place of the one before, and its words into the index. */
function archiveWriter(db: WritableDatabase): (before: ArchiveRow | undefined, after: ArchiveRow) => void {
  const values = archiveColumns.map((column) => `@${column}`).join(', ');
  const put = db.prepare<[ArchiveRow]>(
    `INSERT OR REPLACE INTO archive (${archiveColumns.join(', ')}) VALUES (${values})`,
  );
  const indexed = indexedColumns.join(', ');
  const words = indexedColumns.map((column) => `@${column}`).join(', ');
  const index = db.prepare<[ArchiveRow]>(
    `INSERT INTO archive_text (rowid, ${indexed}) VALUES (@key, ${words})`,
  );
  const unindex = db.prepare<[ArchiveRow]>(
    `INSERT INTO archive_text (archive_text, rowid, ${indexed}) VALUES ('delete', @key, ${words})`,
  );
  const count = db.prepare<[string, number, number]>(`
      INSERT INTO archive_days (day, first, last) VALUES (?, ?, ?)
      ON CONFLICT (day) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`);
  return (before, after) => {
    const reads = indexedColumns.some((column) => before?.[column] !== after[column]);
    if (before && reads) unindex.run(before);
    put.run(after);
    if (reads) index.run(after);
    if (!before) count.run(after.at.slice(0, 10), after.key, after.key);
  };
}

/** What the archive shows of a visit as its entries amount to; the table of visits is kept before this one. */
const { id, state, truck, decision, examination, moments, scans } = visitState.shape;
const shown = z.object({ id, state, truck, decision, examination, moments, scans });

export interface ArchiveRow {
  readonly key: number;
  readonly visit: string;
  readonly at: string;
  readonly plate: string;
  readonly trailer: string | null;
  readonly container: string | null;
  readonly lane_class: string;
  readonly goods: string | null;
  readonly state: string;
  readonly decision: string | null;
  readonly decided_by: string | null;
  readonly outcome: string | null;
  readonly scan: string | null;
  readonly officers: string;
  readonly plates: string;
  readonly goods_words: string;
  readonly words: string;
  readonly facets: string;
}

/** In the order of the table. */
export const archiveColumns = [
  'key',
  'visit',
  'at',
  'plate',
  'trailer',
  'container',
  'lane_class',
  'goods',
  'state',
  'decision',
  'decided_by',
  'outcome',
  'scan',
  'officers',
  'plates',
  'goods_words',
  'words',
  'facets',
] as const satisfies (keyof ArchiveRow)[];
const indexedColumns = ['plates', 'goods_words', 'words', 'facets'] as const satisfies (keyof ArchiveRow)[];

/** What of a visit's row comes from what each of its entries says; the rest is as the visit stands. */
type Said = Pick<ArchiveRow, 'key' | 'at' | 'officers' | 'words'>;
type Shown = Pick<Visit, 'id' | 'state' | 'truck' | 'decision' | 'examination' | 'moments' | 'scans'>;

function saidAfter(
  before: Said | undefined,
  entry: { readonly seq: number; readonly at: string; readonly body: unknown },
  truck: Visit['truck'],
): Said {
  // Service numbers hold no line breaks: nobody can type one into a field of one line.
  const officers = unique([...(before?.officers.split('\n') ?? []), ...officersIn(entry.body)]).filter(
    (number) => number !== '',
  );
  const goods = goodsWords(truck);
  const written = [truck.declaration ?? '', ...(truck.seals ?? [])].flatMap(wordsOf);
  const words = unique([...(before?.words.split(' ') ?? []), ...written, ...wordsIn(entry.body)]).filter(
    (word) => word !== '' && !goods.includes(word),
  );
  return {
    key: before?.key ?? entry.seq,
    at: before?.at ?? entry.at,
    officers: officers.join('\n'),
    words: words.join(' '),
  };
}

/** The row of a visit after one of its entries; `visit` is as that has left it. */
export function rowAfter(
  before: Said | undefined,
  entry: { readonly seq: number; readonly at: string; readonly body: unknown },
  visit: Shown,
): ArchiveRow {
  const { truck } = visit;
  const said = saidAfter(before, entry, truck);
  const decided = isFinal(visit.decision) ? visit.decision : null;
  const decision = decided?.kind ?? null;
  const outcome = visit.examination?.outcome ?? null;
  const found = unique((visit.examination?.record?.findings ?? []).map(({ category }) => category));
  const officers = said.officers.split('\n').filter((number) => number !== '');
  return {
    ...said,
    visit: visit.id,
    plate: truck.plate,
    trailer: truck.trailerPlate ?? null,
    container: truck.container ?? null,
    lane_class: truck.laneClass,
    goods: truck.goods ?? null,
    state: visit.state,
    decision,
    decided_by: decided?.by ?? null,
    outcome,
    scan: visit.scans.findLast(({ planes }) => planes !== null)?.id ?? null,
    plates: plateWords(truck).join(' '),
    goods_words: goodsWords(truck).join(' '),
    facets: facetWords({ decision, outcome, found, officers }).join(' '),
  };
}

function goodsWords({ goods }: Visit['truck']): string[] {
  return unique(wordsOf(goods ?? ''));
}

function isSame(one: ArchiveRow, other: ArchiveRow): boolean {
  return (Object.keys(other) as (keyof ArchiveRow)[]).every((column) => one[column] === other[column]);
}

export interface ArchiveQuestion {
  /** For the index (`questionOf`); null: everything. */
  readonly match: string | null;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Only what is older than this key. */
  readonly before: number | undefined;
}

/** The questions asked of the archive, prepared once. */
export interface ArchiveQueries {
  /** Newest first. */
  page(asked: ArchiveQuestion, limit: number): ArchiveRow[];
  /** Counts no further than `most`. */
  count(asked: ArchiveQuestion, most: number): number;
  /** The words that begin so, where FTS5 would read every visit that has one of them; null where there are many or it would not. */
  wordsBeginning(beginning: string): string[] | null;
}

type Bounds = { from: string; to: string; first: number; last: number; match: string | null };

export function archiveQueries(db: ReadableDatabase): ArchiveQueries {
  const days = db.prepare<[string, string], { first: number | null; last: number | null }>(
    'SELECT min(first) AS first, max(last) AS last FROM archive_days WHERE day >= ? AND day <= ?',
  );
  const within = 'archive.at >= @from AND archive.at < @to';
  const matching = 'archive_text MATCH @match AND archive_text.rowid BETWEEN @first AND @last';
  const joined = 'archive_text CROSS JOIN archive ON archive.key = archive_text.rowid';
  const ways = {
    found: db.prepare<[Bounds & { limit: number }], ArchiveRow>(`
      SELECT archive.* FROM ${joined} WHERE ${matching} AND ${within}
      ORDER BY archive_text.rowid DESC LIMIT @limit`),
    all: db.prepare<[Bounds & { limit: number }], ArchiveRow>(`
      SELECT * FROM archive WHERE key BETWEEN @first AND @last AND ${within} ORDER BY key DESC LIMIT @limit`),
    countFound: db.prepare<[Bounds & { limit: number }], { count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM archive_text WHERE ${matching} LIMIT @limit)`,
    ),
    countFoundWithin: db.prepare<[Bounds & { limit: number }], { count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM ${joined} WHERE ${matching} AND ${within} LIMIT @limit)`,
    ),
    countAll: db.prepare<[Bounds & { limit: number }], { count: number }>(`
      SELECT count(*) AS count FROM
        (SELECT 1 FROM archive WHERE key BETWEEN @first AND @last AND ${within} LIMIT @limit)`),
  };
  const words = db.prepare<[string, string, number], { term: string }>(
    'SELECT term FROM archive_words WHERE term >= ? AND term < ? LIMIT ?',
  );
  const boundsOf = ({ match, from = '', to = '~', before }: ArchiveQuestion): Bounds | null => {
    const seen = days.get(from.slice(0, 10), to.slice(0, 10));
    if (seen?.first == null || seen.last == null) return null;
    const last = Math.min(seen.last, before === undefined ? seen.last : before - 1);
    return { match, from, to, first: seen.first, last };
  };
  return {
    page(asked, limit) {
      const bounds = boundsOf(asked);
      if (bounds === null) return [];
      return (asked.match === null ? ways.all : ways.found).all({ ...bounds, limit });
    },
    count(asked, most) {
      const bounds = boundsOf(asked);
      if (bounds === null) return 0;
      const dated = asked.from !== undefined || asked.to !== undefined;
      const found = dated ? ways.countFoundWithin : ways.countFound;
      return (asked.match === null ? ways.countAll : found).get({ ...bounds, limit: most })?.count ?? 0;
    },
    wordsBeginning(beginning) {
      if ([...beginning].length <= longestPrefix) return null;
      const found = words.all(beginning, `${beginning}\u{10ffff}`, mostWords + 1);
      return found.length > mostWords ? null : found.map(({ term }) => term);
    },
  };
}
