import type { Dimension, GroupFigures, StretchFigures } from '../api/figure-views.pure.ts';
import { decisionKinds } from '../api/views.pure.ts';
import type { OutlierRule } from './sample.pure.ts';
import { modeMinute, outlierLimit, statisticsOf, withinLimit } from './sample.pure.ts';
import type { Selection } from './selection.ts';
import { observed, type Stretch, stretches } from './stretches.pure.ts';

/** The durations of one stretch, from the shortest, and where each was observed. */
export interface Sorted {
  readonly stretch: Stretch;
  readonly took: Float64Array;
  readonly places: Uint32Array;
  readonly unknown: Uint32Array;
  readonly limit: number | null;
}

export type RuleOf = (stretch: Stretch) => OutlierRule;

/** Durations that are sorted together with their place in one number, for as long as both fit into its 53 bits. */
const longestPacked = 2 ** 31;
const mostPacked = 2 ** 22;

/** Every stretch of a selection, sorted, with its limit: that of the whole selection, which its parts are held against too. */
export function sortedStretches(selection: Selection, ruleOf: RuleOf): Sorted[] {
  const { all, places } = selection;
  const counts = new Uint32Array(observed.length);
  for (const place of places) {
    const stretch = all.stretch(place);
    counts[stretch] = (counts[stretch] ?? 0) + 1;
  }
  const known = stretches.map((_, index) => new Uint32Array(counts[index] ?? 0));
  const unknown = stretches.map(() => [] as number[]);
  const filled = new Uint32Array(stretches.length);
  for (const place of places) {
    const stretch = all.stretch(place);
    const list = known[stretch];
    if (!list) continue;
    if (Number.isNaN(all.took(place))) unknown[stretch]?.push(place);
    else {
      list[filled[stretch] ?? 0] = place;
      filled[stretch] = (filled[stretch] ?? 0) + 1;
    }
  }
  return stretches.map((stretch, index) => {
    const here = known[index]?.subarray(0, filled[index]) ?? new Uint32Array();
    const { took, places: sorted } = sortByTook(selection, here);
    const limit = outlierLimit(took, ruleOf(stretch));
    return { stretch, took, places: sorted, unknown: Uint32Array.from(unknown[index] ?? []), limit };
  });
}

function sortByTook({ all }: Selection, places: Uint32Array): Pick<Sorted, 'took' | 'places'> {
  let longest = 0;
  for (const place of places) longest = Math.max(longest, all.took(place));
  if (longest >= longestPacked || all.count > mostPacked) {
    const sorted = [...places].sort((a, b) => all.took(a) - all.took(b));
    return { places: Uint32Array.from(sorted), took: Float64Array.from(sorted, (place) => all.took(place)) };
  }
  const packed = new Float64Array(places.length);
  for (const [index, place] of places.entries()) packed[index] = all.took(place) * mostPacked + place;
  packed.sort();
  const sorted = new Uint32Array(places.length);
  for (const [index, value] of packed.entries()) {
    const took = Math.floor(value / mostPacked);
    sorted[index] = value - took * mostPacked;
    packed[index] = took;
  }
  return { places: sorted, took: packed };
}

export function stretchFigures(
  stretch: Stretch,
  took: Float64Array,
  unknown: number,
  limit: number | null,
): StretchFigures {
  const within = withinLimit(took, limit);
  const all = statisticsOf(took);
  return {
    ...{ stretch, all, unknown, limit },
    usual: within === took.length ? all : statisticsOf(took, within),
    outliers: took.length - within,
    modeMinute: modeMinute(took, within),
  };
}

export function pathOf(sorted: readonly Sorted[]): StretchFigures[] {
  return sorted.map(({ stretch, took, unknown, limit }) =>
    stretchFigures(stretch, took, unknown.length, limit),
  );
}

/** Release and refer, as numbers of an observation. */
const final = [decisionKinds.indexOf('release') + 1, decisionKinds.indexOf('refer') + 1];

export function isFinalDecision({ all }: Selection, place: number): boolean {
  return observed[all.stretch(place)] === 'decision' && final.includes(all.decision(place));
}

/**
 * The path of time split by a dimension or by the hour of the day. `only`: no other group is made. Groups come by name,
 * numbers by their size.
 */
export function groupsBy(
  selection: Selection,
  sorted: readonly Sorted[],
  by: Dimension | 'hour',
  only?: string,
): GroupFigures[] {
  const { all, hours } = selection;
  const keyOf =
    by === 'hour'
      ? (place: number) => hours.hour(all.at(place))
      : (place: number) => selection.key(by, place);
  const nameOf = by === 'hour' ? String : selection.wordOfKey;
  const groups = new Map<number, { decided: number; stretches: StretchFigures[] }>();
  const groupOf = (key: number) => {
    const there = groups.get(key);
    if (there) return there;
    const made = { decided: 0, stretches: [] };
    groups.set(key, made);
    return made;
  };
  for (const place of selection.places)
    if (isFinalDecision(selection, place)) groupOf(keyOf(place)).decided += 1;
  const keyCount = by === 'hour' ? 24 : selection.keyCount;
  for (const each of sorted) {
    const { stretch, took, unknown, limit } = each;
    const keys = keysOf(selection, each);
    const parts = partsOf(took, keys[by], keyCount);
    const unknownOf = new Uint32Array(keyCount);
    for (const place of unknown) unknownOf[keyOf(place)] = (unknownOf[keyOf(place)] ?? 0) + 1;
    for (const [key, values] of parts.entries()) {
      const lost = unknownOf[key] ?? 0;
      if (values.length > 0 || lost > 0)
        groupOf(key).stretches.push(stretchFigures(stretch, values, lost, limit));
    }
  }
  return [...groups]
    .map(([key, group]) => ({ key: nameOf(key), ...group }))
    .filter(({ key }) => only === undefined || key === only)
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}

type Keys = Readonly<Record<Dimension | 'hour', Uint16Array>>;
const keysKnown = new WeakMap<Sorted, Keys>();

/**
 * By what each of sorted durations is told apart, for every dimension at once: in the order of their lengths they lie all over
 * the observations, and to go there takes longer than all that is done with what is found.
 */
function keysOf({ all, hours, key }: Selection, sorted: Sorted): Keys {
  const there = keysKnown.get(sorted);
  if (there) return there;
  const { places } = sorted;
  const column = () => new Uint16Array(places.length);
  const keys = {
    lane: column(),
    scanner: column(),
    laneClass: column(),
    officer: column(),
    hour: column(),
  } satisfies Keys;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    keys.lane[index] = key('lane', place);
    keys.scanner[index] = key('scanner', place);
    keys.laneClass[index] = key('laneClass', place);
    keys.officer[index] = key('officer', place);
    keys.hour[index] = hours.hour(all.at(place));
  }
  keysKnown.set(sorted, keys);
  return keys;
}

/** Sorted durations by key, each part sorted like the whole. */
function partsOf(took: Float64Array, keys: Uint16Array, keyCount: number): Float64Array[] {
  const ends = new Uint32Array(keyCount + 1);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    ends[key + 1] = (ends[key + 1] ?? 0) + 1;
  }
  for (let key = 1; key <= keyCount; key += 1) ends[key] = (ends[key] ?? 0) + (ends[key - 1] ?? 0);
  const values = new Float64Array(took.length);
  const next = ends.slice();
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    const at = next[key] ?? 0;
    values[at] = took[index] ?? 0;
    next[key] = at + 1;
  }
  return Array.from({ length: keyCount }, (_, key) => values.subarray(ends[key], ends[key + 1]));
}
