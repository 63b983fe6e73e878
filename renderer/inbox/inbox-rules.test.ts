import { describe, expect, test } from 'vitest';
import type { UnattachedReading, WaitingImage } from '../../station/api/reading-views.pure.ts';
import { alarmed, visit } from '../console/visit.fixture.ts';
import { candidatesFor, isAlarm, saysIt, type Thing, thingsOf } from './inbox-rules.ts';

const at = (minute: number) => `2026-11-22T20:${String(minute).padStart(2, '0')}:00.000Z`;

const weight = (id: string, minute: number): UnattachedReading => ({
  id,
  deviceId: 'scales',
  lane: null,
  at: at(minute),
  kind: 'weight',
  weight: { id, kg: 22_900, at: at(minute), deviceId: 'scales' },
});
const portal = (id: string, minute: number, gammaAlarm: boolean): UnattachedReading => ({
  id,
  deviceId: 'portal',
  lane: null,
  at: at(minute),
  kind: 'portal',
  passage: { ...alarmed, id, gammaAlarm },
});
const image = (id: string, minute: number, change: Partial<WaitingImage> = {}): WaitingImage => ({
  id,
  deviceId: 'pictures',
  lane: '2',
  name: `${id}.tif`,
  format: 'tiff',
  receivedAt: at(minute),
  about: {},
  width: 4500,
  height: 1125,
  planes: 1,
  suggestedVisitId: null,
  missing: false,
  ...change,
});
const only = (thing: UnattachedReading | WaitingImage): Thing =>
  'format' in thing ? thingsOf([], [thing])[0]! : thingsOf([thing], [])[0]!;

describe('what waits for its truck', () => {
  test('stands with alarms first, then pictures, then the rest, the newest first in each', () => {
    const things = thingsOf(
      [weight('w1', 1), portal('quiet', 2, false), portal('alarm', 3, true), weight('w2', 9)],
      [image('i1', 4), image('i2', 8)],
    );
    expect(things.map(({ id }) => id)).toEqual([
      'reading alarm',
      'image i2',
      'image i1',
      'reading w2',
      'reading quiet',
      'reading w1',
    ]);
    expect(things.filter(isAlarm)).toHaveLength(1);
  });
});

describe('the trucks it may be of', () => {
  const arrived = visit({ id: 'arrived', truck: { plate: '02KG222DEF', laneClass: 'tir' } });
  const called = visit({ id: 'called', state: 'called', lane: '2' });
  const analysed = visit({ id: 'analysed', state: 'in-analysis', lane: '2' });
  const booked = visit({ id: 'booked', state: 'booked' });
  const all = [arrived, analysed, booked, called];
  const ids = (thing: Thing) => candidatesFor(thing, all).map(({ id }) => id);

  test('are, of a picture, only those that wait for one, the truck at its lane first', () => {
    expect(ids(only(image('i', 1)))).toEqual(['called', 'arrived']);
  });

  test('begin with the plate that came with it, and before that with what the station suggests', () => {
    const named = { about: { plate: '02 kg 222 def' } };
    expect(ids(only(image('i', 1, named)))[0]).toBe('arrived');
    expect(ids(only(image('i', 1, { ...named, suggestedVisitId: 'called' })))[0]).toBe('called');
  });

  test('are, of a weight, all that are at the post', () => {
    expect(ids(only(weight('w', 1))).toSorted()).toEqual(['analysed', 'arrived', 'called']);
  });

  test('say whose plate or container it was', () => {
    expect(saysIt(only(image('i', 1, { about: { plate: '02KG222DEF' } })), arrived)).toBe('same');
    expect(saysIt(only(image('i', 1, { about: { plate: 'O2KG2ZZDEF' } })), arrived)).toBe('alike');
    expect(saysIt(only(image('i', 1, { about: { container: 'CSQU3054383' } })), arrived)).toBeNull();
    expect(saysIt(only(weight('w', 1)), arrived)).toBeNull();
  });
});
