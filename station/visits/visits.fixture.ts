import type { JournalPlace } from '../journal/journal.fixture.ts';
import { journalPlace } from '../journal/journal.fixture.ts';
import type { Journal, JournalOptions } from '../journal/journal.ts';
import { visitKinds } from './visit-entries.pure.ts';
import type { Actor, CommandOnVisit, Visits, VisitsOptions } from './visits.ts';
import { createVisits } from './visits.ts';
import { visitsTable } from './visits-table.ts';

/** For tests: visits on a journal of their own, two officers and a supervisor. */

export const ana: Actor = { id: 'officer-ana', serviceNumber: '101', roles: ['officer'] };
export const boris: Actor = { id: 'officer-boris', serviceNumber: '102', roles: ['officer'] };
export const chief: Actor = { id: 'officer-chief', serviceNumber: '900', roles: ['supervisor'] };
export const second: Actor = { id: 'officer-second', serviceNumber: '901', roles: ['supervisor'] };
export const trainer: Actor = { id: 'officer-trainer', serviceNumber: '500', roles: ['trainer'] };

type Said = CommandOnVisit extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'commandId' | 'visitId' | 'version'>
    : never
  : never;

export interface Post {
  readonly place: JournalPlace;
  readonly journal: Journal;
  readonly visits: Visits;
  /** A truck arrives; returns its visit's id. */
  arrive(plate?: string, truck?: Partial<Parameters<Visits['arrive']>[0]['truck']>): string;
  /** A command on the visit as it stands. */
  say(visitId: string, command: Said, by?: Actor): ReturnType<Visits['execute']>['view'];
  /** Called, scanned whole, 100 s of it; ends image-ready. Returns the scan's id. */
  scan(visitId: string, by?: Actor, lane?: string): string;
  /** Opened by `by` and decided. */
  decide(visitId: string, decision: 'release' | 'refer' | 're-scan' | 'escalate', by?: Actor): void;
  close(): void;
}

let commands = 0;
/** A UUID that no other command of the test run has. */
export function commandId(): string {
  commands += 1;
  return `00000000-0000-4000-8000-${String(commands).padStart(12, '0')}`;
}

export function post(options: Partial<JournalOptions> = {}): Post {
  const place = journalPlace();
  const journal = place.open({ kinds: visitKinds, readModels: [visitsTable], ...options });
  return { ...postOn(place, journal), close: place.remove };
}

export function postOn(
  place: JournalPlace,
  journal: Journal,
  rules: Pick<VisitsOptions, 'queue' | 'decisions' | 'draw' | 'massOf' | 'photoOf'> = {},
): Omit<Post, 'close'> {
  const visits = createVisits({ journal, clock: place.clock, lanes: ['1', '2', '3'], ...rules });
  const say: Post['say'] = (visitId, command, by = ana) => {
    const { version } = visits.get(visitId);
    return visits.execute({ ...command, commandId: commandId(), visitId, version } as CommandOnVisit, by)
      .view;
  };
  const scan: Post['scan'] = (visitId, by = ana, lane = '1') => {
    if (visits.get(visitId).state !== 'called')
      say(visitId, { command: 'callTruck', lane, reason: 'the test is about it' }, by);
    const scanId = say(visitId, { command: 'startScan' }, by).scans.at(-1)?.id ?? '';
    place.clock.advance(5_000);
    visits.record({ command: 'beamOn', scanId });
    place.clock.advance(95_000);
    visits.record({ command: 'beamOff', scanId });
    visits.record({ command: 'scanEnded', scanId, lines: 1200, defects: [] });
    return scanId;
  };
  return {
    place,
    journal,
    visits,
    arrive: (plate = 'KZ 123 ABC', truck = {}) =>
      visits.arrive({ commandId: commandId(), truck: { plate, laneClass: 'walk-up', ...truck } }, ana).view
        .id,
    say,
    scan,
    decide(visitId, decision, by = ana) {
      const opened = say(visitId, { command: 'open' }, by);
      const scanId = opened.scans.at(-1)?.id ?? '';
      say(
        visitId,
        { command: 'decide', decision, reason: 'seen', scanId, fidelity: 'full', seenPercent: 80 },
        by,
      );
    },
  };
}
