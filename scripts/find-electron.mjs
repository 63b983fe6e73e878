// Where Electron's program is, and fetching it where it is not. Its package brings none: the program comes from
// another server than the packages, one that many posts and build machines cannot reach.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectNode, root } from './prepare.mjs';
import { runWithProgress } from './progress.mjs';

const packageFolder = path.join(root, 'node_modules', 'electron');
const program =
  {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }[process.platform] ?? 'electron';

/** Path of Electron's program if it is on this machine (ELECTRON_OVERRIDE_DIST_PATH, or fetched earlier), else null. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const file = path.join(override || path.join(packageFolder, 'dist'), program);
  return existsSync(file) ? file : null;
}

/** As `findElectron`, and fetches the program first where its server answers within seconds. */
export async function findOrFetchElectron() {
  const found = findElectron();
  if (found !== null || process.env.ELECTRON_OVERRIDE_DIST_PATH) return found;
  if (!(await serverAnswers())) return null;
  await runWithProgress(projectNode(), [path.join(packageFolder, 'install.js')], {
    cwd: root,
    what: 'Fetching Electron (about 110 MB, once)',
    timeoutMs: 10 * 60_000,
  });
  return findElectron();
}

async function serverAnswers() {
  const server =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/';
  try {
    await fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(4_000) });
    return true;
  } catch {
    return false;
  }
}
