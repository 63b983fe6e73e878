import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type {
  NoteIncidentInput,
  RecordCheckInput,
  RecordDoseInput,
  ReportIncidentInput,
  TakeIncidentInput,
} from '../api/incident-inputs.pure.ts';
import type { CheckLimits, DueCheck, IncidentsView, IncidentView } from '../api/incident-views.pure.ts';
import type { Officer, PostView, VisitView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';
import type { NewEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { ShiftPattern } from '../shifts/shift-pattern.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import { dueIn } from './check.pure.ts';
import { decideFollowUp, type FollowUp } from './incident.pure.ts';
import { type IncidentQueries, incidentQueries } from './incidents-table.ts';

export interface IncidentRules {
  readonly every: 'day' | 'shift' | 'never';
  readonly graceMinutes: number;
  readonly limits: CheckLimits;
  /** µSv/h above background. */
  readonly doseLimit: number;
}

export interface IncidentsParts {
  readonly journal: Pick<Journal, 'db' | 'transact'>;
  readonly clock: Clock;
  readonly rules: IncidentRules;
  readonly timeZone: string;
  readonly pattern: ShiftPattern;
  /** Lanes whose pictures are to be checked. */
  readonly lanes: () => readonly string[];
  /** The visits that are not over. */
  readonly openVisits: () => readonly VisitView[];
}

const shownClosed = 50;
const shownChecks = 30;

/**
 * What happens at the post besides its trucks, and what is done about it: incidents, daily checks, dose readings. Nothing here
 * reaches a device: no interlock or emergency stop is reset or bypassed by what is said of it.
 */
export class Incidents {
  readonly #parts: IncidentsParts;
  readonly #queries: IncidentQueries;

  constructor(parts: IncidentsParts) {
    this.#parts = parts;
    this.#queries = incidentQueries(parts.journal.db);
  }

  view(): IncidentsView {
    const { limits, doseLimit } = this.#parts.rules;
    return {
      open: this.#queries.open(),
      closed: this.#queries.closed(shownClosed),
      checks: this.due(),
      recentChecks: this.#queries.checks(shownChecks),
      doses: this.#queries.doses(shownChecks),
      limits,
      doseLimit,
    };
  }

  /** Incidents that were open at some time from one instant until before another: for the handover of a shift. */
  during(from: string, to: string): readonly IncidentView[] {
    return this.#queries.during(from, to);
  }

  /** How each lane with a scanner stands with its daily check. */
  due(): DueCheck[] {
    const { rules, clock, lanes } = this.#parts;
    if (rules.every === 'never') return [];
    const now = clock.utc();
    const period = this.#period(now);
    const graceMs = rules.graceMinutes * 60_000;
    return lanes().map((lane) => dueIn(lane, period, now, graceMs, this.#queries.lastCheck(lane)));
  }

  /** What every screen must show now. */
  alerts(): PostView['alerts'] {
    return this.#queries
      .open()
      .filter(({ kind }) => kind === 'person')
      .map(({ plate, lane }) => ({
        code: 'PERSON_IN_CARGO',
        details: { plate: plate ?? '–', lane: lane ?? '–' },
      }));
  }

  /** A person in cargo is most likely in the truck that is before the officer: at the lane, or whose picture is open. */
  report({ commandId, ...said }: ReportIncidentInput, by: Officer): void {
    const { kind, lane, note } = said;
    const visit = kind === 'person' ? this.#truckBefore(by, lane) : null;
    const about = { visitId: visit?.id ?? null, plate: visit?.truck.plate ?? null };
    this.#transact(commandId, { command: 'report', ...said }, by, () => [
      {
        ...{ actor: by.id, subject: randomUUID(), kind: 'incident.reported' },
        body: { kind, lane, ...about, note, by: by.serviceNumber },
      },
    ]);
  }

  /** Throws INCIDENT_UNKNOWN, INCIDENT_CHANGED, or why the rules refuse it. */
  followUp(
    command: FollowUp['command'],
    { commandId, incidentId, version, note }: TakeIncidentInput | NoteIncidentInput,
    by: Officer,
  ): void {
    this.#transact(commandId, { command, incidentId, version, note }, by, () => {
      const incident = this.#queries.byId(incidentId);
      if (!incident)
        throw new StationError('INCIDENT_UNKNOWN', 'There is no such incident. Reload the screen.');
      if (incident.version !== version)
        throw new StationError(
          'INCIDENT_CHANGED',
          'Somebody has written to this incident since you saw it. Look at it again; nothing was changed.',
        );
      const decided = decideFollowUp(incident, { command, note }, by);
      if ('code' in decided) throw new StationError(decided.code, decided.message);
      return [{ actor: by.id, subject: incidentId, ...decided }];
    });
  }

  recordCheck({ commandId, ...said }: RecordCheckInput, by: Officer): void {
    const { limits } = this.#parts.rules;
    this.#transact(commandId, { command: 'check', ...said }, by, () => [
      {
        ...{ actor: by.id, subject: randomUUID(), kind: 'check.done' },
        body: { ...said, limits, by: by.serviceNumber },
      },
    ]);
  }

  recordDose({ commandId, ...said }: RecordDoseInput, by: Officer): void {
    const limit = this.#parts.rules.doseLimit;
    this.#transact(commandId, { command: 'dose', ...said }, by, () => [
      {
        actor: by.id,
        subject: randomUUID(),
        kind: 'dose.read',
        body: { ...said, limit, by: by.serviceNumber },
      },
    ]);
  }

  #transact(commandId: string, said: object, by: Officer, run: () => readonly NewEntry[]): void {
    this.#parts.journal.transact({ commandId, fingerprint: fingerprint(by, said) }, run);
  }

  #truckBefore(by: Officer, lane: string | null): VisitView | null {
    const visits = this.#parts.openVisits();
    const atLane = visits.find(
      (visit) => visit.lane === lane && lane !== null && ['called', 'scanning'].includes(visit.state),
    );
    const looking = visits.find(({ holder, state }) => holder?.id === by.id && state === 'in-analysis');
    return looking ?? atLane ?? null;
  }

  #period(now: string): { from: string } {
    const { rules, timeZone, pattern } = this.#parts;
    if (rules.every === 'shift') return pattern.shiftAt(now);
    const day = DateTime.fromISO(now, { zone: timeZone }).startOf('day');
    return { from: day.toUTC().toISO() ?? now };
  }
}
