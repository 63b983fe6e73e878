import type { Timers } from '../../native-bridge/transport/timers.ts';

const atOnce = 60;
const everyMs = 10_000;

/** Keeps a sender that is refused all day from filling the journal: 60 at once, then one in ten seconds. */
export class RefusalLimit {
  readonly #timers: Timers;
  readonly #devices = new Map<string, { left: number; at: number }>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  mayRecord(deviceId: string): boolean {
    const now = this.#timers.now();
    const known = this.#devices.get(deviceId) ?? { left: atOnce, at: now };
    const earned = Math.floor((now - known.at) / everyMs);
    known.left = Math.min(atOnce, known.left + earned);
    known.at += earned * everyMs;
    this.#devices.set(deviceId, known);
    if (known.left === 0) return false;
    known.left -= 1;
    return true;
  }
}
