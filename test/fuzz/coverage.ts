import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

/**
 * Which blocks of the project's own code have run, as V8 counts them. It tells an input that reaches something new
 * from one more of the same, so that changes build on each other.
 */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #project: readonly [url: string, path: string];

  /**
   * `from` is how the path of a file begins that counts: the project's folder, with a separator at its end. Its packages
   * and the fuzzer itself do not count.
   */
  constructor(from: string) {
    // A test runner names the modules it made itself by their path.
    this.#project = [pathToFileURL(from).href, from];
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  get blocks(): number {
    return this.#seen.size;
  }

  /** Whether something ran since the last call that never ran before. */
  grew(): boolean {
    const before = this.#seen.size;
    this.#session.post('Profiler.takePreciseCoverage', (_fault, taken) => {
      for (const script of taken?.result ?? []) {
        const ours = this.#project.some((from) => script.url.startsWith(from));
        if (!ours || /\/node_modules\/|\/test\/fuzz\/[\w-]+\.ts/.test(script.url)) continue;
        for (const { ranges } of script.functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            // Also what did not run: V8 names no block that ran as often as the one around it.
            this.#seen.add(`${script.url}:${startOffset}-${endOffset}:${magnitude(count)}`);
          }
        }
      }
    });
    return this.#seen.size > before;
  }

  stop(): void {
    this.#session.disconnect();
  }
}

/** A loop that runs often is not the same as one that runs once; one that runs 900 times is the same as 1000. */
function magnitude(count: number): number {
  return count === 0 ? -1 : Math.min(4, Math.floor(Math.log2(count) / 2));
}
