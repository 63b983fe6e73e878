// `npm run check`: types, format and lint, layers, dead code. Each runs to its end; any that fails fails the check.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, projectNode, root } from './prepare.mjs';

const inPackage = (name, file) => path.join(root, 'node_modules', name, file);

const steps = [
  ['types', [inPackage('typescript', 'bin/tsc'), '--noEmit']],
  ['format and lint', [inPackage('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']],
  ['layers', [path.join(root, 'scripts/layers.mjs')]],
  ['dead code', [inPackage('knip', 'bin/knip.js'), '--treat-config-hints-as-errors']],
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepare();
  const { failed } = runChecks();
  process.exit(failed.length > 0 ? 1 : 0);
}

/** Runs every step; says which passed and which failed, by name. Packages must be installed. */
export function runChecks() {
  const passed = [];
  const failed = [];
  for (const [name, args] of steps) {
    const started = Date.now();
    const { status } = spawnSync(projectNode(), args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    console.log(
      `${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
    (status === 0 ? passed : failed).push(name);
  }
  return { passed, failed };
}
