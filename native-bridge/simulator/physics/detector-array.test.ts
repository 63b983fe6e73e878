import { describe, expect, it } from 'vitest';
import { attenuators, beamSpectrum, transmission } from '../../physics/attenuation.ts';
import { detectorArray } from './detector-array.ts';
import { fanBeam } from './fan.ts';

const detectors = 512;
const fan = fanBeam({ detectors, pitchMm: 8, lowestZ: 0, sourceZ: 1500, sourceDistance: 12_000 });
const settings = { energiesMeV: [6, 4], airCounts: 60_000, darkCounts: 300, seed: 5 };

function steel(mm: number): Float64Array[] {
  return attenuators.map((name) => new Float64Array(detectors).fill(name === 'iron' ? (7.87 * mm) / 10 : 0));
}

function expose(noise: boolean, mm: number, lines: number): Uint16Array[] {
  const array = detectorArray(fan, { ...settings, noise });
  array.transmit(steel(mm));
  return Array.from({ length: lines }, (_, line) => {
    const counts = new Uint16Array(detectors * 2);
    array.expose(line, counts);
    return counts;
  });
}

function meanAndSpread(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return { mean, spread };
}

describe('the detectors', () => {
  it('read air counts with nothing in the beam, on both planes', () => {
    expect(new Set(expose(false, 0, 1)[0])).toEqual(new Set([60_000]));
  });

  it('read Beer and Lambert above dark, plus a veil of scatter that is smaller than a thousandth', () => {
    const counts = expose(false, 100, 1)[0]!;
    const expected = 300 + 59_700 * transmission(beamSpectrum(6), { iron: 78.7 });
    expect(counts[200]! - expected).toBeGreaterThan(0);
    expect(counts[200]! - expected).toBeLessThan(60);
    const lower = 300 + 59_700 * transmission(beamSpectrum(4), { iron: 78.7 });
    expect(Math.abs(counts[detectors + 200]! - lower)).toBeLessThan(60);
  });

  it('are noisy as quanta are: the spread grows with the root of the signal', () => {
    // One healthy detector over many lines; in air the pulse's jitter of 0.4 % adds to the quanta's 0.41 %.
    const over = (mm: number) => meanAndSpread(expose(true, mm, 3000).map((line) => line[100]!));
    const air = over(0);
    expect(air.spread / (air.mean - 300)).toBeGreaterThan(0.0052);
    expect(air.spread / (air.mean - 300)).toBeLessThan(0.0063);
    const thick = over(150);
    const quantum = 59_700 / 60_000;
    const expected = Math.sqrt((thick.mean - 300) * quantum + 4 + (0.004 * (thick.mean - 300)) ** 2);
    expect(thick.spread / expected).toBeGreaterThan(0.94);
    expect(thick.spread / expected).toBeLessThan(1.06);
  });

  it('vary from line to line together by the pulse, and apart by the quanta', () => {
    const lines = expose(true, 0, 400).map(
      (counts) => meanAndSpread(Array.from(counts.subarray(0, 64))).mean,
    );
    const { mean, spread } = meanAndSpread(lines);
    expect(spread / mean).toBeGreaterThan(0.0033);
    expect(spread / mean).toBeLessThan(0.0047);
  });

  it('include a dead one and two that drifted', () => {
    const lines = expose(true, 0, 200);
    const means = Array.from(
      { length: detectors },
      (_, d) => meanAndSpread(lines.map((line) => line[d]!)).mean,
    );
    expect(means.filter((mean) => mean < 310)).toHaveLength(1);
    expect(means.filter((mean) => mean > 50_000 && Math.abs(mean / 60_000 - 1) > 0.03)).toHaveLength(2);
  });
});
