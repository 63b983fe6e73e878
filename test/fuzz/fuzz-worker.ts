import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { BlockCoverage } from './coverage.ts';
import { fuzz } from './fuzz.ts';
import { fuzzTargets } from './targets.ts';

/** One target in a thread of its own, which can be ended when an input hangs it. */
export interface FuzzWish {
  readonly target: string;
  readonly seed: number;
  readonly ms: number;
  /** The input under way: its length, then its bytes. */
  readonly trying: SharedArrayBuffer;
}

const { target: name, seed, ms, trying } = workerData as FuzzWish;
const target = fuzzTargets.find((known) => known.name === name);
if (!target || !parentPort) throw new Error(`There is no target ${name}.`);
const length = new Int32Array(trying, 0, 2);
const bytes = new Uint8Array(trying, 8);
const until = performance.now() + ms;
const coverage = new BlockCoverage(`${path.resolve(import.meta.dirname, '../..')}/`);
const run = await fuzz(target, {
  seed,
  coverage,
  more: () => performance.now() < until,
  trying: (input) => {
    bytes.set(input.subarray(0, bytes.length));
    Atomics.store(length, 0, Math.min(input.length, bytes.length));
    Atomics.add(length, 1, 1);
  },
});
parentPort.postMessage({ ...run, blocks: coverage.blocks });
coverage.stop();
