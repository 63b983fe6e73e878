// `npm run build`, and for the other scripts: builds what its sources have outgrown.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, projectNode, root } from './prepare.mjs';
import { oneAtATime, runWithProgress, say } from './progress.mjs';

const bin = (name, file) => path.join(root, 'node_modules', name, file);

const targets = {
  screen: {
    what: 'Building the screen',
    sources: ['renderer', 'resources', 'station', 'package-lock.json'],
    isSource: (file) => !file.startsWith('station') || file.endsWith('.pure.ts'),
    product: 'out/renderer/index.html',
    command: [
      bin('vite', 'bin/vite.js'),
      'build',
      '--config',
      'renderer/vite.config.ts',
      '--logLevel',
      'warn',
    ],
  },
  desktop: {
    what: 'Building the desktop app',
    sources: ['electron', 'station', 'native-bridge', 'electron.config.ts', 'package-lock.json'],
    isSource: () => true,
    product: 'out/main/shell.js',
    command: [
      bin('electron-vite', 'bin/electron-vite.js'),
      'build',
      '--config',
      'electron.config.ts',
      '--ignoreConfigWarning',
      '--logLevel',
      'warn',
    ],
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepare();
  process.exitCode = (await build(Object.keys(targets))) ? 0 : 1;
}

/** Builds the named targets (`screen`, `desktop`) whose sources changed since; ends the process when that fails. */
export async function ensureBuilt(names) {
  const stale = names.filter((name) => !isCurrent(name));
  if (stale.length > 0 && !(await build(stale))) process.exit(1);
}

/** Builds the named targets; resolves with whether all of them could be built. */
export async function build(names) {
  return oneAtATime('build', async () => {
    for (const name of names) {
      const target = targets[name];
      const signature = signatureOf(target);
      const built = await runWithProgress(projectNode(), target.command, { cwd: root, what: target.what });
      if (!built) {
        say('The build failed; the reason is above.');
        return false;
      }
      mkdirSync(path.join(root, 'out'), { recursive: true });
      writeFileSync(stampOf(name), signature);
    }
    return true;
  });
}

function isCurrent(name) {
  try {
    statSync(path.join(root, targets[name].product));
    return readFileSync(stampOf(name), 'utf8') === signatureOf(targets[name]);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function stampOf(name) {
  return path.join(root, 'out', `.${name}-built`);
}

// Sizes and times instead of contents: this is paid at every start of a verb.
function signatureOf({ sources, isSource }) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesUnder(source)) {
      if (!isSource(file) || /[.]test[.]tsx?$|[.]md$/.test(file)) continue;
      const { size, mtimeMs } = statSync(path.join(root, file));
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesUnder(source) {
  const found = statSync(path.join(root, source), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [source];
  return readdirSync(path.join(root, source), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(source, entry.name);
      return entry.isDirectory() ? filesUnder(file) : [file];
    });
}
