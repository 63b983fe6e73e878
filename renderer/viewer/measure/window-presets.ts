import type { PictureFacts } from '../tile-source.ts';
import { behindSteel, type CountRange, countsAt, type Display, shownOf } from '../transfer.ts';
import type { Point, Rectangle } from '../view.ts';
import type { CountTable } from './count-table.ts';

/** Windows at a key. All but these three are taken from values: of what is on screen, or around the cursor. */
export type FixedPreset = 'whole' | 'thin' | 'dense';

/** From where to where in what is shown (`shownOf`) a window reaches: black, white. */
export type Span = readonly [low: number, high: number];

/**
 * `thin` spreads what up to 50 mm of steel lets through, `dense` what 50 mm of steel or more do, `whole` everything. Of an
 * imported picture nobody knows I0, so there they are the halves of its counts.
 */
export function fixedSpan(preset: FixedPreset, log: boolean, picture: PictureFacts): Span {
  if (preset === 'whole') return [0, 1];
  const thinIsBright = picture.imported?.counts !== 'attenuation';
  const range = rangeOf(picture);
  const middle =
    picture.imported === undefined
      ? shownOf(range.dark + behindSteel(50) * (range.air - range.dark), log, range)
      : 0.5;
  return (preset === 'thin') === thinIsBright ? [middle, 1] : [0, middle];
}

/** From the 1st to the 99th percentile of the values; null without any. */
export function percentileSpan(table: CountTable, log: boolean, range: CountRange): Span | null {
  const low = table.percentile(0.01);
  const high = table.percentile(0.99);
  if (low === null || high === null) return null;
  // A window of no width would show two colours only: it takes in two counts on either side.
  const margin = Math.max(0, leastCounts - (high - low)) / 2;
  return [shownOf(low - margin, log, range), shownOf(high + margin, log, range)];
}

export function spanOf({ window, level }: Pick<Display, 'window' | 'level'>): Span {
  return [level - window / 2, level + window / 2];
}

export function windowOf([low, high]: Span): Pick<Display, 'window' | 'level'> {
  return { window: high - low, level: (low + high) / 2 };
}

/** The span with one end moved, at least one of 65,535 steps away from the other. */
export function withEnd(span: Span, end: 'low' | 'high', to: number): Span {
  const step = 1 / 65_535;
  return end === 'low' ? [Math.min(to, span[1] - step), span[1]] : [span[0], Math.max(to, span[0] + step)];
}

/** What is taken for the surroundings of a place on the canvas: so many CSS pixels each way. */
export function around(at: Point, toPicture: (at: Point) => Point | null): Rectangle | null {
  const corners = [
    toPicture({ x: at.x - reach, y: at.y - reach }),
    toPicture({ x: at.x + reach, y: at.y + reach }),
  ] as const;
  const [a, b] = corners;
  if (!a || !b) return null;
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(b.x - a.x),
    height: Math.abs(b.y - a.y),
  };
}

export function rangeOf({ airCounts, darkCounts }: PictureFacts): CountRange {
  return { air: airCounts, dark: darkCounts };
}

/** Whole counts that an end of the window stands at. */
export function countsAtEnd(shown: number, log: boolean, range: CountRange): number {
  return Math.min(65_535, Math.max(0, Math.round(countsAt(shown, log, range))));
}

const reach = 48;
const leastCounts = 4;
