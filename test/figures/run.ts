import { readFileSync, writeFileSync } from 'node:fs';
import type { HidingPlace } from '../../native-bridge/simulator/scenes/hiding.ts';
import { truckGeometry } from '../../native-bridge/simulator/scenes/scene.ts';
import { type Figures, figuresOf, tablesOf } from './figures.ts';
import { coarseGeometry, type Judged, judgedTruck } from './generated-trucks.ts';

/**
 * `npm run hint-figures [-- --trucks N] [--coarse] [--write]`: draws trucks, assesses them, and prints the tables of
 * docs/hints.md. `--coarse` is a gantry of larger pixels, and quicker.
 */
const asked = process.argv.indexOf('--trucks');
const trucks = asked > 0 ? Number(process.argv[asked + 1]) : 60;
const geometry = process.argv.includes('--coarse') ? coarseGeometry : truckGeometry;
const page = new URL('../../docs/hints.md', import.meta.url);

const kinds: readonly { hiding: HidingPlace; n: number; empty?: boolean }[] = [
  { hiding: 'nothing', n: 2 * trucks },
  { hiding: 'nothing', n: trucks, empty: true },
  { hiding: 'in-empty', n: trucks },
  { hiding: 'false-wall', n: trucks },
  { hiding: 'false-floor', n: trucks },
  { hiding: 'lump', n: trucks },
  { hiding: 'tyre', n: trucks },
];

const judged: Judged[] = [];
for (const { hiding, n, empty } of kinds) {
  for (let nth = 0; nth < n; nth += 1)
    judged.push(await judgedTruck(hiding, nth, { geometry, empty: empty ?? false }));
  process.stderr.write(`${hiding}${empty ? ' and empty' : ''}: ${n} trucks\n`);
}
const figures: Figures = figuresOf(judged);
const { linePitchMm, detectorPitchMm } = geometry;
const about = `${judged.length} trucks, pixels of ${linePitchMm} mm along the truck and ${detectorPitchMm} mm up it.`;
const tables = `${about}\n\n${tablesOf(figures)}`;
process.stdout.write(`${tables}\n`);
if (process.argv.includes('--write')) {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = ['<!-- figures -->\n', '<!-- end of figures -->'];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page.pathname} has no place for figures.`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${tables}\n\n${text.slice(to)}`);
}
