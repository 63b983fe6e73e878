import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginningOf,
  type Display,
  dragDisplay,
  greyOf,
  logTransmission,
  plainDisplay,
  withinLimits,
} from './transfer.ts';

const range = { air: 60_000, dark: 500 };

describe('the transfer function', () => {
  it('shows air white and no beam black, and the other way round inverted', () => {
    expect([greyOf(500, plainDisplay, range), greyOf(60_000, plainDisplay, range)]).toEqual([0, 255]);
    const inverted = { ...plainDisplay, invert: true };
    expect([greyOf(500, inverted, range), greyOf(60_000, inverted, range)]).toEqual([255, 0]);
  });

  it('puts the level at middle grey and the window’s ends at black and white', () => {
    const display = { ...plainDisplay, window: 0.2, level: 0.4 };
    const at = (transmission: number) => greyOf(500 + transmission * 59_500, display, range);
    expect([at(0.3), at(0.4), at(0.5)]).toEqual([0, 128, 255]);
    expect([at(0.1), at(0.9)]).toEqual([0, 255]);
  });

  it('makes each half-value layer the same step in the logarithm', () => {
    const steps = [1, 2, 3, 4, 5].map((layers) => logTransmission(2 ** -layers, range));
    const widths = steps.slice(1).map((step, index) => steps[index]! - step);
    for (const width of widths) expect(width).toBeCloseTo(widths[0]!, 12);
    expect([
      logTransmission(1, range),
      logTransmission(1 / 59_500, range),
      logTransmission(-1, range),
    ]).toEqual([1, 0, 0]);
  });

  it('lets 26 counts behind 300 mm of steel be told from none in the logarithm only', () => {
    const log = { ...plainDisplay, log: true };
    expect(greyOf(526, plainDisplay, range)).toBe(0);
    expect(greyOf(526, log, range)).toBeGreaterThan(60);
  });

  it('never gets darker with more counts, nor lighter when inverted', () => {
    const displays: fc.Arbitrary<Display> = fc
      .record({
        window: fc.double({ min: 0.001, max: 2, noNaN: true }),
        level: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        gamma: fc.double({ min: 0.1, max: 10, noNaN: true }),
        invert: fc.boolean(),
        log: fc.boolean(),
      })
      .map((display) => ({ ...plainDisplay, ...display }));
    const counts = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(displays, counts, counts, (display, a, b) => {
        const step = greyOf(Math.max(a, b), display, range) - greyOf(Math.min(a, b), display, range);
        expect(display.invert ? -step : step).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('display settings', () => {
  it('are brought into what can be shown, whatever is asked for', () => {
    const any = fc.oneof(fc.double(), fc.integer());
    fc.assert(
      fc.property(any, any, any, any, (window, level, gamma, plane) => {
        const kept = withinLimits({ ...plainDisplay, window, level, gamma, plane }, 2);
        expect(kept.window).toBeGreaterThan(0);
        expect([0, 1]).toContain(kept.plane);
        const grey = greyOf(30_000, kept, range);
        expect(grey >= 0 && grey <= 255).toBe(true);
      }),
    );
  });

  it('are dragged: right widens the window, up brightens', () => {
    const wider = dragDisplay(plainDisplay, 50, 0);
    expect(wider.window).toBeGreaterThan(1);
    const brighter = dragDisplay(plainDisplay, 0, -50);
    expect(greyOf(20_000, brighter, range)).toBeGreaterThan(greyOf(20_000, plainDisplay, range));
  });

  it('keep the chosen energy while they are dragged', () => {
    expect(dragDisplay({ ...plainDisplay, plane: 1 }, 5, 5).plane).toBe(1);
  });
});

describe('a picture of another program', () => {
  const usual = { ...plainDisplay, log: true };
  const imported = { counts: 'transmission', bitsStored: 16, pitchKnown: true, energyKnown: true } as const;

  it('begins inverted when its counts are attenuation, so that what is dense is dark in it too', () => {
    const beginning = beginningOf(usual, { ...imported, counts: 'attenuation' });
    expect(beginning).toEqual({ ...usual, invert: true, log: false });
    expect(greyOf(range.air, beginning, range)).toBeLessThan(greyOf(range.dark, beginning, range));
  });

  it('begins as any other when its counts are transmission, and linear when they were made for a screen', () => {
    expect(beginningOf(usual, imported)).toEqual(usual);
    expect(beginningOf(usual, { ...imported, bitsStored: 8 })).toEqual(plainDisplay);
    expect(beginningOf(usual, undefined)).toEqual(usual);
  });
});
