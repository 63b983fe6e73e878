import type { Timers } from '../../native-bridge/transport/timers.ts';

/**
 * Runs `work` at once when it is called, and after that at most once every `ms`: a burst of calls is one more run at
 * its end, which sees the latest. `cancel` for the end.
 */
export function atMostEvery(
  ms: number,
  timers: Timers,
  work: () => void,
): { readonly call: () => void; readonly cancel: () => void } {
  let cancel: (() => void) | null = null;
  let again = false;
  const rest = () => {
    cancel = timers.after(ms, () => {
      cancel = null;
      if (!again) return;
      again = false;
      rest();
      work();
    });
  };
  return {
    call() {
      if (cancel !== null) {
        again = true;
        return;
      }
      rest();
      work();
    },
    cancel() {
      cancel?.();
    },
  };
}
