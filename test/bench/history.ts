/**
 * `node test/bench/history.ts --out FOLDER --visits N [--chained N] [--per-day N] [--from DAY] [--until TIME] [--seed N]` makes the journal of a busy
 * post with N visits. The last `--chained` of them (all, unless said) are real entries in a valid chain, written in bulk with
 * the journal's own guards in place. The earlier ones are in the read models only, made by the same rules from the same
 * entries, which are not kept: 60 million of them would take another 30 GB. A journal with such visits cannot be rebuilt
 * or verified; it is for measuring what a long history costs. Prints one line of JSON.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeHistory } from './history/make-history.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    visits: { type: 'string', default: '50000' },
    chained: { type: 'string' },
    'per-day': { type: 'string', default: '620' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2004-01-01' },
    until: { type: 'string' },
  },
});
const visits = Number(values.visits);
const chained = Number(values.chained ?? visits);
if (values.out === undefined || !(visits >= 1) || !(chained >= 0)) {
  process.stderr.write(
    'Write --out FOLDER --visits N [--chained N] [--per-day N] [--from YYYY-MM-DD] [--until ISO-TIME] [--seed N].\n',
  );
  process.exit(2);
}
mkdirSync(values.out, { recursive: true });
const made = makeHistory(path.join(values.out, 'journal.db'), {
  visits,
  chained,
  trucksPerDay: Number(values['per-day']),
  seed: Number(values.seed),
  from: Date.parse(values.from),
  ...(values.until !== undefined && { until: Date.parse(values.until) }),
  progress: (done) => process.stderr.write(`${done.toLocaleString('en')} visits\n`),
});
process.stdout.write(`${JSON.stringify({ ...made, file: path.join(values.out, 'journal.db') })}\n`);
