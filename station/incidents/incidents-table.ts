import { z } from 'zod';
import {
  type CheckView,
  type DoseView,
  type IncidentView,
  incidentKinds,
  incidentStates,
  incidentSteps,
} from '../api/incident-views.pure.ts';
import { deviceKinds } from '../devices/device-entries.ts';
import type { ReadableDatabase, WritableDatabase } from '../journal/database.ts';
import { type Entry, isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';
import { failedOf, isOver } from './check.pure.ts';
import { incidentEntryKinds } from './incident-entries.pure.ts';
import { type DeviceEdge, edgeOf, endsIt, isNew } from './occurrence.pure.ts';

/** What happened at the post and is followed up: what people reported, and what the entries of devices come to. */
export const incidentsTable: ReadModel = {
  name: 'incidents',
  version: 1,
  tables: ['incidents', 'checks', 'doses'],
  create(db) {
    db.exec(`
      CREATE TABLE incidents (
        id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        closed_at TEXT,
        device TEXT,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        incident TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX incidents_open ON incidents (seq) WHERE state <> 'closed';
      CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;
      CREATE INDEX incidents_of_device ON incidents (device, kind, name, seq) WHERE device IS NOT NULL;
      CREATE TABLE checks (
        id TEXT PRIMARY KEY, seq INTEGER NOT NULL, lane TEXT NOT NULL, done TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX checks_by_lane ON checks (lane, seq);
      CREATE INDEX checks_by_seq ON checks (seq);
      CREATE TABLE doses (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, dose TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX doses_by_seq ON doses (seq);
    `);
  },
  prepare(db) {
    const find = db.prepare<[string], IncidentRow>('SELECT incident FROM incidents WHERE id = ?');
    const put = db.prepare<[Record<string, unknown>]>(`
      INSERT INTO incidents (id, seq, at, state, closed_at, device, kind, name, incident)
      VALUES (@id, @seq, @at, @state, @closedAt, @device, @kind, @name, @incident)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, closed_at = excluded.closed_at, incident = excluded.incident`);
    const latest = db.prepare<[string, string, string], IncidentRow>(`
      SELECT incident FROM incidents WHERE device = ? AND kind = ? AND name = ? ORDER BY seq DESC LIMIT 1`);
    const openOf = db.prepare<[string, string], IncidentRow>(
      "SELECT incident FROM incidents WHERE state <> 'closed' AND device = ? AND kind = ? ORDER BY seq",
    );
    const putCheck = db.prepare<[string, number, string, string]>(
      'INSERT INTO checks (id, seq, lane, done) VALUES (?, ?, ?, ?)',
    );
    const putDose = db.prepare<[string, number, string]>(
      'INSERT INTO doses (id, seq, dose) VALUES (?, ?, ?)',
    );
    const keep = (incident: Incident, seq: number) =>
      put.run({
        ...{ id: incident.id, seq, at: incident.at, state: incident.state, kind: incident.kind },
        closedAt:
          incident.state === 'closed'
            ? (incident.steps.findLast(({ step }) => step === 'closed')?.at ?? null)
            : null,
        device: incident.deviceId,
        name: incident.what,
        incident: JSON.stringify(incident),
      });

    const heard = (entry: Entry, edge: DeviceEdge) => {
      const { subject: device, at, seq } = entry;
      if (!edge.begins) {
        const open = openOf
          .all(device, edge.kind)
          .map(incidentOf)
          .filter(({ overAt }) => overAt === null);
        const named = open.filter(({ what }) => what === edge.name);
        const ended = named.length > 0 ? named : open.filter(({ what }) => endsIt(edge, what));
        for (const incident of ended) keep({ ...incident, overAt: at }, seq);
        return;
      }
      const row = latest.get(device, edge.kind, edge.name);
      const open = row ? [] : openOf.all(device, edge.kind);
      const known = row ?? (open.length < mostOpen ? undefined : open.at(-1));
      const before = known ? incidentOf(known) : null;
      if (before !== null && !isNew(before, at))
        keep({ ...before, times: before.times + edge.times, lastAt: at, overAt: null }, seq);
      else keep({ ...begun(entry.id, edge.kind, at, edge.name), deviceId: device, times: edge.times }, seq);
    };

    return (entry) => {
      if (isOf(deviceKinds, entry)) {
        const edge = entry.kind === 'device.event' ? edgeOf(entry.body) : null;
        if (edge) heard(entry, edge);
        return;
      }
      if (!isOf(incidentEntryKinds, entry)) return;
      const { subject: id, at, seq } = entry;
      switch (entry.kind) {
        case 'incident.reported': {
          const { kind, note, by, lane, visitId, plate } = entry.body;
          const steps = [{ step: 'reported', by, at, note } as const];
          keep({ ...begun(id, kind, at, note), lane, visitId, plate, version: 1, steps }, seq);
          return;
        }
        case 'check.done': {
          const { values, material, limits, lane, by, note } = entry.body;
          const failed = failedOf(values, material, limits);
          const done: CheckView = { id, lane, at, by, values, material, limits, failed, note };
          putCheck.run(id, seq, lane, JSON.stringify(done));
          if (failed.length > 0)
            keep({ ...begun(id, 'check-failed', at, failed.join(' ')), lane, version: 1 }, seq);
          return;
        }
        case 'dose.read': {
          const over = isOver(entry.body);
          putDose.run(id, seq, JSON.stringify({ id, at, ...entry.body, over } satisfies DoseView));
          if (over) keep({ ...begun(id, 'dose', at, entry.body.place), version: 1 }, seq);
          return;
        }
        default: {
          const row = find.get(id);
          if (row) keep(followed(incidentOf(row), entry.kind, at, entry.body), seq);
        }
      }
    };
  },
};

/** A device that gives each fault another name would bury all else: beyond these, what it says counts with the last. */
const mostOpen = 20;

const steps = {
  'incident.taken': { step: 'taken', state: 'in-hand' },
  'incident.noted': { step: 'noted', state: null },
  'incident.closed': { step: 'closed', state: 'closed' },
  'incident.reopened': { step: 'reopened', state: 'open' },
} as const;

function followed(
  incident: Incident,
  kind: keyof typeof steps,
  at: string,
  { by, note }: { readonly by: string; readonly note: string },
): Incident {
  const { step, state } = steps[kind];
  return {
    ...incident,
    version: incident.version + 1,
    state: state ?? incident.state,
    takenBy: { taken: by, reopened: null, noted: incident.takenBy, closed: incident.takenBy }[step],
    steps: [...incident.steps, { step, by, at, note }],
  };
}

function begun(id: string, kind: IncidentView['kind'], at: string, what: string): Incident {
  return {
    ...{
      id,
      kind,
      state: 'open',
      version: 0,
      at,
      deviceId: null,
      what,
      lane: null,
      visitId: null,
      plate: null,
    },
    ...{ times: 1, lastAt: at, overAt: null, takenBy: null, steps: [] },
  };
}

const text = z.string();
const incidentShape = z.strictObject({
  id: text,
  kind: z.enum(incidentKinds),
  state: z.enum(incidentStates),
  version: z.int(),
  at: text,
  deviceId: text.nullable(),
  what: text,
  lane: text.nullable(),
  visitId: text.nullable(),
  plate: text.nullable(),
  times: z.int(),
  lastAt: text,
  overAt: text.nullable(),
  takenBy: text.nullable(),
  steps: z.array(
    z.strictObject({
      step: z.enum(incidentSteps),
      by: text,
      at: text,
      note: text,
    }),
  ),
});
type Incident = z.output<typeof incidentShape>;

interface IncidentRow {
  readonly incident: string;
}

function incidentOf(row: IncidentRow): Incident {
  return incidentShape.parse(JSON.parse(row.incident));
}

/** The questions asked of the tables, prepared once. */
export interface IncidentQueries {
  byId(id: string): IncidentView | null;
  /** The weightiest first, then the oldest. */
  open(): IncidentView[];
  /** The newest. */
  closed(limit: number): IncidentView[];
  /** Those that were not closed at some time between two instants, oldest first. */
  during(from: string, to: string): IncidentView[];
  lastCheck(lane: string): CheckView | null;
  checks(limit: number): CheckView[];
  doses(limit: number): DoseView[];
}

export function incidentQueries(db: ReadableDatabase | WritableDatabase): IncidentQueries {
  const byId = db.prepare<[string], IncidentRow>('SELECT incident FROM incidents WHERE id = ?');
  const open = db.prepare<[], IncidentRow>(
    "SELECT incident FROM incidents WHERE state <> 'closed' ORDER BY seq",
  );
  const closed = db.prepare<[number], IncidentRow>(
    'SELECT incident FROM incidents WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT ?',
  );
  const during = db.prepare<[string, string, string], IncidentRow>(`
    SELECT incident FROM (
      SELECT incident, seq FROM incidents WHERE state <> 'closed' AND at < ?
      UNION ALL SELECT incident, seq FROM incidents WHERE closed_at >= ? AND at < ?)
    ORDER BY seq`);
  const lastCheck = db.prepare<[string], { done: string }>(
    'SELECT done FROM checks WHERE lane = ? ORDER BY seq DESC LIMIT 1',
  );
  const checks = db.prepare<[number], { done: string }>('SELECT done FROM checks ORDER BY seq DESC LIMIT ?');
  const doses = db.prepare<[number], { dose: string }>('SELECT dose FROM doses ORDER BY seq DESC LIMIT ?');
  const check = ({ done }: { done: string }) => JSON.parse(done) as CheckView;
  const weight = ({ kind }: IncidentView) => incidentKinds.indexOf(kind);
  return {
    byId: (id) => {
      const row = byId.get(id);
      return row ? incidentOf(row) : null;
    },
    open: () =>
      open
        .all()
        .map(incidentOf)
        .toSorted((one, other) => weight(one) - weight(other)),
    closed: (limit) => closed.all(limit).map(incidentOf),
    during: (from, to) => during.all(to, from, to).map(incidentOf),
    lastCheck: (lane) => {
      const row = lastCheck.get(lane);
      return row ? check(row) : null;
    },
    checks: (limit) => checks.all(limit).map(check),
    doses: (limit) => doses.all(limit).map(({ dose }) => JSON.parse(dose) as DoseView),
  };
}
