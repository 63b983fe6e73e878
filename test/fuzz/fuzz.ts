import type { BlockCoverage } from './coverage.ts';
import { mutate, randomOf } from './mutate.ts';
import type { Finding, FuzzTarget } from './target.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Whether another input is to be tried, asked before each. */
  readonly more: (tried: number) => boolean;
  /** Lets inputs that reach new code be changed further. */
  readonly coverage?: BlockCoverage;
  /** Before each input: whoever watches knows what was tried when nothing comes any more. */
  readonly trying?: (input: Uint8Array) => void;
  readonly found?: (finding: Finding) => void;
}

export interface FuzzRun {
  readonly target: string;
  readonly inputs: number;
  /** Inputs worth changing further, the seeds among them. */
  readonly corpus: number;
  /** One for each kind of failure. */
  readonly findings: readonly Finding[];
}

const mostKept = 2_000;

/** Tries the seeds as they are, then changes of them, for as long as it is told. */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzRun> {
  const random = randomOf(options.seed);
  const corpus = [...(await target.seeds())];
  const findings = new Map<string, Finding>();
  const attempt = async (input: Uint8Array) => {
    options.trying?.(input);
    try {
      // A copy: a parser that writes into its input would change the corpus.
      await target.run(Uint8Array.from(input));
    } catch (fault) {
      const why = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
      const kind = why.split('\n').slice(0, 3).join('\n').replaceAll(/\d+/g, '#');
      if (findings.has(kind)) return;
      const finding = { target: target.name, why, input };
      findings.set(kind, finding);
      options.found?.(finding);
    }
  };
  let inputs = 0;
  for (const seed of corpus.slice()) {
    await attempt(seed);
    inputs += 1;
  }
  options.coverage?.grew();
  while (options.more(inputs)) {
    // The newest got furthest.
    const from = corpus[Math.floor((1 - random() ** 2) * (corpus.length - 1) + 0.5)] ?? new Uint8Array(0);
    const input = mutate(from, corpus, target.words ?? [], random);
    await attempt(input);
    inputs += 1;
    if (options.coverage?.grew() && corpus.length < mostKept) corpus.push(input);
  }
  return { target: target.name, inputs, corpus: corpus.length, findings: [...findings.values()] };
}
