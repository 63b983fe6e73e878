import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StationError } from '../errors.ts';
import { ana, boris, commandId, type Post, post } from './visits.fixture.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

const refusalOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (fault) {
    return fault instanceof StationError ? fault.code : String(fault);
  }
};
const book = (plate: string, bookedFor = '2026-03-01T10:00:00.000Z') =>
  at.visits.book(
    { commandId: commandId(), truck: { plate, laneClass: 'booked' }, bookedFor, number: 'B-1' },
    ana,
  ).view.id;
const truck = { plate: 'KZ123ABC', laneClass: 'walk-up' as const };

describe('a typo at the check-in', () => {
  test('is corrected by an officer, with what it was, and the queue and the search go by what is right', () => {
    const id = at.arrive('KZ123AB0');
    const visit = at.say(id, { command: 'correctTruck', truck: { ...truck, plate: 'kz 123 abc' } }, boris);
    expect(visit.truck.plate).toBe('KZ123ABC');
    expect(visit.corrections).toMatchObject([{ by: '102', was: { plate: 'KZ123AB0' } }]);
    expect(at.journal.entriesOf(id).at(-1)).toMatchObject({
      kind: 'visit.corrected',
      body: { truck: { plate: 'KZ123ABC' }, was: { plate: 'KZ123AB0' }, by: '102' },
    });
    expect(at.visits.lookUp({ plate: 'KZ123ABC', container: '' }).here.map((one) => one.id)).toEqual([id]);
    expect(at.visits.lookUp({ plate: 'KZ123AB0', container: '' }).here).toEqual([]);
    expect(refusalOf(() => at.say(id, { command: 'correctTruck', truck }))).toBe('NOTHING_CHANGED');
  });

  test('moves the truck in the queue where its class was wrong, but not after it was called by it', () => {
    const first = at.arrive('FIRST1');
    const second = at.arrive('SECOND2');
    at.say(second, { command: 'correctTruck', truck: { plate: 'SECOND2', laneClass: 'tir' } });
    expect(at.visits.queue().next[0]?.visitId).toBe(second);
    at.say(first, { command: 'callTruck', lane: '1', reason: 'by name' });
    const tir = { plate: 'FIRST1', laneClass: 'tir' } as const;
    expect(refusalOf(() => at.say(first, { command: 'correctTruck', truck: tir }))).toBe('CLASS_FIXED');
    const goods = { plate: 'FIRST1', laneClass: 'walk-up', goods: 'tiles' } as const;
    expect(at.say(first, { command: 'correctTruck', truck: goods }).truck.goods).toBe('tiles');
  });

  test('makes whoever decides look again', () => {
    const id = at.arrive();
    const scanId = at.scan(id);
    const opened = at.say(id, { command: 'open' });
    at.say(id, { command: 'correctTruck', truck: { ...truck, goods: 'other goods' } }, boris);
    const decided = () =>
      at.visits.execute(
        {
          ...{ command: 'decide', commandId: commandId(), visitId: id, version: opened.version, scanId },
          ...{ decision: 'release', reason: '', fidelity: 'full', seenPercent: 80 },
        },
        ana,
      );
    expect(refusalOf(decided)).toBe('VISIT_CHANGED');
  });
});

describe('a booking', () => {
  test('gets another time, and keeps its plate', () => {
    const id = book('KZ123ABC');
    const later = '2026-03-01T12:00:00.000Z';
    expect(at.say(id, { command: 'rebook', bookedFor: later }).moments.bookedFor).toBe(later);
    expect(at.journal.entriesOf(id).at(-1)?.body).toEqual({
      bookedFor: later,
      was: '2026-03-01T10:00:00.000Z',
      by: '101',
    });
    expect(refusalOf(() => at.say(id, { command: 'rebook', bookedFor: later }))).toBe('NOTHING_CHANGED');
    const other = { plate: 'KZ999ZZZ', laneClass: 'booked' } as const;
    expect(refusalOf(() => at.say(id, { command: 'correctTruck', truck: other }))).toBe(
      'BOOKING_PLATE_FIXED',
    );
    expect(refusalOf(() => at.say(id, { command: 'arriveBooked', truck: other }))).toBe(
      'BOOKING_PLATE_FIXED',
    );
  });

  test('is met by the truck with the papers as they are at the gate', () => {
    const id = book('KZ123ABC');
    const found = { plate: 'KZ123ABC', laneClass: 'booked', trailerPlate: '77 AB 12' } as const;
    expect(at.say(id, { command: 'arriveBooked', truck: found })).toMatchObject({
      state: 'arrived',
      bookingNumber: 'B-1',
      truck: { trailerPlate: '77AB12' },
    });
    expect(refusalOf(() => at.say(id, { command: 'rebook', bookedFor: '2026-03-02T10:00:00.000Z' }))).toBe(
      'VISIT_NOT_BOOKED',
    );
  });
});

test('a truck goes out of turn only with a reason, and no other keeps one', () => {
  const arrive = (change: object) =>
    at.visits.arrive({ commandId: commandId(), truck: { ...truck, ...change } }, ana).view.truck;
  expect(refusalOf(() => arrive({ laneClass: 'out-of-turn' }))).toBe('TURN_REASON_NEEDED');
  expect(arrive({ laneClass: 'out-of-turn', turnReason: 'animals' }).turnReason).toBe('animals');
  expect(arrive({ turnReason: 'animals' }).turnReason).toBeUndefined();
});

test('a seal is found intact, broken or missing, or nobody has looked', () => {
  const sealed = at.visits.arrive(
    {
      commandId: commandId(),
      truck: {
        ...truck,
        seals: ['H1', 'H2', 'H3'],
        sealStates: { H1: 'intact', H3: 'broken', OTHER: 'missing' },
      },
    },
    ana,
  );
  expect(sealed.view.truck.sealStates).toEqual({ H1: 'intact', H3: 'broken' });
});
