/**
 * From counts to grey: the one definition of what a display setting means, in plain arithmetic.
 * `shaders.ts` says the same to the GPU; `test/e2e/viewer.spec.ts` holds the two together within one grey level.
 */
export function greyOf(counts: number, display: Display, range: CountRange): number {
  const transmission = (counts - range.dark) / (range.air - range.dark);
  const shown = display.log ? logTransmission(transmission, range) : transmission;
  const windowed = clamp((shown - display.level) / display.window + 0.5, 0, 1);
  const bent = windowed ** (1 / display.gamma);
  return Math.round(255 * (display.invert ? 1 - bent : bent));
}

/** How counts are shown. `window` and `level` are fractions of the span between no beam (0) and air (1). */
export interface Display {
  /** Width of the span of transmission that is spread from black to white. */
  readonly window: number;
  /** Its middle. */
  readonly level: number;
  /** Above 1 lifts the dark parts. */
  readonly gamma: number;
  readonly invert: boolean;
  /** Spreads the logarithm of transmission, so that one more half-value layer is the same step anywhere. */
  readonly log: boolean;
  /** Index of the energy that is shown. */
  readonly plane: number;
}

export interface CountRange {
  /** Counts with nothing in the beam. */
  readonly air: number;
  /** Counts with no beam. */
  readonly dark: number;
}

export const plainDisplay: Display = {
  window: 1,
  level: 0.5,
  gamma: 1,
  invert: false,
  log: false,
  plane: 0,
};

/** 0 at one count above dark or less, 1 at air, evenly spread by the logarithm between them. */
export function logTransmission(transmission: number, range: CountRange): number {
  const least = 1 / (range.air - range.dark);
  return 1 - Math.log(Math.max(transmission, least)) / Math.log(least);
}

/** Brings a setting into what can be shown: a window of at least one count, a level that keeps something in it. */
export function withinLimits(display: Display, planes: number): Display {
  return {
    window: clamp(finiteOr(display.window, plainDisplay.window), 1 / 65_535, 2),
    level: clamp(finiteOr(display.level, plainDisplay.level), -0.5, 1.5),
    gamma: clamp(finiteOr(display.gamma, plainDisplay.gamma), 0.1, 10),
    invert: display.invert,
    log: display.log,
    plane: clamp(Math.trunc(finiteOr(display.plane, 0)), 0, planes - 1),
  };
}

/**
 * The setting after a drag of `dx`, `dy` CSS pixels: right widens the window, down raises the level (darkens).
 * Both go in proportion to the window, so that a narrow window moves finely.
 */
export function dragDisplay(display: Display, dx: number, dy: number): Display {
  const window = display.window * 2 ** (dx / 150);
  const level = display.level + (dy / 300) * Math.max(display.window, 0.01);
  return withinLimits({ ...display, window, level }, Number.POSITIVE_INFINITY);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
