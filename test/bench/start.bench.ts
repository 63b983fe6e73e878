import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Bench, type Figure, quantile } from './bench.ts';
import { borrowedHistory, fewVisits, manyVisits } from './history/shared-history.ts';

const root = path.join(import.meta.dirname, '../..');
const rounds = 9;

/** What any program of this kind costs at least: Node, a web server, a line on stdout. */
const bareServer =
  "require('node:http').createServer().listen(0,'127.0.0.1',function(){console.log(JSON.stringify(this.address()))});process.on('SIGTERM',()=>process.exit(0))";

/** From the command to the first line on stdout. */
export const start: Bench = {
  name: 'start',
  about:
    'the station verb from its command to {"ready":true}, on a fresh data folder, on one that has been used and on long histories; ' +
    'baseline: node -e with a web server that listens',
  async run({ folder, progress }) {
    const bare: number[] = [];
    const fresh: number[] = [];
    const used: number[] = [];
    // The first one pays for cold caches, whichever it is.
    await untilReady(stationOn(path.join(folder, 'warm')));
    for (let round = 1; round <= rounds; round++) {
      const data = path.join(folder, `data-${round}`);
      bare.push(await untilReady(['-e', bareServer]));
      fresh.push(await untilReady(stationOn(data)));
      used.push(await untilReady(stationOn(data)));
      progress(
        `round ${round} of ${rounds}: ${Math.round(fresh.at(-1)!)} and ${Math.round(used.at(-1)!)} ms`,
      );
    }
    const long: (readonly [number, readonly number[]])[] = [];
    for (const visits of new Set([fewVisits, manyVisits])) {
      const { folder: data, giveBack } = borrowedHistory(visits, progress);
      try {
        const took: number[] = [];
        for (let round = 0; round <= rounds; round++) took.push(await untilReady(stationOn(data, 'live')));
        // The first one makes the folder's other files.
        long.push([visits, took.slice(1)]);
      } finally {
        giveBack();
      }
    }
    const baseline = { name: 'node -e, listening', value: quantile(bare, 0.5) };
    const aim = { of: 'value', atMost: 1 } as const;
    const seconds = (runs: readonly number[]) => quantile(runs, 0.5) / 1000;
    const inSeconds = { ...baseline, value: baseline.value / 1000 };
    return [
      { name: 'start to ready, fresh folder', value: seconds(fresh), unit: 's', baseline: inSeconds, aim },
      { name: 'start to ready, used folder', value: seconds(used), unit: 's', baseline: inSeconds, aim },
      ...long.map(
        ([visits, took]): Figure => ({
          ...{
            name: `start to ready, ${visits.toLocaleString('en')} visits`,
            value: seconds(took),
            unit: 's',
          },
          ...{ baseline: inSeconds, aim },
        }),
      ),
    ];
  },
};

/** As the verb runs it, without npm itself. */
function stationOn(data: string, mode: 'live' | 'training' = 'training'): string[] {
  return ['scripts/verb.mjs', 'station/cli/station.ts', '--data', data, '--mode', mode, '--port', '0'];
}

/** Milliseconds from spawning `node` with `args` to its first line; then ends it and waits for that. */
async function untilReady(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit');
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const line = await Promise.race([first, ended.then(() => undefined)]);
  const ms = performance.now() - began;
  if (line === undefined) throw new Error(`it ended before it was ready: ${said.trim().slice(-500)}`);
  child.kill('SIGTERM');
  await ended;
  return ms;
}
