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
  const kinds = new Map<string, Kind>();
  const settle = (event: string, kind: Kind) => {
    kind.cancel();
    if (kind.more > 0) record({ event, text: kind.text, more: kind.more });
    kind.more = 0;
    kind.at = timers.now();
  };
  return {
    hear(event, text) {
      const now = timers.now();
      const kind = kinds.get(event) ?? { left: eventsAtOnce, at: now, more: 0, text: '', cancel: () => {} };
      kinds.set(event, kind);
      const earned = Math.floor((now - kind.at) / eventsEveryMs);
      kind.left = Math.min(eventsAtOnce, kind.left + earned);
      kind.at += earned * eventsEveryMs;
      if (kind.left > 0) {
        kind.left -= 1;
        record({ event, text });
        return;
      }
      kind.more += 1;
      kind.text = text;
      if (kind.more === 1) kind.cancel = timers.after(eventsEveryMs, () => settle(event, kind));
    },
    settle() {
      for (const [event, kind] of kinds) settle(event, kind);
    },
  };
}

export interface EventLimit {
  hear(event: string, text: string): void;
  /** Records now what was only counted so far; for the end. */
  settle(): void;
}

interface Kind {
  left: number;
  at: number;
  more: number;
  text: string;
  cancel: () => void;
}
