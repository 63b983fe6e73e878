import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Bench, type BenchContext, quantile } from './bench.ts';

const rounds = 3;

/** What `ingest-receiver.ts` says when it is done. */
export interface Received {
  readonly bytes: number;
  readonly ms: number;
  /** Highest resident memory less that before the first byte. */
  readonly growthMB: number;
  readonly tiles: number;
  /** Processor time of the receiving process, all threads. */
  readonly cpuMs: number;
}

/** Detector lines from a scanner's socket to the strip file. */
export const ingest: Bench = {
  name: 'ingest',
  about:
    '1 GB of line-stream scans (1536 × 12000 × 2) from another process over TCP through a driver in a thread of its own into strip files, ' +
    'each flushed to the disk, with a viewer asking for tiles; baseline: the same bytes from a socket piped to a file and flushed',
  async run(context) {
    const ours: Received[] = [];
    const alone: Received[] = [];
    const oneThread: Received[] = [];
    const bare: Received[] = [];
    for (let round = 1; round <= rounds; round++) {
      bare.push(await transfer('bare', context));
      ours.push(await transfer('viewed', context));
      alone.push(await transfer('unviewed', context));
      oneThread.push(await transfer('one-thread', context));
      context.progress(
        `round ${round} of ${rounds}: ${JSON.stringify([bare.at(-1), ours.at(-1), alone.at(-1), oneThread.at(-1)])}`,
      );
    }
    const rate = (runs: readonly Received[]) =>
      quantile(
        runs.map(({ bytes, ms }) => bytes / 1000 / ms),
        0.5,
      );
    const baseline = { name: 'socket piped to a file', value: rate(bare) };
    const processor = (runs: readonly Received[]) =>
      quantile(
        runs.map(({ cpuMs }) => cpuMs / 1000),
        0.5,
      );
    return [
      {
        name: 'ingest, viewer attached',
        value: rate(ours),
        unit: 'MB/s',
        baseline,
        aim: { of: 'ratio', atLeast: 0.6 },
      },
      { name: 'ingest, no viewer', value: rate(alone), unit: 'MB/s', baseline },
      {
        name: 'ingest, no viewer, driver in the same thread',
        value: rate(oneThread),
        unit: 'MB/s',
        baseline,
      },
      {
        name: 'memory growth over 1 GB, viewer attached',
        value: Math.max(...ours.map(({ growthMB }) => growthMB)),
        unit: 'MB',
        baseline: {
          name: 'socket piped to a file',
          value: quantile(
            bare.map(({ growthMB }) => growthMB),
            0.5,
          ),
        },
        aim: { of: 'value', atMost: 150 },
      },
      {
        name: 'processor time for 1 GB, no viewer',
        value: processor(alone),
        unit: 's',
        baseline: { name: 'socket piped to a file', value: processor(bare) },
      },
      {
        name: 'processor time for 1 GB, no viewer, driver in the same thread',
        value: processor(oneThread),
        unit: 's',
        baseline: { name: 'socket piped to a file', value: processor(bare) },
      },
      {
        name: 'processor time for 1 GB, viewer attached',
        value: processor(ours),
        unit: 's',
        baseline: { name: 'socket piped to a file', value: processor(bare) },
      },
      {
        name: 'tiles served meanwhile',
        value: quantile(
          ours.map(({ tiles, ms }) => tiles / (ms / 1000)),
          0.5,
        ),
        unit: 'tiles/s',
      },
    ];
  },
};

async function transfer(
  kind: 'bare' | 'viewed' | 'unviewed' | 'one-thread',
  { folder }: BenchContext,
): Promise<Received> {
  const sender = fork(new URL('ingest-sender.ts', import.meta.url), [
    kind === 'bare' ? 'bare' : 'line-stream',
  ]);
  const stored = path.join(folder, kind);
  try {
    const port = (await answer(sender)) as number;
    const receiver = fork(new URL('ingest-receiver.ts', import.meta.url), [kind, String(port), stored]);
    try {
      return (await answer(receiver)) as Received;
    } finally {
      receiver.kill();
    }
  } finally {
    sender.kill();
    await rm(stored, { recursive: true, force: true });
  }
}

/** The one message of a child. Throws when it ends without. */
async function answer(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code} before it had an answer`);
  });
  const said = once(child, 'message', { signal: over.signal }).then(([message]) => message as unknown);
  try {
    return await Promise.race([said, ended]);
  } finally {
    over.abort();
    await Promise.allSettled([said, ended]);
  }
}
