import type { Made } from './decision-state.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { stampOf, without } from './visit-moments.pure.ts';
import { beforeScan } from './visit-scans.pure.ts';
import type { Visit } from './visit-state.pure.ts';

type EntryOf<Kind extends VisitEntry['kind']> = Extract<VisitEntry, { kind: Kind }>;
type Take<Kind extends VisitEntry['kind']> = (visit: Visit, entry: EntryOf<Kind>) => Visit;

const takes = {
  'visit.decided': followDecided,
  'visit.decision-final': (visit) => ({ ...visit, pending: null }),
  'visit.decision-undone': (visit, { body }) => {
    if (!visit.pending) return visit;
    const { before } = visit.pending;
    const { decided, ...restored } = before;
    const fate = body.by === null ? 'withdrawn' : 'undone';
    const moments = { ...without(visit.moments, ['decided']), ...(decided && { decided }) };
    return {
      ...{ ...visit, ...restored, moments, state: 'in-analysis', pending: null },
      decisions: kept([...before.decisions, ...withFate(visit, fate, 1).slice(-1)]),
      notice: body.check === undefined ? visit.notice : { code: 'RELEASE_WITHDRAWN', details: {} },
    };
  },
  'visit.decision-reversed': followReversed,
  'visit.check-acknowledged': (visit, { at, body }) => ({
    ...visit,
    acknowledgedChecks: [...visit.acknowledgedChecks, { ...body, at }],
  }),
  'visit.recheck-wanted': (visit, { at, body }) => ({ ...visit, recheck: { ...body, at, done: null } }),
  'visit.rechecked': (visit, { at, body }) => ({
    ...visit,
    recheck: visit.recheck && { ...visit.recheck, done: { ...body, at } },
  }),
} satisfies { readonly [Kind in VisitEntry['kind']]?: Take<Kind> };

type DecisionEntry = EntryOf<keyof typeof takes>;

export function isDecisionEntry(entry: VisitEntry): entry is DecisionEntry {
  return Object.hasOwn(takes, entry.kind);
}

/** The visit after something was decided about it, taken back, reversed or looked at again. */
export function followDecision(visit: Visit, entry: DecisionEntry): Visit {
  const take = takes[entry.kind] as (visit: Visit, entry: DecisionEntry) => Visit;
  return take(visit, entry);
}

/** What goes on with the truck ends the time in which a decision could be taken back. */
export function settled(visit: Visit, { kind }: VisitEntry): Visit {
  return visit.pending && goesOn.has(kind) ? { ...visit, pending: null } : visit;
}

export const goesOn: ReadonlySet<VisitEntry['kind']> = new Set<VisitEntry['kind']>([
  'visit.called',
  'visit.put-back',
  'scan.requested',
  'scan.received',
  'visit.opened',
  'visit.examination-started',
  'visit.departed',
  'visit.no-show',
  'visit.cancelled',
]);

function followDecided(visit: Visit, entry: EntryOf<'visit.decided'>): Visit {
  const { body, at } = entry;
  const { decision: kind, reason, by, scanId, fidelity, seenPercent, undoUntil, secondLook: order } = body;
  const first = visit.secondLook?.officers.length === 1 ? visit.secondLook.first : null;
  const ordered = order !== undefined && order.because.length > 0;
  const part = first ? 'second' : ordered ? 'first' : 'only';
  const code = body.code ?? null;
  const made: Made = { kind, reason, code, by, at, scanId, fidelity, seenPercent, part, became: null };
  const { holder, escalated, escalatedBy, decision, decisions, secondLook, moments } = visit;
  const was = { holder, escalated, escalatedBy, decision, decisions, secondLook };
  const before = { ...was, decided: moments.decided ?? null };
  const next: Visit = {
    ...visit,
    lot: order?.lot?.drawn ?? visit.lot,
    pending: undoUntil === undefined ? null : { since: at, until: undoUntil, by, kind, before },
    decisions: kept([...visit.decisions, made]),
  };
  if (ordered && order) {
    const { because, independent } = order;
    const look = { because, independent, officers: [by], first: made, since: at };
    return { ...next, state: 'second-look', holder: null, secondLook: look };
  }
  const decided = { ...moments, decided: stampOf(entry) };
  const standing = { kind, reason, by, at, scanId, fidelity, second: null };
  if (first && body.second?.agrees === true) {
    const agreed = { ...standing, reason: first.reason, by: first.by, second: { by, at } };
    return { ...afterOne(next, kind), decision: agreed, secondLook: null, moments: decided };
  }
  if (first && body.second) {
    return {
      ...afterOne(next, 'escalate'),
      escalatedBy: by,
      decision: { ...standing, kind: 'escalate' },
      decisions: withFate(next, 'disputed', 2),
      secondLook: secondLook && { ...secondLook, officers: [...secondLook.officers, by] },
      moments: decided,
    };
  }
  const passedOn = kind === 'escalate';
  return {
    ...afterOne(next, kind),
    escalatedBy: passedOn ? by : null,
    decision: standing,
    decisions: first ? [...withFate(visit, 'superseded', 1), made] : next.decisions,
    // Whoever has looked is still one of those who do not decide again.
    secondLook: passedOn && secondLook ? { ...secondLook, officers: [...secondLook.officers, by] } : null,
    moments: decided,
  };
}

function afterOne(visit: Visit, kind: Made['kind']): Visit {
  if (kind === 're-scan') return { ...visit, ...beforeScan(visit) };
  return {
    ...visit,
    state: afterDecision[kind],
    holder: null,
    escalated: visit.escalated || kind === 'escalate',
  };
}

function followReversed(visit: Visit, entry: EntryOf<'visit.decision-reversed'>): Visit {
  const { at, body } = entry;
  const { to, reason, by } = body;
  const decisions = withFate(visit, 'reversed', 1);
  if (to === 'analysis' || visit.decision === null) {
    const { decided, ...moments } = visit.moments;
    const decision = visit.decision && {
      ...visit.decision,
      kind: 'escalate' as const,
      reason,
      by,
      at,
      second: null,
    };
    return { ...visit, state: 'escalated', escalated: true, escalatedBy: by, decision, decisions, moments };
  }
  const { scanId, fidelity } = visit.decision;
  const said = { kind: to, reason, by, at, scanId, fidelity };
  const { seenPercent = 0 } = visit.decisions.at(-1) ?? {};
  const made: Made = { ...said, seenPercent, code: null, part: 'counter', became: null };
  const counter = { ...visit, decisions: kept([...decisions, made]) };
  // A truck that has left is on record as one that should not have; nothing else can be done to it here.
  if (visit.state === 'departed')
    return { ...counter, notice: { code: 'RELEASE_REVERSED_AFTER_DEPARTURE', details: {} } };
  const moments = { ...visit.moments, decided: stampOf(entry) };
  return { ...counter, state: afterDecision[to], decision: { ...said, second: null }, moments };
}

const afterDecision = {
  release: 'released',
  refer: 'referred',
  escalate: 'escalated',
} as const;

/** The decisions with the last `count` of them as no longer standing. */
function withFate({ decisions }: Pick<Visit, 'decisions'>, became: Made['became'], count: number): Made[] {
  return [...decisions.slice(0, -count), ...decisions.slice(-count).map((made) => ({ ...made, became }))];
}

/** Enough to understand any visit; the journal has all of them. */
const mostShown = 40;

function kept(decisions: Made[]): Made[] {
  return decisions.slice(-mostShown);
}
