import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visitStates } from '../api/views.pure.ts';
import type { VisitFacts } from '../visits/visit-facts.pure.ts';
import { certainlyOf, likelyOf, type PictureOf } from './match.pure.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 8) + minutes * 60_000).toISOString();
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const someTime = fc.integer({ min: 0, max: 60 }).map(at);
const plates = fc.constantFrom('KZ1', 'KZ2', 'KZ3');

const anyVisits = fc
  .array(
    fc.record({
      state: fc.oneof(fc.constant('called' as const), fc.constantFrom(...visitStates)),
      lane: maybe(fc.constantFrom('1', '2')),
      plate: plates,
      trailerPlate: maybe(plates),
      container: maybe(fc.constantFrom('CSQU3054383', 'MSCU6639871')),
      bookedFor: fc.constant(null),
      arrivedAt: maybe(someTime),
      gateInAt: fc.constant(null),
      calledAt: maybe(someTime),
      decidedAt: maybe(someTime),
      weighedAt: fc.constant(null),
      passedAt: fc.constant(null),
    }),
    { maxLength: 3 },
  )
  .map((visits) => visits.map((visit, index): VisitFacts => ({ id: `v${index}`, ...visit })));
const anyPicture: fc.Arbitrary<PictureOf> = fc.record({
  lane: maybe(fc.constantFrom('1', '2')),
  receivedAt: someTime,
  about: fc.record(
    { plate: plates, container: fc.constantFrom('CSQU3054383', 'MSCU6639871'), takenAt: someTime },
    { requiredKeys: [] },
  ),
});
const anything = fc.tuple(anyPicture, anyVisits);

describe('whatever was received and whoever stands where', () => {
  test('a picture is certainly of the one truck that is called to its lane since before it came, or of none', () => {
    let certain = 0;
    fc.assert(
      fc.property(anything, ([picture, visits]) => {
        const id = certainlyOf(picture, visits);
        if (id === null) return;
        certain += 1;
        const there = visits.filter(
          ({ lane, state }) => lane === picture.lane && ['called', 'scanning'].includes(state),
        );
        expect(there.map((visit) => visit.id)).toEqual([id]);
        expect(there[0]?.state).toBe('called');
        expect(Date.parse(there[0]?.calledAt ?? '')).toBeLessThanOrEqual(Date.parse(picture.receivedAt));
        const { plate, container } = picture.about;
        if (plate !== undefined) expect([there[0]?.plate, there[0]?.trailerPlate]).toContain(plate);
        if (container !== undefined && there[0]?.container) expect(there[0].container).toBe(container);
      }),
      { numRuns: 3_000 },
    );
    expect(certain).toBeGreaterThan(30);
  });

  test('the order of the visits makes no difference, and a truck like it at the lane is one too many', () => {
    fc.assert(
      fc.property(anything, ([picture, visits]) => {
        const id = certainlyOf(picture, visits);
        expect(certainlyOf(picture, visits.toReversed())).toBe(id);
        expect(likelyOf(picture, visits.toReversed())).toBe(likelyOf(picture, visits));
        const twin = visits.find((visit) => visit.id === id);
        if (twin) expect(certainlyOf(picture, [...visits, { ...twin, id: 'twin' }])).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('only trucks that take a picture are suggested', () => {
    fc.assert(
      fc.property(anything, ([picture, visits]) => {
        const suggested = visits.find(({ id }) => id === likelyOf(picture, visits));
        expect(['called', 'arrived', undefined]).toContain(suggested?.state);
      }),
      { numRuns: 1_000 },
    );
  });
});
