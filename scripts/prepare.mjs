// Brings a checkout to where a script can run: packages installed, the screen built.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const projectNode = path.join(root, 'node_modules/node/bin/node');

/** Installs packages when they are missing. Child output goes to stderr. */
export async function prepare() {
  if (existsSync(projectNode)) return;
  const npm = spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}

/** Runs `entry` (from the project's root) in this process when it already is the project's Node, else in a child. */
export async function runUnderProjectNode(entry, args) {
  const file = path.join(root, entry);
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    process.argv = [process.argv[0], file, ...args];
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(projectNode, [file, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
