import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visitStates } from '../api/views.pure.ts';
import type { VisitFacts } from '../visits/visit-facts.pure.ts';
import { isClosed } from '../visits/visit-state.pure.ts';
import { belongsTo, type GateRead, type ReadingFacts } from './attach.pure.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 8) + minutes * 60_000).toISOString();

function visit(id: string, change: Partial<VisitFacts> = {}): VisitFacts {
  return {
    id,
    state: 'arrived',
    lane: null,
    plate: `KZ${id}AB`,
    trailerPlate: null,
    container: null,
    bookedFor: null,
    arrivedAt: at(0),
    gateInAt: null,
    calledAt: null,
    decidedAt: null,
    weighedAt: null,
    passedAt: null,
    ...change,
  };
}

function reading(change: Partial<ReadingFacts> = {}): ReadingFacts {
  return { kind: 'weight', lane: null, from: at(5), to: at(5), plate: null, container: null, ...change };
}

const called = (id: string, lane: string, minutes: number) =>
  visit(id, { state: 'called', lane, calledAt: at(minutes) });

describe('a device at a lane', () => {
  test('means the truck that is called there', () => {
    const visits = [called('1', '1', 4), called('2', '2', 4), visit('3')];
    expect(belongsTo(reading({ lane: '1' }), visits, [])).toBe('1');
    expect(belongsTo(reading({ lane: '2', kind: 'portal' }), visits, [])).toBe('2');
  });

  test('means nobody where no truck is called, two are, or the truck was called only meanwhile', () => {
    expect(belongsTo(reading({ lane: '1' }), [visit('1'), called('2', '2', 4)], [])).toBeNull();
    expect(belongsTo(reading({ lane: '1' }), [called('1', '1', 4), called('2', '1', 4)], [])).toBeNull();
    const passage = reading({ lane: '1', kind: 'portal', from: at(3), to: at(5) });
    expect(belongsTo(passage, [called('1', '1', 4)], [])).toBeNull();
  });

  test('means nobody once the truck there has been scanned', () => {
    const ready = visit('1', { state: 'image-ready', lane: '1', calledAt: at(1) });
    expect(belongsTo(reading({ lane: '1' }), [ready], [])).toBeNull();
  });

  test('that reads plates forgives what readers mistake, and not another plate', () => {
    const there = visit('1', { state: 'called', lane: '1', calledAt: at(1), plate: 'KZ100ABC' });
    const read = (plate: string) => reading({ kind: 'plate', lane: '1', plate });
    expect(belongsTo(read('kz 1OO abc'), [there], [])).toBe('1');
    expect(belongsTo(read('KZ700ABC'), [there], [])).toBeNull();
    // The misread plate is the very plate of another truck.
    expect(belongsTo(read('KZ1OOABC'), [there, visit('2', { plate: 'KZ1OOABC' })], [])).toBeNull();
  });
});

describe('a plate at the gate', () => {
  const read = (plate: string | null, container: string | null = null) =>
    reading({ kind: 'plate', plate, container });

  test('means the truck that has it, as tractor, trailer or container', () => {
    const visits = [
      visit('1', { plate: '01KG123ABC', trailerPlate: '01T99', container: 'CSQU3054383' }),
      visit('2'),
    ];
    expect(belongsTo(read('01 kg 123 авс'), visits, [])).toBe('1');
    expect(belongsTo(read('01T99'), visits, [])).toBe('1');
    expect(belongsTo(read(null, 'CSQU 305438 3'), visits, [])).toBe('1');
  });

  test('means nobody where plate and container are of two trucks, or two have it', () => {
    const one = visit('1', { container: 'CSQU3054383' });
    const other = visit('2', { container: 'MSCU6639871' });
    expect(belongsTo(read('KZ1AB', 'MSCU6639871'), [one, other], [])).toBeNull();
    expect(belongsTo(read('KZ1AB'), [one, visit('9', { plate: 'KZ1AB' })], [])).toBeNull();
    expect(belongsTo(read('KZ0AB'), [one, other], [])).toBeNull();
    expect(belongsTo(read(null, null), [one], [])).toBeNull();
  });

  test('means a booked truck near its time only, so that one booked for another day is not in the way', () => {
    const booked = (hours: number) =>
      visit('b', { state: 'booked', arrivedAt: null, bookedFor: at(hours * 60), plate: 'KZ7' });
    expect(belongsTo(read('KZ7'), [booked(2)], [])).toBe('b');
    expect(belongsTo(read('KZ7'), [booked(40)], [])).toBeNull();
    expect(belongsTo(read('KZ7'), [booked(40), visit('1', { plate: 'KZ7' })], [])).toBe('1');
  });
});

describe('a weight or a passage at the gate', () => {
  const reads = (...of: (string | null)[]): GateRead[] =>
    of.map((visitId, index) => ({ at: at(3 + index / 10), visitId }));

  test('means the truck whose plate was read there just before', () => {
    expect(belongsTo(reading(), [visit('1'), visit('2')], reads('2'))).toBe('2');
    expect(belongsTo(reading({ kind: 'portal' }), [visit('1'), visit('2')], reads('2', '2'))).toBe('2');
  });

  test('passes over the truck that had its own since its plate was read', () => {
    const weighed = visit('1', { weighedAt: at(4) });
    expect(belongsTo(reading(), [weighed, visit('2')], reads('1', '2'))).toBe('2');
    expect(belongsTo(reading({ kind: 'portal' }), [weighed, visit('2')], reads('1', '2'))).toBeNull();
  });

  test('means nobody after a plate that nobody knows', () => {
    expect(belongsTo(reading(), [visit('1')], reads('1', null))).toBeNull();
  });

  test('without any plate means the one truck that has just arrived, unless another is expected', () => {
    expect(belongsTo(reading(), [visit('1')], [])).toBe('1');
    expect(belongsTo(reading(), [visit('1'), visit('2', { weighedAt: at(2) })], [])).toBe('1');
    expect(belongsTo(reading(), [visit('1'), visit('2')], [])).toBeNull();
    expect(belongsTo(reading({ from: at(30), to: at(30) }), [visit('1')], [])).toBeNull();
    const expected = visit('b', { state: 'booked', arrivedAt: null, bookedFor: at(20) });
    expect(belongsTo(reading(), [visit('1'), expected], [])).toBeNull();
  });
});

const someTime = fc.integer({ min: 0, max: 20 }).map(at);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const plates = fc.constantFrom('KZ1', 'KZ2', 'KZ3');
const containers = fc.constantFrom('CSQU3054383', 'MSCU6639871');
const anyVisit = fc.record({
  state: fc.constantFrom(...visitStates),
  lane: maybe(fc.constantFrom('1', '2')),
  plate: plates,
  trailerPlate: maybe(plates),
  container: maybe(containers),
  bookedFor: maybe(someTime),
  arrivedAt: maybe(someTime),
  gateInAt: maybe(someTime),
  calledAt: maybe(someTime),
  decidedAt: maybe(someTime),
  weighedAt: maybe(someTime),
  passedAt: maybe(someTime),
});
const anyVisits = fc
  .array(anyVisit, { maxLength: 6 })
  .map((visits) => visits.map((one, index): VisitFacts => ({ id: `v${index}`, ...one })));
const anyReading: fc.Arbitrary<ReadingFacts> = fc
  .record({
    kind: fc.constantFrom('weight' as const, 'plate' as const, 'portal' as const),
    lane: maybe(fc.constantFrom('1', '2')),
    minutes: fc.integer({ min: 0, max: 20 }),
    lasted: fc.integer({ min: 0, max: 2 }),
    plate: maybe(plates),
    container: maybe(containers),
  })
  .map(({ minutes, lasted, kind, ...rest }) => ({
    ...rest,
    kind,
    from: at(kind === 'portal' ? minutes - lasted : minutes),
    to: at(minutes),
  }));
const anyReads = fc.array(
  fc.record({ at: someTime, visitId: maybe(fc.constantFrom('v0', 'v1', 'v2', 'v9')) }),
  { maxLength: 3 },
);
const anything = fc.tuple(anyReading, anyVisits, anyReads);

describe('whatever was read and whoever is there', () => {
  test('a reading never goes to a visit that is over, or to one that is not there', () => {
    let attached = 0;
    fc.assert(
      fc.property(anything, ([read, visits, reads]) => {
        const id = belongsTo(read, visits, reads);
        if (id === null) return;
        attached += 1;
        const found = visits.filter((one) => one.id === id);
        expect(found).toHaveLength(1);
        expect(found.some(({ state }) => isClosed(state))).toBe(false);
      }),
      { numRuns: 3_000 },
    );
    expect(attached).toBeGreaterThan(30);
  });

  test('the order in which visits and plates are looked at makes no difference, also of equal times', () => {
    fc.assert(
      fc.property(anything, fc.infiniteStream(fc.nat()), ([read, visits, reads], random) => {
        const shuffled = <Value>(values: readonly Value[]) =>
          values
            .map((value) => ({ value, key: random.next().value ?? 0 }))
            .sort((one, other) => one.key - other.key)
            .map(({ value }) => value);
        expect(belongsTo(read, shuffled(visits), shuffled(reads))).toBe(belongsTo(read, visits, reads));
      }),
      { numRuns: 2_000 },
    );
  });

  test('one more truck just like it leaves a reading to an officer', () => {
    fc.assert(
      fc.property(anything, ([read, visits, reads]) => {
        const id = belongsTo(read, visits, reads);
        const twin = visits.find((one) => one.id === id);
        if (!twin) return;
        const alsoRead = reads.filter(({ visitId }) => visitId === id);
        const both = [...visits, { ...twin, id: 'twin' }];
        const readBoth = [...reads, ...alsoRead.map((one) => ({ ...one, visitId: 'twin' }))];
        expect(belongsTo(read, both, readBoth)).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  test('trucks that are gone make no difference', () => {
    fc.assert(
      fc.property(anything, ([read, visits, reads]) => {
        const there = visits.filter(({ state }) => !isClosed(state));
        expect(belongsTo(read, visits, reads)).toBe(belongsTo(read, there, reads));
      }),
      { numRuns: 1_000 },
    );
  });
});
