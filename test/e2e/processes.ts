import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One program of the project running as a process of its own, as the verbs start it. */
export interface Program<Report> {
  readonly pid: number;
  /** Its first line on stdout, parsed. */
  readonly report: Report;
  /** All it said on stderr so far. */
  said(): string;
  /** Sends the signal (SIGTERM unless told) and resolves with the exit code, null when the signal itself ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Lines for its standard input. */
  tell(order: object): void;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const running = new Set<ChildProcess>();
// Whatever happens to a test run, nothing it started outlives it.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `entry` (from the project's root) and waits for its first line. Rejects with what it said when there is none. */
export async function startProgram<Report>(
  entry: string,
  args: readonly string[],
  parse: (line: unknown) => Report,
): Promise<Program<Report>> {
  const child = spawn(process.execPath, [entry, ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    ended.then((code) => {
      throw new Error(`${entry} ended with code ${code} before it was ready: ${said}`);
    }),
  ]);
  return {
    pid: child.pid!,
    report: parse(JSON.parse(first)),
    said: () => said,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    tell: (order) => void child.stdin.write(`${JSON.stringify(order)}\n`),
  };
}
