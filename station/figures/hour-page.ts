import type { DecisionKind } from '../api/views.pure.ts';
import { decisionKinds } from '../api/views.pure.ts';
import { type Observed, observed } from './stretches.pure.ts';

/** A stretch that ended, or an arrival. Words are numbers of the table `figure_words`, 0 where nothing is known. */
export interface Observation {
  readonly stretch: Observed;
  /** When it ended, ms since 1970 by the wall clock. */
  readonly at: number;
  /** Milliseconds; null where nobody can know, and for an arrival. */
  readonly took: number | null;
  /** The visit's number in the table `timings`. */
  readonly visit: number;
  readonly decision: DecisionKind | null;
  readonly laneClass: number;
  readonly lane: number;
  readonly scanner: number;
  readonly officer: number;
}

export const hourMs = 3_600_000;
export const recordBytes = 24;

/** Which page holds an instant: hours since 1970, UTC. */
export function hourOf(at: number): number {
  return Math.floor(at / hourMs);
}

/*
 * A record, little-endian: took f64 (NaN: unknown) · u32 with the ms into the hour (22 bits), what was observed (4 bits) and
 * the decision (3 bits, 0: none) · visit u32 · class, lane, scanner, officer u16 each.
 */
export function recordOf(observation: Observation): Buffer {
  const record = Buffer.alloc(recordBytes);
  const { stretch, at, took, decision } = observation;
  const kind = decision === null ? 0 : decisionKinds.indexOf(decision) + 1;
  record.writeDoubleLE(took ?? Number.NaN, 0);
  record.writeUInt32LE((at % hourMs) + observed.indexOf(stretch) * 2 ** 22 + kind * 2 ** 26, 8);
  record.writeUInt32LE(observation.visit, 12);
  record.writeUInt16LE(observation.laneClass, 16);
  record.writeUInt16LE(observation.lane, 18);
  record.writeUInt16LE(observation.scanner, 20);
  record.writeUInt16LE(observation.officer, 22);
  return record;
}

/** Pages one behind the other, read in place: a year of a busy post is read without an object for each stretch. */
export class Observations {
  readonly count: number;
  readonly #hours: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #words: Uint32Array;
  readonly #halves: Uint16Array;

  constructor(pages: readonly { readonly hour: number; readonly records: Uint8Array }[]) {
    const bytes = pages.reduce((sum, { records }) => sum + records.length, 0);
    this.count = bytes / recordBytes;
    const all = new ArrayBuffer(bytes);
    const target = new Uint8Array(all);
    this.#hours = new Uint32Array(this.count);
    let at = 0;
    for (const { hour, records } of pages) {
      target.set(records, at);
      this.#hours.fill(hour, at / recordBytes, (at + records.length) / recordBytes);
      at += records.length;
    }
    this.#doubles = new Float64Array(all);
    this.#words = new Uint32Array(all);
    this.#halves = new Uint16Array(all);
  }

  at(index: number): number {
    return (this.#hours[index] ?? 0) * hourMs + ((this.#words[index * 6 + 2] ?? 0) & 0x3fffff);
  }

  /** NaN: unknown. */
  took(index: number): number {
    return this.#doubles[index * 3] ?? Number.NaN;
  }

  /** Place in `observed`. */
  stretch(index: number): number {
    return ((this.#words[index * 6 + 2] ?? 0) >>> 22) & 15;
  }

  /** Place in `decisionKinds` plus 1; 0 where there is none. */
  decision(index: number): number {
    return ((this.#words[index * 6 + 2] ?? 0) >>> 26) & 7;
  }

  visit(index: number): number {
    return this.#words[index * 6 + 3] ?? 0;
  }

  laneClass(index: number): number {
    return this.#halves[index * 12 + 8] ?? 0;
  }

  lane(index: number): number {
    return this.#halves[index * 12 + 9] ?? 0;
  }

  scanner(index: number): number {
    return this.#halves[index * 12 + 10] ?? 0;
  }

  officer(index: number): number {
    return this.#halves[index * 12 + 11] ?? 0;
  }
}
