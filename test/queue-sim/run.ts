import { parseArgs } from 'node:util';
import { seeded } from '../../native-bridge/device-host/seeded.ts';
import { laneClasses } from '../../station/api/views.pure.ts';
import { mean, quantile } from '../../station/shifts/statistics.pure.ts';
import { dayOf620, firstComeFirstServed, postRule, type Served, simulate, spoilt, waits } from './day.ts';

/**
 * `npm run queue-sim`: simulated days of 620 trucks at a post whose picture analysis is the bottleneck, called by the
 * post's rule and, the same trucks, first come, first served. Prints Markdown.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '20' },
    scanners: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '4.5' },
  },
});
const [days, scanners, minutes] = [Number(values.days), Number(values.scanners), Number(values.minutes)];
if (!(days >= 1 && scanners >= 1 && minutes > 0)) {
  process.stderr.write('Write --days N --scanners N --minutes M, each above 0.\n');
  process.exit(2);
}

const rules = {
  'first come, first served': firstComeFirstServed,
  "the post's rule": postRule({ capacityPerDay: 620, percent: { 'out-of-turn': 5, accelerated: 1 } }),
};
const served = Object.entries(rules).map(
  ([name, rule]) =>
    [
      name,
      Array.from({ length: days }, (_, day) => simulate(dayOf620(seeded(day + 1)), scanners, minutes, rule)),
    ] as const,
);

say(`${days} days of 620 trucks, ${scanners} scanners, ${minutes} min a truck. Waiting, minutes:\n`);
say('| class | rule | n | mean | median | P90 | longest |');
say('|---|---|--:|--:|--:|--:|--:|');
for (const laneClass of laneClasses)
  for (const [name, all] of served) {
    const waited = all.flatMap((day) => waits(day, laneClass));
    const cells = [mean(waited), quantile(waited, 0.5), quantile(waited, 0.9), quantile(waited, 1)];
    const texts = cells.map((cell) => (cell === null ? '–' : cell.toFixed(0)));
    say(`| ${[laneClass, name, waited.length, ...texts].join(' | ')} |`);
  }
say('\n| rule | reefers | spoilt in the queue |\n|---|--:|--:|');
for (const [name, all] of served)
  say(`| ${name} | ${sum(all, (day) => waits(day, 'reefer').length)} | ${sum(all, spoilt)} |`);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sum(all: readonly (readonly Served[])[], of: (day: readonly Served[]) => number): number {
  return all.reduce((total, day) => total + of(day), 0);
}
