import type { FigureFilter } from '../api/figure-inputs.pure.ts';
import type { Dimension } from '../api/figure-views.pure.ts';
import { dimensions } from '../api/figure-views.pure.ts';
import type { ReadableDatabase } from '../journal/database.ts';
import { hourOf, Observations } from './hour-page.ts';
import { type PostHours, postHours } from './post-hours.ts';

/** What was observed in a period and passes a filter, with the words that its numbers stand for. */
export interface Selection {
  readonly all: Observations;
  /** Places in `all` that are selected. */
  readonly places: Uint32Array;
  readonly hours: PostHours;
  readonly from: number;
  readonly to: number;
  /** The word of a dimension of an observation, and by what number it is told apart from others. */
  word(dimension: Dimension, place: number): string;
  key(dimension: Dimension, place: number): number;
  wordOfKey(key: number): string;
  /** Every key is below it. */
  readonly keyCount: number;
}

/** `officers`: service numbers by officer id, as some entries have only the id. */
export function observationsIn(
  db: ReadableDatabase,
  of: {
    readonly from: string;
    readonly to: string;
    readonly filter: FigureFilter;
    readonly timeZone: string;
  },
  officers: ReadonlyMap<string, string>,
): Selection {
  const [from, to] = [Date.parse(of.from), Date.parse(of.to)];
  const pages = db
    .prepare<[number, number], { hour: number; records: Buffer }>(
      'SELECT hour, records FROM observed_hours WHERE hour BETWEEN ? AND ? ORDER BY hour',
    )
    .all(hourOf(from), hourOf(to - 1));
  const all = new Observations(pages);
  const hours = postHours(of.timeZone, from, to);
  const { words, keys } = wordsOf(db, officers);
  const key = (dimension: Dimension, place: number) => keys[all[dimension](place)] ?? 0;
  const wordOfKey = (number: number) => words[number] ?? '';

  const { hour, weekday } = of.filter;
  const wanted = dimensions
    .filter((dimension) => of.filter[dimension] !== undefined)
    .map((dimension) => [dimension, words.indexOf(of.filter[dimension] ?? '')] as const);
  const places = new Uint32Array(all.count);
  let count = 0;
  for (let place = 0; place < all.count; place += 1) {
    const at = all.at(place);
    if (at < from || at >= to) continue;
    if (hour !== undefined && hours.hour(at) !== hour) continue;
    if (weekday !== undefined && hours.weekday(at) !== weekday) continue;
    if (wanted.some(([dimension, number]) => key(dimension, place) !== number)) continue;
    places[count] = place;
    count += 1;
  }
  return {
    ...{ all, hours, from, to, key, wordOfKey, keyCount: words.length },
    places: places.subarray(0, count),
    word: (dimension, place) => wordOfKey(key(dimension, place)),
  };
}

/** Words by number, and for each number the one that stands for the same: an officer's id is his service number. */
function wordsOf(
  db: ReadableDatabase,
  officers: ReadonlyMap<string, string>,
): { readonly words: string[]; readonly keys: Uint32Array } {
  const rows = db
    .prepare<[], { id: number; word: string }>('SELECT id, word FROM figure_words ORDER BY id')
    .all();
  const words = [''];
  for (const { id, word } of rows) words[id] = officers.get(word) ?? word;
  const keys = new Uint32Array(words.length);
  const first = new Map<string, number>();
  for (const [id, word] of words.entries()) {
    if (!first.has(word)) first.set(word, id);
    keys[id] = first.get(word) ?? id;
  }
  return { words, keys };
}
