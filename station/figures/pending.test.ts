import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VisitEntry, VisitEvent } from '../visits/visit-entries.pure.ts';
import { beginTiming, followTiming, type Timing } from './timing.pure.ts';

const scanId = 'scan-1';
const holder = { id: 'officer-ana', serviceNumber: '101' };
let seq = 0;
let timing: Timing;
let told: string[];

/** Takes the next entry of a visit, and remembers what it ended: `stretch from-to decision by`. */
function say(event: VisitEvent): void {
  seq += 1;
  const entry = { ...event, subject: 'v', at: '', run: '', seq, monotonic: 0 } as VisitEntry;
  const before = seq === 1 ? beginTiming(1, entry) : timing;
  if (!before) throw new TypeError('The visit was not begun.');
  const { timing: after, ended } = followTiming(before, entry);
  timing = after;
  told.push(
    ...ended.map(
      ({ stretch, from, to, decision, by }) => `${stretch} ${from}-${to ?? seq} ${decision} ${by ?? '–'}`,
    ),
  );
}

const decide = (more: object, decision: 'release' | 'refer' | 're-scan' | 'escalate' = 'release') =>
  say({
    kind: 'visit.decided',
    body: { decision, reason: '', scanId, fidelity: 'full', seenPercent: 100, by: '101', ...more },
  });

beforeEach(() => {
  [seq, told] = [0, []];
  say({ kind: 'visit.arrived', body: { truck: { plate: 'KZ1', laneClass: 'walk-up' } } });
  say({ kind: 'visit.called', body: { lane: '1', holder } });
  say({ kind: 'scan.ended', body: { scanId, lines: 10, defects: [] } });
  say({ kind: 'visit.opened', body: { scanId, holder } });
  told = [];
});
afterEach(() => expect(timing.begun.decision).toBeNull());

const undoUntil = '2026-03-01T08:00:10.000Z';

test('a decision that can be taken back is counted once it is final, as of when it was made', () => {
  decide({ undoUntil });
  expect(told).toEqual([]);
  say({ kind: 'visit.decision-final', body: { decision: 'release' } });
  expect(told).toEqual(['decision 4-5 release 101', 'total 1-5 release 101']);
});

test('a decision that is taken back is not counted; the next one took from when the picture was opened', () => {
  decide({ undoUntil });
  say({ kind: 'visit.decision-undone', body: { by: '101' } });
  decide({}, 'refer');
  expect(told).toEqual(['decision 4-7 refer 101']);
});

test('what goes on with the truck makes a pending decision final', () => {
  decide({ undoUntil }, 'refer');
  say({ kind: 'visit.examination-started', body: {} });
  expect(told).toEqual(['decision 4-5 refer 101', 'yardWaiting 5-6 null –']);
});

test('of two officers each look is timed, and the truck is decided when the second agrees', () => {
  decide({ secondLook: { because: ['always'], independent: false } });
  say({ kind: 'visit.opened', body: { scanId, holder: { id: 'officer-boris', serviceNumber: '102' } } });
  decide({ by: '102', second: { agrees: true } });
  expect(told).toEqual([
    'decision 4-5 null –',
    'imageWaiting 5-6 null –',
    'decision 6-7 release 102',
    'total 1-7 release 102',
  ]);
});
