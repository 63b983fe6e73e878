import type { Candidate, CandidateSource, Candidates, WhyCandidate } from '../api/compare-views.pure.ts';
import type { DecisionKind, ExaminationOutcome, VisitView } from '../api/views.pure.ts';
import { wordsOf } from '../archive/archive-words.pure.ts';
import { StationError } from '../errors.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import type { Visits } from '../visits/visits.ts';
import { saysEmpty } from './empty-vehicles.ts';
import { likeness } from './look.pure.ts';
import type { Looks } from './looks.ts';

export interface CandidateParts {
  readonly db: ReadableDatabase;
  readonly visits: Pick<Visits, 'get'>;
  readonly looks: Pick<Looks, 'of' | 'missing' | 'fill'>;
}

const mostShown = 12;
/** The newest scans that one is held against: a year of a busy post's is not looked through while an officer waits. */
const mostCompared = 10_000;
/** Less alike than this is not alike, unless the declarations have words in common. */
const leastLikeness = 60;
/** What a word of the goods in common counts, and the same class, beside a percent of likeness. */
const wordCounts = 8;
const classCounts = 3;
/** Words too short to say what is on board. */
const shortest = 4;

/** Scans that one may be looked at beside: the newest or the most alike first, each with the reason it is offered for. */
export class CandidateSearch {
  readonly #parts: CandidateParts;

  constructor(parts: CandidateParts) {
    this.#parts = parts;
  }

  /** Throws VISIT_UNKNOWN, SCAN_UNKNOWN, or why the scan cannot be read. */
  async find(visitId: string, scanId: string, from: CandidateSource): Promise<Candidates> {
    const visit = this.#parts.visits.get(visitId);
    if (!visit.scans.some(({ id }) => id === scanId))
      throw new StationError('SCAN_UNKNOWN', 'The visit has no such scan.');
    switch (from) {
      case 'earlier':
        return {
          scans: [...sameVisit(visit, scanId), ...this.#earlier(visit)].slice(0, mostShown),
          notYet: 0,
        };
      case 'empty':
        return { scans: this.#empty(visit, scanId), notYet: 0 };
      case 'similar':
        return this.#similar(visit, scanId);
    }
  }

  #earlier(visit: VisitView): Candidate[] {
    return this.#ofVehicle(visit, visit.truck.container ?? null)
      .slice(0, mostShown)
      .map((row) =>
        candidate(row, { reason: row.plate === visit.truck.plate ? 'samePlate' : 'sameContainer' }),
      );
  }

  #empty(visit: VisitView, scanId: string): Candidate[] {
    const marks = this.#parts.db.prepare<[string], { by: string }>(
      'SELECT by_officer AS by FROM empty_vehicles WHERE scan = ? AND by_officer IS NOT NULL',
    );
    return this.#ofVehicle(visit, null)
      .filter(({ scan }) => scan !== scanId)
      .flatMap((row) => {
        const mark = marks.get(row.scan);
        if (mark) return [candidate(row, { reason: 'markedEmpty', by: mark.by })];
        return saysEmpty(row.goods) ? [candidate(row, { reason: 'declaredEmpty' })] : [];
      })
      .slice(0, mostShown);
  }

  async #similar(visit: VisitView, scanId: string): Promise<Candidates> {
    const { db, looks } = this.#parts;
    looks.fill();
    const look = await looks.of(scanId);
    const words = new Set(goodsWords(visit.truck.goods ?? null));
    const rows = db
      .prepare<[string, number], Row & { look: Buffer }>(
        `SELECT ${columns}, look FROM archive JOIN scan_looks ON scan_looks.scan = archive.scan
         WHERE visit <> ? AND length(look) > 0 ORDER BY key DESC LIMIT ?`,
      )
      .all(visit.id, mostCompared);
    const scans =
      look === null
        ? []
        : rows
            .map((row) => {
              const common = [...new Set(goodsWords(row.goods))]
                .filter((word) => words.has(word))
                .slice(0, 4);
              const sameClass = row.laneClass === visit.truck.laneClass;
              const alike = likeness(look, row.look);
              const score =
                alike.percent + wordCounts * Math.min(2, common.length) + (sameClass ? classCounts : 0);
              return { row, why: { reason: 'similar', ...alike, words: common, sameClass } as const, score };
            })
            .filter(({ why }) => why.percent >= leastLikeness || why.words.length > 0)
            .sort((one, other) => other.score - one.score || other.row.key - one.row.key)
            .slice(0, mostShown)
            .map(({ row, why }) => candidate(row, why));
    return { scans, notYet: looks.missing() };
  }

  /** Archived scans of other visits of the same plate or container, newest first. */
  #ofVehicle(visit: VisitView, container: string | null): Row[] {
    return this.#parts.db
      .prepare<[string, string | null, string], Row>(
        `SELECT ${columns} FROM archive
         WHERE visit IN (SELECT id FROM visits WHERE plate = ? UNION SELECT id FROM visits WHERE container = ?)
           AND visit <> ? AND scan IS NOT NULL ORDER BY key DESC LIMIT 200`,
      )
      .all(visit.truck.plate, container, visit.id);
  }
}

const columns =
  'key, visit, at, plate, container, lane_class AS laneClass, goods, decision, outcome, archive.scan AS scan';

interface Row {
  readonly key: number;
  readonly visit: string;
  readonly at: string;
  readonly plate: string;
  readonly container: string | null;
  readonly laneClass: string;
  readonly goods: string | null;
  readonly decision: DecisionKind | null;
  readonly outcome: ExaminationOutcome | null;
  readonly scan: string;
}

function candidate(row: Row, why: WhyCandidate): Candidate {
  const { scan: scanId, visit: visitId, at, plate, container, goods, decision, outcome } = row;
  return { scanId, visitId, at, plate, container, goods, decision, outcome, why };
}

/** Scans of the visit itself before or after this one: a re-scan is best looked at beside what it was asked for. */
function sameVisit(visit: VisitView, scanId: string): Candidate[] {
  const { truck, moments } = visit;
  return visit.scans
    .filter(({ id, archived }) => id !== scanId && archived)
    .map(({ id }) => ({
      scanId: id,
      visitId: visit.id,
      at: moments.arrived ?? moments.called ?? '',
      plate: truck.plate,
      container: truck.container ?? null,
      goods: truck.goods ?? null,
      decision: null,
      outcome: null,
      why: { reason: 'sameVisit' } as const,
    }))
    .reverse();
}

function goodsWords(goods: string | null): string[] {
  return wordsOf(goods ?? '').filter((word) => [...word].length >= shortest);
}
