import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { BridgeError } from '../../native-bridge/errors.ts';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';
import type { Logger } from '../log.ts';

/** A simulator of the station's own, started again whenever it ends. */
export interface TrainingSimulator {
  /** Where it listens now: `tcp://127.0.0.1:PORT`. Throws BridgeError LINK_FAILED while it is starting. */
  address(): string;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  /** How much faster than a real scanner it works. */
  readonly speed: number;
  readonly timers: Timers;
  readonly log: Logger;
}

const readyLine = z.object({ ready: z.literal(true), port: z.int().min(1).max(65_535) });
const firstRestartMs = 250;
const longestRestartMs = 10_000;

/** Starts the simulator on a free port and keeps it running until `close`. */
export function startTrainingSimulator(options: SimulatorOptions): TrainingSimulator {
  const closing = new AbortController();
  let port: number | null = null;

  const keepRunning = async () => {
    let failures = 0;
    while (!closing.signal.aborted) {
      const began = options.timers.now();
      await runOnce(options, closing.signal, (found) => {
        port = found;
      });
      port = null;
      if (closing.signal.aborted) return;
      failures = options.timers.now() - began > 10_000 ? 0 : failures + 1;
      options.log.warn({ failures }, 'the simulator ended and is started again');
      const waitMs = Math.min(longestRestartMs, firstRestartMs * 2 ** Math.min(failures, 8));
      await pause(options.timers, waitMs, closing.signal);
    }
  };
  const ended = keepRunning();

  return {
    address() {
      if (port !== null) return `tcp://127.0.0.1:${port}`;
      throw new BridgeError(
        'LINK_FAILED',
        'The simulator is starting; the station connects when it is there.',
      );
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}

/** Resolves when the simulator has ended, for whatever reason. */
async function runOnce(
  { speed, log }: SimulatorOptions,
  signal: AbortSignal,
  found: (port: number) => void,
): Promise<void> {
  const args = ['--port', '0', '--speed', String(speed)];
  const simulator = import.meta.url.endsWith('.ts') ? asChild(args) : asThread(args);
  const stop = () => simulator.stop();
  signal.addEventListener('abort', stop, { once: true });
  createInterface({ input: simulator.stdout }).once('line', (line) => {
    const parsed = readyLine.safeParse(parseJson(line));
    if (parsed.success) found(parsed.data.port);
    else log.error({ line: line.slice(0, 200) }, 'the simulator said something else than where it listens');
  });
  createInterface({ input: simulator.stderr }).on('line', (line) =>
    log.info({ simulator: line.slice(0, 500) }),
  );
  if (signal.aborted) stop();
  await simulator.ended;
  signal.removeEventListener('abort', stop);
}

interface Running {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<void>;
  stop(): void;
}

function asChild(args: readonly string[]): Running {
  const entry = fileURLToPath(new URL('../../native-bridge/simulator/cli.ts', import.meta.url));
  const guard = new URL('./end-with-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', guard, entry, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  return {
    stdout: child.stdout,
    stderr: child.stderr,
    ended: new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    }),
    stop: () => {
      child.stdin.end();
      child.kill('SIGTERM');
    },
  };
}

/** The built one: a packaged Electron starts no Node besides itself. */
function asThread(args: readonly string[]): Running {
  const worker = new Worker(new URL('../../simulator.js', import.meta.url), {
    argv: [...args],
    stdout: true,
    stderr: true,
    stdin: true,
  });
  return {
    stdout: worker.stdout,
    stderr: worker.stderr,
    ended: new Promise((resolve) => {
      worker.once('exit', () => resolve());
      worker.once('error', () => resolve());
    }),
    stop: () => void worker.terminate(),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
