// `npm run check`: types, format and lint, layers, dead code. Each runs to its end; any that fails fails the check.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { prepare, projectNode, root } from './prepare.mjs';

await prepare();
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const steps = [
  ['types', [bin('tsc'), '--noEmit']],
  ['format and lint', [bin('biome'), 'check', '--error-on-warnings', '.']],
  ['layers', [path.join(root, 'scripts/layers.mjs')]],
];
let failed = false;
for (const [name, [file, ...args]] of steps) {
  const started = Date.now();
  const { status } = spawnSync(projectNode, [file, ...args], { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
