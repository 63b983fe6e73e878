/** Lines `from` up to, not including, `to`. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Where lines of a picture lie in its strip file: line `from` at byte `offset`, the others right behind it. */
export interface PlacedLines extends LineRange {
  readonly offset: number;
}

/**
 * Which line lies where. A line that was placed stays where it is: the first one wins.
 * Kept sorted and without overlap; strips that come in order are appended at the end.
 */
export class LinePlaces {
  readonly #bytesPerLine: number;
  #places: PlacedLines[] = [];
  #repeated: LineRange[] = [];

  constructor(bytesPerLine: number) {
    this.#bytesPerLine = bytesPerLine;
  }

  get places(): readonly PlacedLines[] {
    return this.#places;
  }

  /** Lines that came more than once, sorted and merged. */
  get repeated(): readonly LineRange[] {
    return mergeRanges(this.#repeated);
  }

  /** The highest line placed + 1. */
  get lines(): number {
    return this.#places.at(-1)?.to ?? 0;
  }

  /** Places the lines of a strip that are not placed yet; returns those. */
  place(strip: PlacedLines): LineRange[] {
    const index = this.#firstEndingAfter(strip.from);
    const added: PlacedLines[] = [];
    let from = strip.from;
    let last = index;
    for (; from < strip.to; last++) {
      const next = this.#places[last];
      const to = Math.min(strip.to, next?.from ?? strip.to);
      if (to > from)
        added.push({ from, to, offset: strip.offset + (from - strip.from) * this.#bytesPerLine });
      if (next === undefined || next.from >= strip.to) break;
      this.#repeated.push({ from: Math.max(from, next.from), to: Math.min(strip.to, next.to) });
      from = next.to;
    }
    if (added.length > 0) {
      const merged = [...added, ...this.#places.slice(index, last)].sort((a, b) => a.from - b.from);
      this.#places.splice(index, last - index, ...merged);
    }
    return added.map(({ from, to }) => ({ from, to }));
  }

  /** The places that hold lines of `from … to`, cut to that range. */
  within(from: number, to: number): PlacedLines[] {
    const found: PlacedLines[] = [];
    for (let i = this.#firstEndingAfter(from); i < this.#places.length; i++) {
      const place = this.#places[i]!;
      if (place.from >= to) break;
      const start = Math.max(from, place.from);
      found.push({
        from: start,
        to: Math.min(to, place.to),
        offset: place.offset + (start - place.from) * this.#bytesPerLine,
      });
    }
    return found;
  }

  /** Lines of `from … to` that no strip brought. */
  missing(from: number, to: number): LineRange[] {
    const gaps: LineRange[] = [];
    let at = from;
    for (const place of this.within(from, to)) {
      if (place.from > at) gaps.push({ from: at, to: place.from });
      at = place.to;
    }
    if (at < to) gaps.push({ from: at, to });
    return gaps;
  }

  #firstEndingAfter(line: number): number {
    let low = 0;
    let high = this.#places.length;
    if (high === 0 || this.#places[high - 1]!.to <= line) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#places[middle]!.to > line) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Sorted, and with touching ranges made one. */
export function mergeRanges(ranges: readonly LineRange[]): LineRange[] {
  const merged: LineRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else merged.push({ from: range.from, to: range.to });
  }
  return merged;
}

/** What of `ranges` is in none of `taken`. */
export function subtractRanges(ranges: readonly LineRange[], taken: readonly LineRange[]): LineRange[] {
  const blocks = mergeRanges(taken);
  const left: LineRange[] = [];
  for (const range of mergeRanges(ranges)) {
    let from = range.from;
    for (const block of blocks) {
      if (block.to <= from || block.from >= range.to) continue;
      if (block.from > from) left.push({ from, to: block.from });
      from = block.to;
    }
    if (from < range.to) left.push({ from, to: range.to });
  }
  return left;
}
