import { colourIn, type PaletteName, paletteNames, paletteOf, type Rgb } from './palettes.ts';
import type { ImportedFacts } from './tile-source.ts';

/**
 * From counts to grey: the one definition of what a display setting means, in plain arithmetic.
 * `shaders.ts` says the same to the GPU; `test/e2e/viewer.spec.ts` holds the two together within one grey level.
 */
export function greyOf(counts: number, display: Display, range: CountRange): number {
  return Math.round(255 * finishedGrey(shownOf(counts, display.log, range), display));
}

/** What of the counts is windowed: their transmission, or its logarithm. */
export function shownOf(counts: number, log: boolean, range: CountRange): number {
  const transmission = (counts - range.dark) / (range.air - range.dark);
  return log ? logTransmission(transmission, range) : transmission;
}

/** The counts that are shown so: the way back of `shownOf` from one count above dark on; not rounded. */
export function countsAt(shown: number, log: boolean, range: CountRange): number {
  const span = range.air - range.dark;
  return range.dark + (log ? span ** shown : shown * span);
}

/** Window, level, gamma and inverse of what is shown: 0 to 1. */
export function finishedGrey(shown: number, display: Display): number {
  const windowed = clamp((shown - display.level) / display.window + 0.5, 0, 1);
  const bent = windowed ** (1 / display.gamma);
  return display.invert ? 1 - bent : bent;
}

/** The colour of what is shown, channels 0 to 255. */
export function colourOf(shown: number, display: Display, range: CountRange): Rgb {
  const colour = colourIn(paletteOf(display.palette), finishedGrey(shown, display));
  return tinted(colour, shown, display.highlight, highlighted(display, range));
}

/** The colour with the tint of a highlight, where what is shown lies in its span. */
export function tinted(
  colour: Rgb,
  shown: number,
  highlight: Display['highlight'],
  [from, to]: readonly [number, number],
): Rgb {
  if (shown < from || shown > to) return colour;
  const tint = tintOf(highlight);
  const mix = (index: 0 | 1 | 2) => colour[index] + (255 * tint[index] - colour[index]) * tintShare;
  return [mix(0), mix(1), mix(2)];
}

/** From where to where in `shown` is highlighted; an empty span without a highlight. */
export function highlighted({ highlight, log }: Display, range: CountRange): readonly [number, number] {
  if (highlight === 'none') return [1, 0];
  const shown = (transmission: number) => (log ? logTransmission(transmission, range) : transmission);
  return highlight === 'dense'
    ? [Number.NEGATIVE_INFINITY, shown(denseBelow)]
    : [shown(thinFrom), shown(thinTo)];
}

/** Red for what absorbs much, green for what absorbs little; channels 0 to 1. */
export function tintOf(highlight: Display['highlight']): Rgb {
  return highlight === 'dense' ? [0.93, 0.2, 0.2] : [0.25, 0.85, 0.45];
}

/** How much of a highlighted colour is the tint. */
export const tintShare = 0.45;

/** Transmission behind so much steel at an effective 4 MeV: exp(−μ/ρ · ρ · t) with 0.0331 cm²/g (NIST) and 7.87 g/cm³. */
export function behindSteel(mm: number): number {
  return Math.exp((-0.0331 * 7.87 * mm) / 10);
}

const denseBelow = behindSteel(150);
const thinFrom = behindSteel(10);
const thinTo = behindSteel(2);

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
  /**
   * `blend` is the mean of both energies, which is the least noisy. The others colour the grey by what two energies tell
   * of the material: all of them, or the organics only, or the metals only, with what surely is none of them faded.
   */
  readonly show: (typeof shows)[number];
  readonly palette: PaletteName;
  /** Marks what absorbs much (150 mm of steel or more) or little (2 to 10 mm). */
  readonly highlight: 'none' | 'dense' | 'thin';
  /** Strength of the noise reduction that keeps edges, 0 to 1 (`filters.ts`). */
  readonly smooth: number;
  /** Strength of the sharpening, 0 to 4 (`filters.ts`). */
  readonly sharpen: number;
  /** Share of local contrast, 0 to 1 (`local-contrast.ts`). */
  readonly equalise: number;
}

export const shows = ['grey', 'blend', 'material', 'organic', 'metal'] as const;

/** The plane whose counts are shown; null: the mean of both. */
export function planeOf(display: Pick<Display, 'plane' | 'show'>): number | null {
  return display.show === 'blend' ? null : display.plane;
}

/** What is shown where the colours say what the material is. */
export type MaterialShow = Extract<Display['show'], 'material' | 'organic' | 'metal'>;

export function isMaterialShow(show: Display['show']): show is MaterialShow {
  return show === 'material' || show === 'organic' || show === 'metal';
}

/** Whether a setting needs a pixel's neighbours, or its place, and not only its counts. */
export function isLocal(display: Display): boolean {
  return display.smooth > 0 || display.sharpen > 0 || display.equalise > 0 || isMaterialShow(display.show);
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
  show: 'grey',
  palette: 'grey',
  highlight: 'none',
  smooth: 0,
  sharpen: 0,
  equalise: 0,
};

/**
 * How a picture begins that would usually begin as `usual`. Counts of attenuation are inverted, so that what is dense is
 * dark in every picture, and not made logarithmic, which most already are; nor are 8 bit, made for a screen.
 */
export function beginningOf(usual: Display, imported: ImportedFacts | undefined): Display {
  if (imported === undefined) return usual;
  if (imported.counts === 'attenuation') return { ...usual, invert: !usual.invert, log: false };
  return { ...usual, log: usual.log && imported.bitsStored > 8 };
}

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
    show: planes > 1 && shows.includes(display.show) ? display.show : plainDisplay.show,
    palette: paletteNames.includes(display.palette) ? display.palette : plainDisplay.palette,
    highlight: display.highlight,
    smooth: clamp(finiteOr(display.smooth, 0), 0, 1),
    sharpen: clamp(finiteOr(display.sharpen, 0), 0, 4),
    equalise: clamp(finiteOr(display.equalise, 0), 0, 1),
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
