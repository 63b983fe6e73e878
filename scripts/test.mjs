// `npm test`: installs what is missing and runs everything. The last line reads `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { runChecks } from './check.mjs';
import { prepare, projectEnvironment, projectNode, root } from './prepare.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { addTally, emptyTally, readTally } from './tally.mjs';

await prepare();
await installSystemPackages();

const total = emptyTally();
const started = Date.now();

stage('types, format and lint, layers, dead code');
const checks = runChecks();
total.passed += checks.passed.length;
total.failed.push(...checks.failed.map((name) => `check: ${name}`));

stage('unit, property, driver and fault tests');
const fallen = runUnitTests();
if (fallen.length > 0) {
  // Like a test that fails once on a shared machine: what falls twice is a fault.
  stage('again, because the process they ran in ended');
  for (const { file, because } of fallen) console.log(`${file}: ${because}`);
  const twice = runUnitTests(fallen.map(({ file }) => file));
  total.failed.push(...twice.map(({ file, because }) => `${file}: ${because}`));
}

stage('build');
if (await build(['screen', 'desktop'])) total.passed += 1;
else total.failed.push('build');

stage('browser tests');
runAndCount('playwright', [
  'node_modules/playwright/cli.js',
  'test',
  '--pass-with-no-tests',
  '--reporter=list,./scripts/tally-playwright.mjs',
]);

stage(`done in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
for (const name of total.failed) console.log(`failed: ${name}`);
for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`);
console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;

function stage(name) {
  console.log(`\n== ${name}`);
}

/** Runs the files named, or all, and says which have to be run again. */
function runUnitTests(files = []) {
  return runAndCount('vitest', [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=./scripts/tally-vitest.mjs',
    ...files,
  ]);
}

/** Adds what a runner counted to the total, and gives what of it has fallen. */
function runAndCount(runner, args) {
  const file = path.join(root, '.cache', `tally-${runner}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const { status } = spawnSync(projectNode(), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Tests start hundreds of processes and threads from the same source.
    env: { ...projectEnvironment(), SCANPOST_TALLY: file },
    timeout: 30 * 60_000,
  });
  const tally = readTally(file) ?? emptyTally();
  addTally(total, tally);
  if (status !== 0 && tally.failed.length === 0 && tally.fallen.length === 0)
    total.failed.push(`${runner} ended with code ${status}`);
  return tally.fallen;
}
