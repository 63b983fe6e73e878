import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StationError } from '../errors.ts';
import type { JournalPlace } from '../journal/journal.fixture.ts';
import { journalPlace } from '../journal/journal.fixture.ts';
import type { QueueRules } from './queue.ts';
import { queueRules } from './queue-rules.ts';
import { visitKinds } from './visit-entries.pure.ts';
import type { Post } from './visits.fixture.ts';
import { ana, boris, commandId, post, postOn } from './visits.fixture.ts';
import { visitsTable } from './visits-table.ts';

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return fault instanceof StationError ? fault.code : String(fault);
  }
  return 'nothing refused';
}

describe('a truck called before its turn', () => {
  let at: Post;
  beforeEach(() => {
    at = post();
  });
  afterEach(() => at.close());

  test('needs a reason, which is on record with how many it passed', () => {
    at.arrive('FIRST1');
    at.arrive('SECOND2');
    const third = at.arrive('THIRD3');
    expect(refusalOf(() => at.say(third, { command: 'callTruck', lane: '1' }))).toBe('VISIT_NOT_NEXT');
    expect(at.visits.get(third).state).toBe('arrived');
    at.say(third, { command: 'callTruck', lane: '1', reason: 'live animals' });
    expect(at.journal.entriesOf(third).at(-1)).toMatchObject({
      kind: 'visit.called',
      body: { lane: '1', outOfOrder: { reason: 'live animals', passed: 2 } },
    });
  });

  test('who is next needs none, and none is on record', () => {
    const first = at.arrive('FIRST1');
    at.arrive('SECOND2');
    at.say(first, { command: 'callTruck', lane: '1', reason: 'for no reason' });
    expect(at.journal.entriesOf(first).at(-1)?.body).not.toHaveProperty('outOfOrder');
  });
});

describe('a truck on hold', () => {
  let at: Post;
  beforeEach(() => {
    at = post();
  });
  afterEach(() => at.close());

  test('is passed by until it is resumed, and then has its old place', () => {
    const first = at.arrive('FIRST1');
    at.place.clock.advance(60_000);
    at.arrive('SECOND2');
    const held = at.say(first, { command: 'hold', reason: 'papers' }, boris);
    expect(held.hold).toEqual({ reason: 'papers', by: '102', at: at.place.clock.utc() });
    expect(at.visits.waiting()).toBe(1);
    expect(refusalOf(() => at.say(first, { command: 'hold', reason: 'papers' }))).toBe(
      'VISIT_ALREADY_ON_HOLD',
    );
    expect(refusalOf(() => at.say(first, { command: 'callTruck', lane: '1', reason: 'x' }))).toBe(
      'VISIT_ON_HOLD',
    );
    const second = at.visits.callNext({ commandId: commandId(), lane: '1' }, ana).view;
    expect(second.truck.plate).toBe('SECOND2');
    expect(refusalOf(() => at.visits.callNext({ commandId: commandId(), lane: '2' }, ana))).toBe(
      'QUEUE_EMPTY',
    );
    at.say(second.id, { command: 'putBack', reason: '' });
    expect(at.say(first, { command: 'resume' }).hold).toBeNull();
    expect(refusalOf(() => at.say(first, { command: 'resume' }))).toBe('VISIT_NOT_ON_HOLD');
    expect(at.visits.callNext({ commandId: commandId(), lane: '1' }, ana).view.truck.plate).toBe('FIRST1');
  });

  test('may leave as a no-show, and is not held any more', () => {
    const id = at.arrive();
    at.say(id, { command: 'hold', reason: 'papers' });
    expect(at.say(id, { command: 'noShow' })).toMatchObject({ state: 'no-show', hold: null });
  });

  test('is held after a rebuild from the journal, too', () => {
    const id = at.arrive();
    at.say(id, { command: 'hold', reason: 'papers' });
    at.journal.close();
    const again = postOn(at.place, at.place.open({ kinds: visitKinds, readModels: [visitsTable] }));
    expect(again.visits.get(id).hold?.reason).toBe('papers');
    expect(again.visits.waiting()).toBe(0);
  });
});

describe('the queue of a post', () => {
  let place: JournalPlace;
  beforeEach(() => {
    place = journalPlace();
  });
  afterEach(() => place.remove());

  const open = (rules: QueueRules) =>
    postOn(place, place.open({ kinds: visitKinds, readModels: [visitsTable] }), { queue: rules });
  const rules = (capacityPerDay: number, lanes: QueueRules['classesOf'] = {}): QueueRules =>
    queueRules(
      {
        capacityPerDay,
        quotaPercent: { 'out-of-turn': 5, accelerated: 1 },
        lanes: lanes as Record<string, never>,
      },
      'Asia/Almaty',
    );

  test('says who is next at each lane and why, by what each lane serves', () => {
    const at = open(rules(310, { '1': ['walk-up', 'booked'], '2': ['tir'] }));
    const walkUp = at.arrive('WALK1');
    place.clock.advance(10 * 60_000);
    const tir = at.arrive('TIR2', { laneClass: 'tir' });
    place.clock.advance(5 * 60_000);
    expect(at.visits.queue().next).toEqual([
      { lane: '1', visitId: walkUp, why: { reason: 'only' } },
      { lane: '2', visitId: tir, why: { reason: 'only' } },
      {
        lane: '3',
        visitId: tir,
        why: { reason: 'class', laneClass: 'tir', minutes: 60, passed: 1 },
      },
    ]);
    expect(refusalOf(() => at.say(walkUp, { command: 'callTruck', lane: '2' }))).toBe('VISIT_NOT_NEXT');
    expect(at.visits.callNext({ commandId: commandId(), lane: '1' }, ana).view.id).toBe(walkUp);
    expect(refusalOf(() => at.visits.callNext({ commandId: commandId(), lane: '2' }, boris))).toBe(
      'nothing refused',
    );
  });

  test('lets no more of a class go first than its quota, and gives the places back at midnight of the post', () => {
    const at = open(rules(20));
    const quota = () => at.visits.queue().quotas.find(({ laneClass }) => laneClass === 'out-of-turn');
    at.arrive('EARLY1', { laneClass: 'out-of-turn', turnReason: 'animals' });
    at.visits.callNext({ commandId: commandId(), lane: '1' }, ana);
    const walkUp = at.arrive('WALK2');
    place.clock.advance(60_000);
    const over = at.arrive('OVER3', { laneClass: 'out-of-turn', turnReason: 'animals' });
    expect(quota()).toEqual({ laneClass: 'out-of-turn', percent: 5, places: 1, used: 1, beyond: 1 });
    expect(at.visits.queue().next[0]).toMatchObject({ visitId: walkUp, why: { reason: 'longest' } });
    // From any time of day it is tomorrow.
    place.clock.advance(24 * 60 * 60_000);
    expect(quota()).toMatchObject({ used: 0, beyond: 0 });
    expect(at.visits.queue().next[0]).toMatchObject({ visitId: over, why: { reason: 'class', passed: 1 } });
  });
});
