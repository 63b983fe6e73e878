import type { Timers } from './timers.ts';

/** Timers for tests: time passes only through `advance`. */
export interface ManualTimers extends Timers {
  /** Moves time on, running every alarm that falls due in order; one set meanwhile runs too when it is due. */
  advance(ms: number): void;
}

export function manualTimers(): ManualTimers {
  let now = 0;
  let alarms: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, run) => {
      const alarm = { at: now + Math.max(0, ms), run };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((other) => other !== alarm);
      };
    },
    advance: (ms) => {
      const until = now + ms;
      for (;;) {
        const due = alarms.filter((alarm) => alarm.at <= until).sort((one, other) => one.at - other.at)[0];
        if (due === undefined) break;
        alarms = alarms.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
    },
  };
}
