import { undecided } from './decision-state.pure.ts';
import { followDecision, isDecisionEntry, settled } from './visit-decided.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { followExamination, isExaminationEntry } from './visit-examination.pure.ts';
import { followMark, isMarkEntry } from './visit-marks.pure.ts';
import { fromCall, stampOf, without } from './visit-moments.pure.ts';
import { followReading, isAside, isReadingEntry } from './visit-readings.pure.ts';
import { followScan, isScanEntry } from './visit-scans.pure.ts';
import type { ReachedMoment, Visit } from './visit-state.pure.ts';

/**
 * The visit after an entry. Every entry that `decide` ever gave is understood.
 * Throws TypeError for an entry about a visit that no entry began: a journal that is not whole.
 */
export function evolve(visit: Visit | null, entry: VisitEntry): Visit {
  const next = visit ? follow(settled(visit, entry), entry) : begin(entry);
  const version = (visit?.version ?? 0) + 1;
  return {
    ...next,
    version,
    basis: visit && (aside.has(entry.kind) || isAside(entry)) ? visit.basis : version,
  };
}

/** Entries that change nothing an officer decides on. */
const aside: ReadonlySet<VisitEntry['kind']> = new Set<VisitEntry['kind']>([
  'scan.beam-on',
  'scan.beam-off',
  'scan.abort-requested',
  'scan.archived',
  'visit.exported',
  // Two officers at an examination may mark at once; each mark has a version of its own.
  'visit.marked',
  'visit.mark-removed',
  'visit.decision-final',
  'visit.check-acknowledged',
  'visit.recheck-wanted',
  'visit.rechecked',
]);

function begin(entry: VisitEntry): Visit {
  const fresh = {
    id: entry.subject,
    version: 0,
    basis: 0,
    lane: null,
    hold: null,
    scans: [],
    holder: null,
    escalated: false,
    ...undecided,
    examination: null,
    notice: null,
    bookedFor: null,
    bookingNumber: null,
    corrections: [],
    weights: [],
    plateReads: [],
    portal: [],
    reports: [],
    marks: [],
  };
  if (entry.kind === 'visit.booked') {
    const { truck, bookedFor, number: bookingNumber = null } = entry.body;
    const moments = { booked: stampOf(entry) };
    return { ...fresh, state: 'booked', truck, bookedFor, bookingNumber, moments };
  }
  if (entry.kind === 'visit.arrived' && entry.body.truck)
    return { ...fresh, state: 'arrived', truck: entry.body.truck, moments: { arrived: stampOf(entry) } };
  throw new TypeError(`No entry began the visit ${entry.subject}, which has a ${entry.kind}.`);
}

function follow(visit: Visit, entry: VisitEntry): Visit {
  if (isReadingEntry(entry)) return followReading(visit, entry);
  if (isMarkEntry(entry)) return followMark(visit, entry);
  if (isScanEntry(entry)) return followScan(visit, entry);
  if (isDecisionEntry(entry)) return followDecision(visit, entry);
  if (isExaminationEntry(entry)) return followExamination(visit, entry);
  const now = stampOf(entry);
  const reached = (moment: ReachedMoment) => ({ ...visit.moments, [moment]: now });
  switch (entry.kind) {
    case 'visit.booked':
      return visit;
    case 'visit.rebooked':
      return { ...visit, bookedFor: entry.body.bookedFor };
    case 'visit.arrived': {
      const truck = entry.body.truck ?? visit.truck;
      return { ...visit, state: 'arrived', truck, moments: reached('arrived') };
    }
    case 'visit.corrected': {
      const { truck, was, by } = entry.body;
      return { ...visit, truck, corrections: [...visit.corrections, { at: entry.at, by, was }] };
    }
    case 'visit.gate-in':
      return { ...visit, moments: reached('gateIn') };
    case 'visit.documents-checked':
      return { ...visit, moments: reached('documentsChecked') };
    case 'visit.rpm-passed':
      return { ...visit, moments: reached('rpmPassed') };
    case 'visit.called': {
      const { lane, holder } = entry.body;
      const moments = { ...without(visit.moments, fromCall), called: now };
      return { ...visit, state: 'called', lane, holder, notice: null, moments };
    }
    case 'visit.held':
      return { ...visit, hold: { ...entry.body, at: entry.at } };
    case 'visit.resumed':
      return { ...visit, hold: null };
    case 'visit.put-back': {
      const moments = without(visit.moments, fromCall);
      return { ...visit, state: 'arrived', lane: null, holder: null, notice: null, moments };
    }
    case 'visit.opened': {
      // What both officers of a second look took is one stretch.
      const opened = (visit.state === 'second-look' && visit.moments.opened) || now;
      const moments = { ...without(visit.moments, ['opened', 'decided']), opened };
      return { ...visit, state: 'in-analysis', holder: entry.body.holder, moments };
    }
    case 'visit.passed-on':
      return { ...visit, holder: entry.body.holder };
    case 'visit.exported':
      return visit;
    case 'visit.departed':
      return { ...visit, state: 'departed', moments: { ...visit.moments, departed: now, closed: now } };
    case 'visit.no-show':
      return { ...visit, state: 'no-show', hold: null, moments: reached('closed') };
    case 'visit.cancelled':
      return { ...visit, state: 'cancelled', holder: null, hold: null, moments: reached('closed') };
  }
}
