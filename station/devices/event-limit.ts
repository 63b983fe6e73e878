import type { Timers } from '../../native-bridge/transport/timers.ts';

export interface LimitedEvent {
  readonly event: string;
  readonly text: string;
  /** How many of its kind came since the one before and are not recorded one by one. */
  readonly more?: number;
}

/** A post's device has a few edges a minute; a broken contact has thousands. */
export const eventsAtOnce = 60;
export const eventsEveryMs = 1_000;

/**
 * Keeps a device that chatters from filling the journal: of each kind up to 60 events are recorded one by one, a
 * second of quiet earning one back; beyond that one entry a second stands for all, with their number and the latest
 * text. Kinds do not take from each other, so a chattering door never hides an emergency stop.
 */
export function limitEvents(timers: Timers, record: (event: LimitedEvent) => void): EventLimit {
  const { hear, settle } = limitEntries<Omit<LimitedEvent, 'more'>>(timers, (event, more) =>
    record(more === undefined ? event : { ...event, more }),
  );
  return { hear: (event, text) => hear(event, { event, text }), settle };
}

export interface EventLimit {
  hear(event: string, text: string): void;
  /** Records now what was only counted so far; for the end. */
  settle(): void;
}

/** The same for whatever is recorded: of each kind the latest stands for those before it. */
export function limitEntries<Entry>(
  timers: Timers,
  record: (entry: Entry, more: number | undefined) => void,
): EntryLimit<Entry> {
  const kinds = new Map<string, Kind<Entry>>();
  const settle = (kind: Kind<Entry>) => {
    kind.cancel();
    if (kind.more > 0) record(kind.latest, kind.more);
    kind.more = 0;
    kind.at = timers.now();
  };
  return {
    hear(name, entry) {
      const now = timers.now();
      const kind = kinds.get(name) ?? {
        left: eventsAtOnce,
        at: now,
        more: 0,
        latest: entry,
        cancel: () => {},
      };
      kinds.set(name, kind);
      const earned = Math.floor((now - kind.at) / eventsEveryMs);
      kind.left = Math.min(eventsAtOnce, kind.left + earned);
      kind.at += earned * eventsEveryMs;
      if (kind.left > 0) {
        kind.left -= 1;
        record(entry, undefined);
        return;
      }
      kind.more += 1;
      kind.latest = entry;
      if (kind.more === 1) kind.cancel = timers.after(eventsEveryMs, () => settle(kind));
    },
    settle() {
      for (const kind of kinds.values()) settle(kind);
    },
  };
}

export interface EntryLimit<Entry> {
  hear(kind: string, entry: Entry): void;
  settle(): void;
}

interface Kind<Entry> {
  left: number;
  at: number;
  more: number;
  latest: Entry;
  cancel: () => void;
}
