import type { HandoverSheet } from '../api/handover-views.pure.ts';
import { type IncidentView, incidentKinds } from '../api/incident-views.pure.ts';
import {
  decisionKinds,
  type ExaminationOutcome,
  examinationOutcomes,
  type Officer,
  type PostView,
  type VisitView,
} from '../api/views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import type { Duty } from './duty.pure.ts';

export interface SheetParts {
  readonly id: string;
  readonly duty: Duty & { readonly open: NonNullable<Duty['open']> };
  readonly db: ReadableDatabase;
  readonly head: HandoverSheet['head'];
  readonly post: Pick<
    PostView,
    'name' | 'timeZone' | 'mode' | 'version' | 'now' | 'scanners' | 'devices' | 'alerts'
  >;
  readonly visits: readonly VisitView[];
  readonly officers: readonly Officer[];
  /** Incidents that were open at some time from one instant until before another. */
  readonly incidents: (from: string, to: string) => readonly IncidentView[];
  readonly remarks: string;
  /** Service number of who prepares it. */
  readonly by: string;
}

/**
 * What is handed over: counted from the journal's entries and not from the clock, from the first one that no sheet has yet
 * been about to the last there is. So nothing lies between two sheets, also where the clock was set.
 */
export function sheetOfShift(parts: SheetParts): HandoverSheet {
  const { id, duty, head, post, remarks, by } = parts;
  const { shift, at, by: openedBy } = duty.open;
  const entries = { from: duty.since, to: head.seq };
  const scanners = new Map(post.scanners.map((scanner) => [scanner.id, scanner.state]));
  return {
    format: 1,
    id,
    post: { name: post.name, timeZone: post.timeZone, mode: post.mode },
    version: post.version,
    prepared: { at: post.now, by },
    shift: { ...shift, opened: { at, by: openedBy } },
    entries,
    officers: whoWasThere(parts, entries),
    counts: counted(parts.db, entries),
    visits: parts.visits.filter(({ state }) => state !== 'released' && state !== 'booked').map(standing),
    incidents: happened(parts, entries),
    devices: post.devices.map(({ id: device, role, lane, link }) => ({
      ...{ id: device, role, lane, link },
      state: scanners.get(device) ?? null,
    })),
    alerts: post.alerts.map(({ code, details }) => ({ code, details: { ...details } })),
    remarks,
    head,
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Everybody who did something that is on record. */
function whoWasThere({ db, officers }: SheetParts, { from, to }: Stretch): HandoverSheet['officers'] {
  const rows = db
    .prepare<[number, number], { actor: string; from: string; to: string; decisions: number }>(`
      SELECT actor, min(at) AS "from", max(at) AS "to", sum(kind = 'visit.decided') AS decisions
      FROM entries WHERE seq BETWEEN ? AND ? GROUP BY actor ORDER BY min(seq)`)
    .all(from, to);
  return rows.flatMap(({ actor, ...did }) => {
    const officer = officers.find((one) => one.id === actor);
    return officer ? [{ serviceNumber: officer.serviceNumber, name: officer.name, ...did }] : [];
  });
}

/** Later than any clock of a post. */
const afterAll = '9999-12-31T23:59:59.999Z';

/**
 * From the earliest time that the entries have, without an end: the sheet is about all of the journal up to its head, and an
 * incident that is open must not fall out of it because the clock was set back since.
 */
function happened({ db, duty, post, incidents }: SheetParts, { from, to }: Stretch) {
  const first = db
    .prepare<[number, number], { at: string | null }>(
      'SELECT min(at) AS at FROM entries WHERE seq BETWEEN ? AND ?',
    )
    .get(from, to)?.at;
  const weight = ({ kind }: IncidentView) => incidentKinds.indexOf(kind);
  return incidents(first ?? duty.open.at, afterAll)
    .toSorted((one, other) => weight(one) - weight(other))
    .map(({ id, kind, deviceId, lane, plate, what, at, state, takenBy, steps }) => ({
      ...{ id, kind, plate, what, state },
      device: deviceId,
      lane: lane ?? post.devices.find((device) => device.id === deviceId)?.lane ?? null,
      since: at,
      holder: takenBy,
      note: steps.findLast(({ step, note }) => step !== 'reported' && note !== '')?.note ?? '',
    }));
}

function counted(db: ReadableDatabase, { from, to }: Stretch): HandoverSheet['counts'] {
  const rows = db
    .prepare<[number, number], { kind: string; what: string | null; count: number }>(`
      SELECT kind, body ->> 'decision' AS what,
        count(*) AS count
      FROM entries WHERE seq BETWEEN ? AND ?
        AND kind IN ('visit.arrived', 'scan.ended', 'visit.decided', 'visit.departed')
      GROUP BY kind, what`)
    .all(from, to);
  const { outcomes, corrected } = examined(db, { from, to });
  const count = (kind: string, what: string | null = null) =>
    rows.find((row) => row.kind === kind && row.what === what)?.count ?? 0;
  const each = <Kind extends string>(kinds: readonly Kind[], of: string) =>
    Object.fromEntries(kinds.map((kind) => [kind, count(of, kind)])) as Record<Kind, number>;
  return {
    arrived: count('visit.arrived'),
    scanned: count('scan.ended'),
    decisions: each(decisionKinds, 'visit.decided'),
    outcomes,
    departed: count('visit.departed'),
    corrected,
  };
}

/** Outcomes as they stand at the end of the stretch: one that was corrected counts as what it was corrected to. */
function examined(
  db: ReadableDatabase,
  { from, to }: Stretch,
): Required<Pick<HandoverSheet['counts'], 'outcomes' | 'corrected'>> {
  const ended = db
    .prepare<Stretch[], { outcome: ExaminationOutcome; corrected: number }>(`
      SELECT coalesce(corrected, outcome) AS outcome, corrected IS NOT NULL AS corrected FROM (
        SELECT body ->> 'outcome' AS outcome, (
          SELECT later.body ->> 'outcome' FROM entries AS later
          WHERE later.subject = entries.subject AND later.kind = 'visit.examination-corrected'
            AND later.seq BETWEEN entries.seq AND @to
          ORDER BY later.seq DESC LIMIT 1) AS corrected
        FROM entries WHERE seq BETWEEN @from AND @to AND kind = 'visit.examination-ended')`)
    .all({ from, to });
  // What an earlier sheet counted otherwise is said here, as that one is signed and stays as it is.
  const earlier = db
    .prepare<Stretch[], { count: number }>(`
      SELECT count(DISTINCT subject) AS count FROM entries
      WHERE seq BETWEEN @from AND @to AND kind = 'visit.examination-corrected' AND EXISTS (
        SELECT 1 FROM entries AS ended WHERE ended.subject = entries.subject
          AND ended.kind = 'visit.examination-ended' AND ended.seq < @from)`)
    .get({ from, to });
  const outcomes = Object.fromEntries(
    examinationOutcomes.map((each) => [each, ended.filter(({ outcome }) => outcome === each).length]),
  ) as HandoverSheet['counts']['outcomes'];
  const here = ended.filter(({ corrected }) => corrected === 1).length;
  return { outcomes, corrected: { here, earlier: earlier?.count ?? 0 } };
}

/** Where a truck stands that the next shift goes on with. */
function standing(visit: VisitView): HandoverSheet['visits'][number] {
  const { id, truck, state, lane, holder, hold, moments, portal } = visit;
  const { bookedFor: _, ...reached } = moments;
  return {
    id,
    plate: truck.plate,
    container: truck.container ?? null,
    laneClass: truck.laneClass,
    state,
    since: Object.values(reached).toSorted().at(-1) ?? '',
    lane,
    holder: holder?.serviceNumber ?? null,
    hold: hold?.reason ?? null,
    alarm: portal.some(
      ({ gammaAlarm, neutronAlarm, acknowledged }) => (gammaAlarm || neutronAlarm) && acknowledged === null,
    ),
  };
}
