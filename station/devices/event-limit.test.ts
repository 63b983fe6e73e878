import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { eventsAtOnce, eventsEveryMs, type LimitedEvent, limitEvents } from './event-limit.ts';

function limited() {
  const timers = manualTimers();
  const recorded: LimitedEvent[] = [];
  const { hear, settle } = limitEvents(timers, (event) => recorded.push(event));
  return { timers, recorded, hear, settle };
}

test('a device with a few edges has each of them recorded', () => {
  const { hear, recorded } = limited();
  hear('interlock-opened', 'door');
  hear('interlock-closed', 'door');
  expect(recorded).toEqual([
    { event: 'interlock-opened', text: 'door' },
    { event: 'interlock-closed', text: 'door' },
  ]);
});

test('a chattering contact is one entry a second with its count, and hides nothing else', () => {
  const { hear, recorded, timers } = limited();
  for (let n = 0; n < 10_000; n++) {
    hear('interlock-opened', `door ${n}`);
    if (n === 5_000) hear('emergency-stop', 'pillar');
    timers.advance(1);
  }
  timers.advance(eventsEveryMs);
  expect(recorded.filter(({ event }) => event === 'emergency-stop')).toHaveLength(1);
  const doors = recorded.filter(({ event }) => event === 'interlock-opened');
  expect(doors.length).toBeLessThan(eventsAtOnce + 10_000 / eventsEveryMs + 12);
  expect(doors.at(-1)?.text).toBe('door 9999');
});

test('every event is counted, whenever it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1500 }), { maxLength: 300 }), (pauses) => {
      const { hear, settle, recorded, timers } = limited();
      for (const pause of pauses) {
        timers.advance(pause);
        hear('fault', 'arc');
      }
      settle();
      expect(recorded.reduce((sum, { more }) => sum + (more ?? 1), 0)).toBe(pauses.length);
    }),
  );
});
