import { describe, expect, test } from 'vitest';
import { ContextLosses } from './context-losses.ts';

describe('a graphics device that goes away', () => {
  test('is waited for twice, and given up the third time within ten minutes', () => {
    const losses = new ContextLosses();
    expect([0, 60_000, 599_000].map((now) => losses.lost(now))).toEqual([false, false, true]);
  });

  test('is waited for as often as it likes where there are ten minutes between', () => {
    const losses = new ContextLosses();
    const times = Array.from({ length: 20 }, (_, nth) => nth * 301_000);
    expect(times.some((now) => losses.lost(now))).toBe(false);
  });
});
