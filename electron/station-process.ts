import { type LaunchOrder, launchReport, type ShellMessage } from '../station/launch.ts';

/** What the shell needs of a child process; Electron's `utilityProcess.fork` gives one. */
export interface StationChild {
  postMessage(message: ShellMessage): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): unknown;
}

/** What became of the station, as the window is told. */
export type StationState =
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  /** It could not start, for a reason that a person must see to; it is not tried again. */
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly message: string;
      readonly details: Readonly<Record<string, string | number>>;
    }
  /** It ended unasked and is started again after `inMs`. */
  | { readonly state: 'restarting'; readonly exitCode: number; readonly inMs: number }
  | { readonly state: 'stopped' };

export interface StationSupervision {
  /**
   * Asks the station to end in good order and resolves when it has; after `stopPatienceMs` it is ended hard. Asking
   * again waits for the same end.
   */
  stop(): Promise<void>;
}

export interface SupervisionOptions {
  fork(): StationChild;
  readonly order: LaunchOrder;
  onState(state: StationState): void;
  /** Milliseconds that only grow, and a way to be called later; gives the way to cancel. */
  readonly now: () => number;
  readonly later: (ms: number, call: () => void) => () => void;
}

const firstPauseMs = 250;
const longestPauseMs = 10_000;
/** A station that ran this long before it ended is not in a loop of crashes. */
const steadyAfterMs = 60_000;
/** Ending a scan in progress and closing the journal take less; a station that hangs must not keep the app open. */
const stopPatienceMs = 10_000;

/** Starts the station and starts it again when it crashes, with growing pauses, until `stop`. */
export function superviseStation(options: SupervisionOptions): StationSupervision {
  let child: StationChild | null = null;
  let stopping = false;
  let crashes = 0;
  let cancelRestart: (() => void) | null = null;
  let whenEnded = Promise.withResolvers<void>();

  const start = () => {
    cancelRestart = null;
    const began = options.now();
    let refused = false;
    options.onState({ state: 'starting' });
    const running = options.fork();
    child = running;
    whenEnded = Promise.withResolvers<void>();
    running.on('message', (message) => {
      const report = launchReport.safeParse(message);
      if (!report.success || child !== running || stopping) return;
      if (report.data.kind === 'ready') {
        options.onState({ state: 'ready' });
        return;
      }
      refused = true;
      const { code, message: sentence, details } = report.data;
      options.onState({ state: 'failed', code, message: sentence, details });
    });
    running.on('exit', (exitCode) => {
      child = null;
      whenEnded.resolve();
      if (refused || stopping) return;
      crashes = options.now() - began >= steadyAfterMs ? 1 : crashes + 1;
      const inMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (crashes - 1));
      cancelRestart = options.later(inMs, start);
      options.onState({ state: 'restarting', exitCode, inMs });
    });
    running.postMessage(options.order);
  };
  start();

  const stop = async () => {
    stopping = true;
    cancelRestart?.();
    const running = child;
    if (running !== null) {
      running.postMessage({ kind: 'stop' });
      const cancel = options.later(stopPatienceMs, () => running.kill());
      await whenEnded.promise;
      cancel();
    }
    options.onState({ state: 'stopped' });
  };
  let stopped: Promise<void> | null = null;
  return {
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
