import type { ScanDefect } from './scanner.ts';

/** Half-open: `from` is in it, `to` is not. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Which lines of a scan are there, and what was wrong with how they came. */
export class LineLedger {
  /** Highest line received + 1. */
  lines = 0;
  /** Sorted, apart from one another. */
  readonly #present: LineRange[] = [];
  readonly #defects: ScanDefect[] = [];

  /** Takes the lines of a strip, at least one; returns those of them that were not there yet. The first to come stands. */
  take(range: LineRange): readonly LineRange[] {
    const fresh = gaps(this.#present, range);
    for (const again of gaps(fresh, range)) this.note({ kind: 'lines-repeated', ...again });
    for (const part of fresh) {
      if (part.from < this.lines) this.note({ kind: 'lines-reordered', ...part });
    }
    add(this.#present, range);
    this.lines = Math.max(this.lines, range.to);
    return fresh;
  }

  /** Adds a defect, unless the last one says the same. Ranges that touch become one. */
  note(defect: ScanDefect): void {
    const last = this.#defects.at(-1);
    if (last !== undefined && 'from' in last && 'from' in defect && last.kind === defect.kind) {
      if (last.to === defect.from) {
        this.#defects[this.#defects.length - 1] = { ...last, to: defect.to };
        return;
      }
    }
    if (JSON.stringify(last) === JSON.stringify(defect)) return;
    if (this.#defects.length < maxDefects) this.#defects.push(defect);
  }

  /**
   * Everything noted, and the gaps. `announced`: the lines the device says it sent, when it said so.
   * A picture that ends early or late is a mismatch of counts; a hole inside it is missing lines.
   */
  defects(announced?: number): readonly ScanDefect[] {
    const missing = gaps(this.#present, { from: 0, to: this.lines })
      .slice(0, maxDefects)
      .map((gap): ScanDefect => ({ kind: 'lines-missing', ...gap }));
    const mismatch: ScanDefect[] =
      announced === undefined || announced === this.lines
        ? []
        : [{ kind: 'count-mismatch', announced, received: this.lines }];
    return [...missing, ...mismatch, ...this.#defects];
  }
}

/** Enough to say what went wrong; a device that goes mad must not fill the memory with how. */
const maxDefects = 1000;

/** The parts of `within` that no range covers. */
function gaps(ranges: readonly LineRange[], within: LineRange): readonly LineRange[] {
  const found: LineRange[] = [];
  let at = within.from;
  for (let index = firstReaching(ranges, within.from); index < ranges.length; index++) {
    const range = ranges[index];
    if (range === undefined || range.from >= within.to) break;
    if (range.from > at) found.push({ from: at, to: range.from });
    at = Math.max(at, range.to);
  }
  if (at < within.to) found.push({ from: at, to: within.to });
  return found;
}

/** Adds to sorted ranges in place, joining those it touches. */
function add(ranges: LineRange[], added: LineRange): void {
  let { from, to } = added;
  const first = firstReaching(ranges, from);
  let after = first;
  for (let range = ranges[after]; range !== undefined && range.from <= to; range = ranges[after]) {
    from = Math.min(from, range.from);
    to = Math.max(to, range.to);
    after += 1;
  }
  ranges.splice(first, after - first, { from, to });
}

/** Index of the first range that ends at or after `line`. */
function firstReaching(ranges: readonly LineRange[], line: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.to ?? 0) >= line) high = middle;
    else low = middle + 1;
  }
  return low;
}
