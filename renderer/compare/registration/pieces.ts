import { bands, resampled, type Signature } from './signature.ts';

export interface Line {
  readonly here: readonly number[];
  readonly there: readonly number[];
}

/** The line after it was followed in pieces, and how many of its places were found again. */
export interface Pieces extends Line {
  readonly matched: number;
  readonly agreement: number;
}

/** Of the first look at the pieces and of the last: how many there are and how far off each may be, of the length. */
const rounds = [
  { pieces: 24, reach: 0.03 },
  { pieces: 40, reach: 0.008 },
] as const;
const alike = 0.6;
/** A place whose edges have less than this share of an average place's has none to speak of. */
const leastTexture = 0.12;

/**
 * Lets each piece of the line find its own place: the shifts that make all pieces most alike without bending the line more
 * than a vehicle changes its speed (dynamic programming), then to parts of a column. `one` and `other` are changes along
 * the columns, `whole` is all of this picture that lies on the other, `line` how far it is known. Pieces without edges, or
 * that are not found, go with their neighbours.
 */
export function followPieces(
  one: Signature,
  other: Signature,
  whole: Line,
  line: Line,
  round: number,
): Pieces {
  const { pieces, reach: share } = rounds[round] ?? rounds[1];
  const from = Math.max(0, whole.here[0]!);
  const to = Math.min(one.columns - 1, whole.here.at(-1)!);
  const step = (to - from) / (pieces - 1);
  const reach = Math.max(3, Math.ceil((to - from) * share));
  const half = Math.max(6, Math.round(step * (round === 0 ? 1.2 : 1)));
  const thereOf = (column: number) => valueOn(line, column);
  // The other as it would lie if the line were right: what is left to find are small shifts.
  const laid = resampled(other, (column) => thereOf(column), one.columns);
  // What rises from left to right falls in a mirror.
  if (line.there[0]! > line.there.at(-1)!) for (const at of laid.values.keys()) laid.values[at]! *= -1;
  const centres = Array.from({ length: pieces }, (_, piece) => from + piece * step);
  const energyOf = energyIn(one);
  const texture = centres.map((centre) => energyOf(centre - half, centre + half));
  const average = texture.reduce((sum, value) => sum + value, 0) / pieces;
  const scores = centres.map((centre) => correlations(one, laid, Math.round(centre), half, reach));
  const path = bestPath(scores, texture, average, step);
  const found = centres.map((centre, piece) => {
    const shift = path[piece]!;
    const score = scores[piece]!;
    const correlation = score[shift + reach]!;
    return {
      centre,
      // `laid` says where along this picture's columns the piece is; the line says where that is there.
      place:
        thereOf(Math.round(centre) + shift + vertex(score, shift + reach)) +
        (centre - Math.round(centre)) * slope(line, centre),
      correlation,
      weight: Math.min(1, texture[piece]! / (average || 1)),
      counts: texture[piece]! >= leastTexture * average,
    };
  });
  const counting = found.filter(({ counts }) => counts);
  const weights = counting.reduce((sum, { weight }) => sum + weight, 0);
  const sure = counting.filter(({ correlation }) => correlation >= alike);
  const kept = withoutStrays(sure);
  return {
    ...(kept.length >= 2 ? withEnds(kept, whole) : { here: line.here, there: line.there }),
    matched: weights === 0 ? 0 : sure.reduce((sum, { weight }) => sum + weight, 0) / weights,
    agreement: median(sure.map(({ correlation }) => correlation)),
  };
}

/** Correlation of a piece with the other, for each shift from −reach to reach. */
function correlations(
  one: Signature,
  laid: Signature,
  centre: number,
  half: number,
  reach: number,
): Float64Array {
  const scores = new Float64Array(2 * reach + 1);
  for (let shift = -reach; shift <= reach; shift += 1) {
    const from = Math.max(0, centre - half, -shift);
    const to = Math.min(one.columns, centre + half + 1, laid.columns - shift);
    let [product, here, there] = [0, 0, 0];
    for (let at = from * bands, off = (from + shift) * bands; at < to * bands; at += 1, off += 1) {
      const [a, b] = [one.values[at]!, laid.values[off]!];
      product += a * b;
      here += a * a;
      there += b * b;
    }
    scores[shift + reach] = product / Math.max(1e-6, Math.sqrt(here * there));
  }
  return scores;
}

/** The shifts of all pieces together that are most alike and bend least. */
function bestPath(
  scores: readonly Float64Array[],
  texture: readonly number[],
  average: number,
  step: number,
): number[] {
  const choices = scores[0]!.length;
  const reach = (choices - 1) / 2;
  const bend = 0.1 / (0.05 * step) ** 2;
  let cost = new Float64Array(choices);
  const cameFrom: Int16Array[] = [];
  for (const [piece, score] of scores.entries()) {
    const weight = Math.min(1, texture[piece]! / (average || 1));
    const next = new Float64Array(choices);
    const origin = new Int16Array(choices);
    for (let to = 0; to < choices; to += 1) {
      let least = Number.POSITIVE_INFINITY;
      for (let from = 0; from < choices; from += 1) {
        const sum = cost[from]! + (piece === 0 ? 0 : bend * (to - from) ** 2);
        if (sum < least) {
          least = sum;
          origin[to] = from;
        }
      }
      next[to] = least + weight * (1 - score[to]!);
    }
    cost = next;
    cameFrom.push(origin);
  }
  let at = cost.indexOf(Math.min(...cost));
  const path: number[] = [];
  for (let piece = scores.length - 1; piece >= 0; piece -= 1) {
    path.push(at - reach);
    at = cameFrom[piece]![at]!;
  }
  return path.reverse();
}

/** Where between its neighbours a peak lies, −0.5 to 0.5. */
function vertex(scores: Float64Array, at: number): number {
  const [left, middle, right] = [scores[at - 1], scores[at], scores[at + 1]];
  if (left === undefined || middle === undefined || right === undefined) return 0;
  const curve = left - 2 * middle + right;
  return curve < 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * curve))) : 0;
}

/** Beyond the first and the last piece that was found it goes on as the whole does. */
function withEnds(kept: readonly Place[], whole: Line): Line {
  const [first, last] = [kept[0]!, kept.at(-1)!];
  const lean = slope(whole, 0);
  const [from, to] = [whole.here[0]!, whole.here.at(-1)!];
  const before =
    first.centre - from > 1 ? [{ centre: from, place: first.place - lean * (first.centre - from) }] : [];
  const after = to - last.centre > 1 ? [{ centre: to, place: last.place + lean * (to - last.centre) }] : [];
  const all = [...before, ...kept, ...after];
  return { here: all.map(({ centre }) => centre), there: all.map(({ place }) => place) };
}

interface Place {
  readonly centre: number;
  readonly place: number;
}

/** Without places that are not between their neighbours: no vehicle drives back and forth. */
function withoutStrays(places: readonly Place[]): Place[] {
  const sign = Math.sign((places.at(-1)?.place ?? 0) - (places[0]?.place ?? 0)) || 1;
  const kept: Place[] = [];
  for (const place of places) {
    const last = kept.at(-1);
    if (last === undefined || (place.place - last.place) * sign > 0) kept.push(place);
  }
  return kept;
}

function energyIn({ columns, values }: Signature): (from: number, to: number) => number {
  const sums = new Float64Array(columns + 1);
  for (let column = 0; column < columns; column += 1) {
    let square = 0;
    for (let at = column * bands; at < (column + 1) * bands; at += 1) square += values[at]! ** 2;
    sums[column + 1] = sums[column]! + square;
  }
  const within = (column: number) => Math.max(0, Math.min(columns, Math.round(column)));
  return (from, to) => sums[within(to)]! - sums[within(from)]!;
}

function valueOn({ here, there }: Line, at: number): number {
  let [low, high] = [0, here.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (here[middle]! <= at) low = middle;
    else high = middle;
  }
  return there[low]! + ((at - here[low]!) * (there[high]! - there[low]!)) / (here[high]! - here[low]!);
}

function slope(line: Line, at: number): number {
  return valueOn(line, at + 0.5) - valueOn(line, at - 0.5);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
