import { afterEach, describe, expect, test } from 'vitest';
import type { PlateRead } from '../../native-bridge/drivers/plate-reader.ts';
import { ana, commandId } from '../visits/visits.fixture.ts';
import { type DevicePost, devicePost, gateCamera } from './readings.fixture.ts';

let at: DevicePost;
afterEach(() => at.close());

let reads = 0;
const seen = async (plate: string) => {
  reads += 1;
  const read: PlateRead = {
    ...{ readId: `read-${reads}`, plate, container: null, country: null, confidence: 0.97, camera: null },
    ...{ at: at.place.clock.utc(), picture: null },
  };
  await at.readings.taker(gateCamera).plateRead(read);
};
const book = (plate: string, bookedFor = '2026-03-01T09:00:00.000Z') =>
  at.visits.book({ commandId: commandId(), truck: { plate, laneClass: 'booked' }, bookedFor }, ana).view.id;

describe('a plate at the gate', () => {
  test('is offered with the booking it meets, until the truck is taken in', async () => {
    at = devicePost();
    const id = book('01KG123ABC');
    await seen('01 KG 123 ABC');
    await seen('99ZZ999');
    expect(at.visits.get(id).state).toBe('booked');
    expect(at.readings.atTheGate()).toMatchObject([
      { plate: '99ZZ999', booking: null },
      { plate: '01KG123ABC', booking: { id, bookedFor: '2026-03-01T09:00:00.000Z' } },
    ]);
    at.say(id, { command: 'arriveBooked' });
    at.arrive('99ZZ999');
    expect(at.readings.atTheGate()).toEqual([]);
  });

  test('is the check-in of a booked truck where the post has it so, by the reader and in one transaction', async () => {
    at = devicePost('record');
    const id = book('01KG123ABC');
    await seen('01KG123ABC');
    expect(at.visits.get(id).state).toBe('arrived');
    expect(at.journal.entriesOf(id).map(({ kind, actor }) => [kind, actor])).toEqual([
      ['visit.booked', ana.id],
      ['visit.plate-read', 'device:camera'],
      ['visit.arrived', 'device:camera'],
    ]);
    expect(at.readings.atTheGate()).toEqual([]);
    await seen('01KG123ABC');
    expect(at.visits.get(id).plateReads).toHaveLength(2);
  });

  test('takes in no truck that is booked for another day, and none without a booking', async () => {
    at = devicePost('record');
    const id = book('01KG123ABC', '2026-03-05T09:00:00.000Z');
    await seen('01KG123ABC');
    await seen('02KG222BBB');
    expect(at.visits.get(id).state).toBe('booked');
    expect(at.visits.waiting()).toBe(0);
  });

  test('is forgotten when nobody took the truck in for a while', async () => {
    at = devicePost();
    await seen('01KG123ABC');
    at.place.clock.advance(16 * 60_000);
    expect(at.readings.atTheGate()).toEqual([]);
  });
});
