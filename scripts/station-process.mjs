// Starts a server of this checkout as a child, headless, and waits until it answers.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectEnvironment, projectNode, root } from './prepare.mjs';

/** Starts a station. See `startServer`. */
export function startStation(args) {
  return startServer('station/cli/station.ts', args);
}

/**
 * Starts a program that says its address on its first line. Resolves once it answers, with its address (token included), `stop()` (asks it to end and waits) and
 * `ended` (its exit code, once). Rejects with a sentence when it ends before; what it said is on stderr by then.
 */
export async function startServer(entry, args) {
  const child = spawn(projectNode(), [entry, ...args], {
    cwd: root,
    env: projectEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl+C goes to every process of the terminal's group; it is told by its parent instead, in its turn.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  process.on('exit', () => child.kill());
  const first = await Promise.race([firstLine(child.stdout), ended.then(() => null)]);
  const url = addressIn(first);
  if (url === null) {
    const code = await ended;
    throw new Error(`It did not start (exit code ${code}). ${first ?? ''}`);
  }
  child.stdout.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url, pid: child.pid, stop, ended };
}

function firstLine(stream) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stream });
    lines.once('line', resolve);
    lines.once('close', () => resolve(null));
  });
}

function addressIn(line) {
  try {
    const report = JSON.parse(line);
    return report?.ready === true && typeof report.url === 'string' ? report.url : null;
  } catch {
    return null;
  }
}
