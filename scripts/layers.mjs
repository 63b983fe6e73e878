// The layer check of `npm run check`. A dependency-cruiser that cannot parse TypeScript reads nothing and
// reports success, so the number of modules it read is compared with the source files there are.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

const folders = ['electron', 'renderer', 'native-bridge', 'station', 'test', 'scripts'].filter((folder) =>
  existsSync(path.join(root, folder)),
);
const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const run = spawnSync(
  process.execPath,
  [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (!run.stdout) {
  console.error(run.stderr || 'dependency-cruiser printed nothing');
  process.exit(1);
}
const { summary, modules } = JSON.parse(run.stdout);
const read = new Set(modules.map((module) => module.source));
const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
  cwd: root,
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((file) => /[.](ts|tsx|mjs)$/.test(file));
const unread = listed.filter((file) => !read.has(file));

for (const violation of summary.violations) {
  console.error(`${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
if (unread.length > 0) console.error(`not read by the layer check: ${unread.join(', ')}`);
process.exit(summary.violations.length + unread.length > 0 ? 1 : 0);
