import { describe, expect, test } from 'vitest';
import { createStationClock } from './station-clock.ts';

describe('the station’s clock on screen', () => {
  test('is unknown until the station said the time', () => {
    expect(createStationClock(() => 5).now()).toBeNaN();
  });

  test('goes on by the monotonic clock, whatever the computer’s own clock says', () => {
    let monotonic = 1000;
    const clock = createStationClock(() => monotonic);
    clock.set('2026-11-22T20:00:00.000Z');
    monotonic += 61_500;
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-22T20:01:01.500Z');
  });

  test('follows the station when its clock was set back', () => {
    const clock = createStationClock(() => 0);
    clock.set('2026-11-22T20:00:00.000Z');
    clock.set('2026-11-22T19:00:00.000Z');
    expect(clock.now()).toBe(Date.parse('2026-11-22T19:00:00.000Z'));
  });

  test('keeps the time it had when the station sends nonsense', () => {
    const clock = createStationClock(() => 0);
    clock.set('2026-11-22T20:00:00.000Z');
    clock.set('soon');
    expect(clock.now()).toBe(Date.parse('2026-11-22T20:00:00.000Z'));
  });
});
