import type { z } from 'zod';

/** One thing that happened at the post, as it stands in the journal for ever. */
export interface Entry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** A UUID. */
  readonly id: string;
  /** ISO 8601 UTC with milliseconds, as the wall clock said; it may go back (`clock.set-back`). */
  readonly at: string;
  /** The run's monotonic clock, whole milliseconds. Comparable only with entries of the same `run`. */
  readonly monotonic: number;
  /** Which run of the station wrote it: a UUID made at start. */
  readonly run: string;
  /** Who: an officer's id, `station`, or `scanner:ID`. */
  readonly actor: string;
  /** What: `visit.called`. One of the registered kinds. */
  readonly kind: string;
  /** About what: a visit's, officer's or scanner's id. */
  readonly subject: string;
  /** Parsed with the kind's schema. */
  readonly body: unknown;
}

/** An entry to be: the journal adds the rest. */
export interface NewEntry {
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: unknown;
}

/** Kinds of entries and what their bodies look like. Each concern defines its own; the host puts them together. */
export type EntryKinds = Readonly<Record<string, z.ZodType>>;

/** The entries of a registry as a union, told apart by `kind`. */
export type EntryOf<Kinds extends EntryKinds> = {
  [Kind in keyof Kinds & string]: Omit<Entry, 'kind' | 'body'> & {
    readonly kind: Kind;
    readonly body: z.output<Kinds[Kind]>;
  };
}[keyof Kinds & string];

/** The same for entries to be, without their actor and subject. */
export type NewEntryOf<Kinds extends EntryKinds> = {
  [Kind in keyof Kinds & string]: { readonly kind: Kind; readonly body: z.output<Kinds[Kind]> };
}[keyof Kinds & string];

/** Whether an entry that the journal has parsed is one of `kinds`. */
export function isOf<Kinds extends EntryKinds>(kinds: Kinds, entry: Entry): entry is Entry & EntryOf<Kinds> {
  return Object.hasOwn(kinds, entry.kind);
}
