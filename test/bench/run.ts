/**
 * `npm run bench -- [NAME…] [--json | --markdown] [--list]`: measures on this machine, each figure beside its baseline
 * from the same run. A missed aim is said and is no failure; a bench that cannot be measured makes the exit code 1.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { aimMet, type Bench, type Figure, ratioOf } from './bench.ts';
import { benches } from './benches.ts';
import { markdownTable, table } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else if (values.list) {
  for (const load of Object.values(benches)) {
    const { name, about } = await load();
    console.log(`${name}: ${about}`);
  }
} else {
  await runAll(positionals.length > 0 ? positionals : Object.keys(benches));
}

/** Runs one bench after the other; one that fails is reported and makes the exit code 1. */
async function runAll(names: readonly string[]): Promise<void> {
  if (values.json) console.log(JSON.stringify({ machine: machine() }));
  else console.log(`${Object.values(machine()).join(' · ')}\n`);
  for (const name of names) {
    const load = benches[name as keyof typeof benches];
    try {
      const bench = await load();
      if (values.markdown) console.log(`## ${bench.name}\n\n${bench.about}\n`);
      else if (!values.json) console.log(`${bench.name}: ${bench.about}`);
      const figures = await measure(bench);
      if (values.json) for (const figure of figures) console.log(asLine(bench.name, figure));
      else console.log(`${values.markdown ? markdownTable(figures) : table(figures)}\n`);
    } catch (error) {
      process.exitCode = 1;
      const why = error instanceof Error ? error.message : String(error);
      if (values.json) console.log(JSON.stringify({ bench: name, failed: why }));
      else console.log(`could not be measured: ${why}\n`);
    }
  }
}

async function measure(bench: Bench): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), `scanpost-bench-${bench.name}-`));
  try {
    return await bench.run({
      folder,
      progress: (text) => process.stderr.write(`  ${bench.name}: ${text}\n`),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function asLine(bench: string, figure: Figure): string {
  return JSON.stringify({ bench, ...figure, ratio: ratioOf(figure), met: aimMet(figure) });
}

function machine() {
  return {
    cpu: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()} ${process.arch}`,
    node: `Node ${process.versions.node}`,
    // Other work on the machine falls on figure and baseline alike, but not always evenly.
    load: `load ${loadavg()[0]?.toFixed(1)} at the start`,
  };
}
