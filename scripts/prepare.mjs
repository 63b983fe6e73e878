// Brings a checkout to where its scripts can run, under whatever Node the machine has. Only Node's own modules may be
// imported here and by what this imports: nothing is installed yet. Everything is said on stderr, because stdout
// belongs to the verbs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { oneAtATime, runWithProgress, say } from './progress.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

// Older than 22 has none.
const { enableCompileCache } = module;
const windows = process.platform === 'win32';
const installedNode = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const lockFile = path.join(root, 'package-lock.json');
const stampFile = path.join(root, 'node_modules', '.scanpost-lock');
const compiled = path.join(root, '.cache', 'compiled');

/** The Node that the project's programs run under: its own, or this one where that is new enough and its own is not there. */
export function projectNode() {
  return existsSync(installedNode) || majorVersion() < 24 ? installedNode : process.execPath;
}

/** For what is started from source: what was compiled once is found again, in half the time. */
export function projectEnvironment() {
  return { NODE_COMPILE_CACHE: compiled, ...process.env };
}

/** Stops an old Node with a sentence, and installs packages when they are missing or not those of the lock file. */
export async function prepare() {
  if (majorVersion() < 20) {
    say(
      `Scanpost needs Node.js 20 or newer, and this is ${process.version}. Install a current one from https://nodejs.org and run the command again.`,
    );
    process.exit(1);
  }
  if (packagesAreCurrent()) return;
  await oneAtATime('install', async () => {
    if (packagesAreCurrent()) return;
    const installed = await installPackages();
    if (!installed) {
      say(
        'The packages could not be installed; the reason is above. Check the network connection (a proxy is set with "npm config set proxy URL") and run the command again.',
      );
      process.exit(1);
    }
    writeFileSync(stampFile, lockHash());
  });
}

/**
 * Runs a file of the project (TypeScript or not) under the project's Node, in this process where it can be, else in
 * a child that gets this process's signals and gives it its exit code.
 */
export async function runUnderProjectNode(entry, args) {
  const file = path.join(root, entry);
  if (majorVersion() >= 24) {
    process.argv = [process.argv[0], file, ...args];
    enableCompileCache?.(projectEnvironment().NODE_COMPILE_CACHE);
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(projectNode(), [file, ...args], { stdio: 'inherit', env: projectEnvironment() });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl+C to the child as well; a second one would mean "at once, without tidying up".
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function majorVersion() {
  return Number(process.versions.node.split('.')[0]);
}

function packagesAreCurrent() {
  const folder = path.join(root, 'node_modules');
  if (!existsSync(folder)) return false;
  // A linked folder belongs to another checkout, which looks after it.
  if (lstatSync(folder).isSymbolicLink()) return true;
  if (!existsSync(projectNode())) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === lockHash();
  // Somebody ran npm by hand: npm's own record tells when.
  const record = path.join(folder, '.package-lock.json');
  if (!existsSync(record) || statSync(record).mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeFileSync(stampFile, lockHash());
  return true;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

async function installPackages() {
  // Windows cannot delete a program that runs, and `npm ci` deletes node_modules first.
  const runsFromThere = windows && process.execPath.startsWith(path.join(root, 'node_modules'));
  const options = {
    cwd: root,
    what: 'Installing packages (the first time takes a minute or two)',
    // npm run --silent would silence the reason of a failure too, and warnings about other people's packages help nobody.
    env: { ...process.env, npm_config_loglevel: 'error' },
  };
  // Packages bring what they need ready-made; without their scripts, no compiler is needed on any version of npm.
  const args = [...(runsFromThere ? ['install', '--no-save'] : ['ci']), '--ignore-scripts'];
  const npm = process.env.npm_execpath;
  const installed = npm?.endsWith('.js')
    ? await runWithProgress(process.execPath, [npm, ...args], options)
    : await runWithProgress('npm', args, { ...options, shell: windows });
  if (!installed || existsSync(installedNode)) return installed;
  // The exception: this package's script fetches the Node for this machine.
  // It may be the very Node that runs this, and then npm has just deleted it.
  const node =
    [process.execPath, process.env.npm_node_execpath].find((file) => file && existsSync(file)) ?? 'node';
  return runWithProgress(node, ['installArchSpecificPackage.js'], {
    ...options,
    cwd: path.join(root, 'node_modules', 'node'),
    what: 'Installing the Node.js that Scanpost runs on',
  });
}
