import { afterEach, expect, test } from 'vitest';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { journalPlace } from '../journal/journal.fixture.ts';
import { noLog } from '../log.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { postOn } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { plainRules } from './decision-rules.pure.ts';
import { Finality } from './finality.ts';

const removes: (() => void)[] = [];
afterEach(() => {
  for (const remove of removes.splice(0)) remove();
});

function place() {
  const at = journalPlace();
  removes.push(at.remove);
  const run = () => {
    const journal = at.open({ kinds: visitKinds, readModels: [visitsTable] });
    const post = postOn(at, journal, { decisions: { ...plainRules, undoSeconds: 10 } });
    const timers = manualTimers();
    const finality = new Finality({
      ...{ journal, visits: post.visits, clock: at.clock, timers },
      log: noLog(),
    });
    const later = (ms: number) => {
      at.clock.advance(ms);
      timers.advance(ms);
    };
    return { ...post, journal, finality, later };
  };
  return { at, run };
}

test('a decision is final when its time is over, and not before', () => {
  const { at, run } = place();
  const post = run();
  const id = post.arrive();
  post.scan(id);
  post.decide(id, 'release');
  post.later(9_900);
  expect(post.visits.get(id).pending).toMatchObject({ by: '101', kind: 'release' });
  post.later(100);
  expect(post.visits.get(id).pending).toBeNull();
  expect(post.journal.entriesOf(id).at(-1)?.kind).toBe('visit.decision-final');
  expect(at.clock.utc()).toBe(post.journal.entriesOf(id).at(-1)?.at);
});

test('a station that was down makes final at its start what fell due, and waits for the rest', () => {
  const { at, run } = place();
  const before = run();
  const [early, late] = [before.arrive('A1'), before.arrive('B2')];
  before.scan(early);
  before.decide(early, 'refer');
  before.finality.close();
  before.scan(late, undefined, '2');
  before.decide(late, 'release');
  before.journal.close();
  at.clock.advance(4_000);
  const after = run();
  expect(after.visits.get(early).pending).toBeNull();
  expect(after.visits.get(late).pending).not.toBeNull();
  after.later(6_000);
  expect(after.visits.get(late)).toMatchObject({ state: 'released', pending: null });
});
