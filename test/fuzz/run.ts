import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FuzzRun } from './fuzz.ts';
import type { FuzzWish } from './fuzz-worker.ts';
import type { Finding } from './target.ts';
import { fuzzTargets } from './targets.ts';

const usage = 'Usage: npm run fuzz -- [NAME…] [--minutes N for each] [--seed N] [--list]';
/** An input that takes so long is a finding. */
const hangMs = 10_000;
const folder = path.resolve(import.meta.dirname, '../../.cache/fuzz');

process.exitCode = await main(process.argv.slice(2)).catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  return 2;
});

/** 0 without a finding, 1 with one. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  });
  const names = fuzzTargets.map(({ name }) => name);
  if (values.list) {
    say(names.join('\n'));
    return 0;
  }
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`There is no target ${unknown.join(', ')}. ${usage}`);
  if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error(usage);

  let findings = 0;
  for (const target of positionals.length > 0 ? positionals : names) {
    const run = await watched({
      target,
      seed,
      ms: minutes * 60_000,
      trying: new SharedArrayBuffer(8 + (1 << 16)),
    });
    findings += run.findings.length;
    const { inputs, corpus, blocks } = run;
    say(
      `${target}: ${inputs} inputs, ${corpus} kept, ${blocks} blocks, ${run.findings.length} findings (seed ${seed})`,
    );
    for (const [index, finding] of run.findings.entries()) await keep(finding, seed, index);
  }
  return findings > 0 ? 1 : 0;
}

async function watched(wish: FuzzWish): Promise<FuzzRun & { readonly blocks: number }> {
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: wish,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const count = new Int32Array(wish.trying, 0, 2);
  const { promise, resolve } = Promise.withResolvers<FuzzRun & { readonly blocks: number }>();
  const ended = (why: string) => {
    const input = Uint8Array.from(new Uint8Array(wish.trying, 8, Atomics.load(count, 0)));
    const findings = [{ target: wish.target, why, input }];
    resolve({ target: wish.target, inputs: Atomics.load(count, 1), corpus: 0, blocks: 0, findings });
    void worker.terminate();
  };
  let last = -1;
  const watch = setInterval(() => {
    const now = Atomics.load(count, 1);
    if (now === last && now > 0) ended(`nothing came for ${hangMs / 1000} s`);
    last = now;
  }, hangMs);
  worker.once('message', resolve);
  worker.once('error', (fault: Error) => ended(fault.stack ?? fault.message));
  const run = await promise;
  clearInterval(watch);
  return run;
}

async function keep({ target, why, input }: Finding, seed: number, index: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${target.replaceAll(/\W+/g, '-')}-${seed}-${index}`);
  await writeFile(file, input);
  await writeFile(`${file}.txt`, why);
  say(`  ${why.split('\n')[0]}: ${path.relative(process.cwd(), file)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
