import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { VisitView } from '../../station/api/views.pure.ts';
import { systemClock } from '../../station/clock.ts';
import { openJournal } from '../../station/journal/journal.ts';
import { trainingArrival } from '../../station/training/arrivals.ts';
import { visitKinds } from '../../station/visits/visit-entries.pure.ts';
import { type Actor, type CommandOnVisit, createVisits } from '../../station/visits/visits.ts';
import { visitsTable } from '../../station/visits/visits-table.ts';
import { type Bench, quantile } from './bench.ts';

/** More trucks than the busiest post scans in a day. */
const trucks = 700;
/** Trucks that are released and still on the yard. */
const lingering = 20;
const officer: Actor = { id: 'bench', serviceNumber: '1', roles: ['officer'] };

type Said = CommandOnVisit extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'commandId' | 'visitId' | 'version'>
    : never
  : never;

/** From an officer's decision to the moment it is on the disk. */
export const decision: Bench = {
  name: 'decision',
  about:
    `the decisions on ${trucks} trucks of one journal: rules, hash chain, read model, COMMIT and fsync; ` +
    'baseline: a better-sqlite3 insert of a row of that size with WAL and synchronous=FULL, taken in turns',
  async run({ folder, progress }) {
    const bare = bareTable(path.join(folder, 'bare.db'));
    const journal = openJournal(path.join(folder, 'journal.db'), {
      clock: systemClock,
      run: randomUUID(),
      kinds: visitKinds,
      readModels: [visitsTable],
    });
    const deciding: number[] = [];
    const others: number[] = [];
    const inserting: number[] = [];
    const onTheYard: VisitView[] = [];
    try {
      const visits = createVisits({ journal, clock: systemClock, lanes: ['1'] });
      const say = (visit: VisitView, said: Said, times: number[]): VisitView => {
        const input = { ...said, commandId: randomUUID(), visitId: visit.id, version: visit.version };
        return timed(times, () => visits.execute(input as CommandOnVisit, officer).view);
      };
      for (let i = 0; i < trucks; i++) {
        const { truck } = trainingArrival(1, i);
        let visit = timed(
          others,
          () => visits.arrive({ commandId: randomUUID(), truck: truck as never }, officer).view,
        );
        visit = say(visit, { command: 'callTruck', lane: '1' } as Said, others);
        visit = say(visit, { command: 'startScan' } as Said, others);
        const scanId = visit.scans.at(-1)?.id ?? '';
        timed(others, () => visits.record({ command: 'beamOn', scanId }));
        timed(others, () => visits.record({ command: 'beamOff', scanId }));
        visit = timed(others, () =>
          visits.record({ command: 'scanEnded', scanId, lines: 4500, defects: [] }),
        );
        visit = say(visit, { command: 'open' } as Said, others);
        timed(inserting, () => bare.insert());
        const said = {
          command: 'decide',
          decision: 'release',
          reason: 'seen',
          scanId,
          fidelity: 'full',
          seenPercent: 90,
        };
        visit = say(visit, said as Said, deciding);
        if (visit.state !== 'released') throw new Error(`the visit is ${visit.state}, not released`);
        onTheYard.push(visit);
        if (onTheYard.length > lingering) say(onTheYard.shift()!, { command: 'depart' } as Said, others);
        // As at a post, other things happen between two trucks: the journal's own upkeep too.
        await setImmediate();
        if (i % 100 === 99) progress(`${i + 1} trucks`);
      }
    } finally {
      journal.close();
      bare.close();
    }
    const against = (share: number) => ({ name: 'one insert, FULL', value: quantile(inserting, share) });
    return [
      {
        name: 'decision durable, median',
        value: quantile(deciding, 0.5),
        unit: 'ms',
        baseline: against(0.5),
      },
      {
        name: 'decision durable, p99',
        value: quantile(deciding, 0.99),
        unit: 'ms',
        baseline: against(0.99),
        aim: { of: 'value', atMost: 20 },
      },
      { name: 'every other step, p99', value: quantile(others, 0.99), unit: 'ms', baseline: against(0.99) },
    ];
  },
};

function bareTable(file: string) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO entry (body) VALUES (?)');
  const body = 'x'.repeat(600);
  return { insert: () => insert.run(body), close: () => db.close() };
}

function timed<T>(times: number[], work: () => T): T {
  const began = performance.now();
  const result = work();
  times.push(performance.now() - began);
  return result;
}
