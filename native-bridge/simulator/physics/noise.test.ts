import { describe, expect, it } from 'vitest';
import { gaussian, mix, randomStream } from './noise.ts';

describe('the random numbers', () => {
  it('are Gaussian by their moments and tails', () => {
    const n = gaussian.length;
    const moment = (power: number) => gaussian.reduce((sum, value) => sum + value ** power, 0) / n;
    expect(moment(1)).toBeCloseTo(0, 5);
    expect(moment(2)).toBeCloseTo(1, 3);
    expect(moment(4)).toBeCloseTo(3, 1);
    expect(gaussian.filter((value) => Math.abs(value) > 1.959964).length / n).toBeCloseTo(0.05, 4);
  });

  it('are even over neighbouring counters', () => {
    const buckets = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) buckets[mix(7, i) >>> 26]!++;
    const chiSquare = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: 99.9 % lie below 104, and below 30 it would be too even to be random.
    expect(chiSquare).toBeLessThan(104);
    expect(chiSquare).toBeGreaterThan(30);
  });

  it('come again from the same seed and differ for another', () => {
    const draw = (seed: number) => {
      const random = randomStream(seed);
      return Array.from({ length: 5 }, random);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
