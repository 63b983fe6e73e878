import type { ArchiveSearch } from '../api/archive-inputs.pure.ts';
import {
  type ArchivedVisit,
  type ArchivePage,
  countedTo,
  type JournalEntryView,
  type VisitRecord,
} from '../api/archive-views.pure.ts';
import type { MarkHistory, MarkView } from '../api/mark-views.pure.ts';
import type { Journal } from '../journal/journal.ts';
import type { Officers } from '../officers/officers.ts';
import { markHistories } from '../visits/mark-history.pure.ts';
import { evolve } from '../visits/visit-evolve.pure.ts';
import { type Visit, viewOf } from '../visits/visit-state.pure.ts';
import type { Visits } from '../visits/visits.ts';
import { isVisitEntry } from '../visits/visits-table.ts';
import { isWithheld } from '../visits/withheld.pure.ts';
import { type ArchiveQueries, type ArchiveRow, archiveQueries } from './archive-table.ts';
import { questionOf } from './archive-words.pure.ts';
import { categoriesNamed } from './category-names.ts';

export interface ArchiveParts {
  readonly journal: Pick<Journal, 'db' | 'entriesOf'>;
  readonly visits: Pick<Visits, 'get'>;
  readonly officers: Pick<Officers, 'list'>;
}

/** The visits of the past: found again, and shown with all that was known of them. Changes nothing. */
export class Archive {
  readonly #parts: ArchiveParts;
  readonly #queries: ArchiveQueries;
  readonly #categoriesOf = categoriesNamed();
  readonly #stored: { all(visitId: string): StoredEntryRow[] };

  constructor(parts: ArchiveParts) {
    this.#parts = parts;
    this.#queries = archiveQueries(parts.journal.db);
    this.#stored = parts.journal.db.prepare<[string], StoredEntryRow>(
      'SELECT seq, at, kind, actor, body, hash FROM entries WHERE subject = ? ORDER BY seq',
    );
  }

  search(search: ArchiveSearch): ArchivePage {
    const { before, limit, from, to } = search;
    const match = questionOf(search, {
      categoriesOf: this.#categoriesOf,
      wordsBeginning: this.#queries.wordsBeginning,
    });
    if (match === 'nothing') return { visits: [], next: null, total: before === undefined ? 0 : null };
    const asked = { match, from: instant(from), to: instant(to), before };
    const rows = this.#queries.page(asked, limit + 1);
    const visits = rows.slice(0, limit).map(archived);
    return {
      visits,
      next: rows.length > limit ? (visits.at(-1)?.key ?? null) : null,
      total: before === undefined ? this.#queries.count(asked, countedTo + 1) : null,
    };
  }

  /** Throws VISIT_UNKNOWN. */
  record(visitId: string): VisitRecord {
    const visit = this.#parts.visits.get(visitId);
    const officers = new Map(this.#parts.officers.list().map(({ id, serviceNumber }) => [id, serviceNumber]));
    const all = this.#stored.all(visitId).map(
      ({ hash, actor, ...entry }): JournalEntryView => ({
        ...entry,
        actor: officers.get(actor) ?? actor,
        hash: hash.toString('hex'),
      }),
    );
    // A second officer who is to look independently reads nothing here that tells what the first decided.
    const first = isWithheld(visit) ? visit.secondLook?.officers[0] : undefined;
    const entries = first === undefined ? all : all.flatMap((entry) => entryShown(entry, first));
    return { visit, marksAtDecision: this.#marksAtDecision(visitId), entries };
  }

  /**
   * Every mark the visit ever had, with all its versions. Throws VISIT_UNKNOWN.
   * A second officer who is to look independently is shown none in which the first had a part.
   */
  markHistory(visitId: string): readonly MarkHistory[] {
    const visit = this.#parts.visits.get(visitId);
    const first = isWithheld(visit) ? visit.secondLook?.officers[0] : undefined;
    const all = markHistories(this.#parts.journal.entriesOf(visitId).filter(isVisitEntry));
    return all.filter(({ versions }) => !versions.some(({ by }) => by === first));
  }

  #marksAtDecision(visitId: string): readonly MarkView[] | null {
    let visit: Visit | null = null;
    let marks: readonly MarkView[] | null = null;
    for (const entry of this.#parts.journal.entriesOf(visitId)) {
      if (!isVisitEntry(entry)) continue;
      visit = evolve(visit, entry);
      if (entry.kind === 'visit.decided') marks = viewOf(visit).marks;
    }
    return marks;
  }
}

interface StoredEntryRow {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly body: string;
  readonly hash: Buffer;
}

/** As the journal writes it: texts of instants compare only in one form. */
function instant(said: string | undefined): string | undefined {
  return said === undefined ? undefined : new Date(said).toISOString();
}

function archived(row: ArchiveRow): ArchivedVisit {
  return {
    id: row.visit,
    key: row.key,
    at: row.at,
    plate: row.plate,
    trailerPlate: row.trailer,
    container: row.container,
    laneClass: row.lane_class as ArchivedVisit['laneClass'],
    goods: row.goods,
    state: row.state as ArchivedVisit['state'],
    decision: row.decision as ArchivedVisit['decision'],
    decidedBy: row.decided_by,
    outcome: row.outcome as ArchivedVisit['outcome'],
    scanId: row.scan,
  };
}

/** An entry as it is shown while what officer `first` decided is withheld: that he decided is known, how is not. */
function entryShown(entry: JournalEntryView, first: string): JournalEntryView[] {
  if (entry.kind === 'visit.decided') return [{ ...entry, body: '{}' }];
  return entry.actor === first && telling.has(entry.kind) ? [] : [entry];
}

/** That there is such an entry of his tells already whether he meant to release or to refer. */
const telling: ReadonlySet<string> = new Set([
  'visit.marked',
  'visit.mark-removed',
  'visit.check-acknowledged',
  'visit.decision-undone',
]);
