import { type Node, parsePattern } from './pattern-syntax.ts';

/** A pattern that takes a time in proportion to the line's length and its own, whatever the two are. */
export interface Pattern {
  /** Its named groups. */
  readonly groups: readonly string[];
  /**
   * The first match in `text`, by the rules of JavaScript's regular expressions: what each named group holds, and
   * `undefined` for a group that took no part. `undefined` without a match.
   */
  match(text: string): Readonly<Record<string, string | undefined>> | undefined;
  /** Steps of all matches so far: at most `size` for each character and one more. */
  readonly steps: number;
  readonly size: number;
}

/**
 * Reads a regular expression of the dialect in PROTOCOL.md. It is run by a machine that keeps every possibility at once
 * (Thompson 1968, with captures after Pike) and never goes back, so that no pattern and no line can hang it. `problem`
 * is a sentence without its subject.
 */
export function compilePattern(source: string): { readonly pattern: Pattern } | { readonly problem: string } {
  const parsed = parsePattern(source);
  if ('problem' in parsed) return parsed;
  const program: Instruction[] = [];
  const groups: string[] = [];
  const fits = emit(parsed.node, program, groups);
  if (!fits || program.length >= mostInstructions) return { problem: 'repeats too much: make it shorter' };
  program.push({ kind: 'match' });
  return { pattern: new Machine(program, groups) };
}

type Instruction =
  | { readonly kind: 'take'; readonly set: Uint8Array }
  /** To the first rather than to the second. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'match' };

/** False when the program has become too long. */
function emit(node: Node, program: Instruction[], groups: string[]): boolean {
  if (program.length >= mostInstructions) return false;
  switch (node.kind) {
    case 'set':
      program.push({ kind: 'take', set: node.set });
      return true;
    case 'start':
    case 'end':
      program.push({ kind: node.kind });
      return true;
    case 'sequence':
      return node.parts.every((part) => emit(part, program, groups));
    case 'group': {
      if (node.name === undefined) return emit(node.body, program, groups);
      const slot = 2 * groups.length;
      groups.push(node.name);
      program.push({ kind: 'save', slot });
      const fits = emit(node.body, program, groups);
      program.push({ kind: 'save', slot: slot + 1 });
      return fits;
    }
    case 'either': {
      const jumps: { kind: 'jump'; to: number }[] = [];
      for (const [at, choice] of node.choices.entries()) {
        const last = at === node.choices.length - 1;
        const split = { kind: 'split' as const, first: program.length + 1, second: 0 };
        if (!last) program.push(split);
        if (!emit(choice, program, groups)) return false;
        if (last) continue;
        const jump = { kind: 'jump' as const, to: 0 };
        program.push(jump);
        jumps.push(jump);
        split.second = program.length;
      }
      for (const jump of jumps) jump.to = program.length;
      return true;
    }
    case 'repeat':
      return emitRepeat(node, program, groups);
  }
}

function emitRepeat(
  { body, least, most, greedy }: Extract<Node, { kind: 'repeat' }>,
  program: Instruction[],
  groups: string[],
): boolean {
  for (let time = 0; time < least; time += 1) if (!emit(body, program, groups)) return false;
  const branch = (): { kind: 'split'; first: number; second: number } => {
    const split = { kind: 'split' as const, first: 0, second: 0 };
    program.push(split);
    return split;
  };
  const aim = (split: { first: number; second: number }, into: number, past: number) => {
    split.first = greedy ? into : past;
    split.second = greedy ? past : into;
  };
  if (most === undefined) {
    const at = program.length;
    const split = branch();
    if (!emit(body, program, groups)) return false;
    program.push({ kind: 'jump', to: at });
    aim(split, at + 1, program.length);
    return true;
  }
  const splits: { readonly split: { first: number; second: number }; readonly into: number }[] = [];
  for (let time = least; time < most; time += 1) {
    const split = branch();
    splits.push({ split, into: program.length });
    if (!emit(body, program, groups)) return false;
  }
  for (const { split, into } of splits) aim(split, into, program.length);
  return true;
}

/** One way in which the text so far may match. */
interface Thread {
  readonly at: number;
  readonly saved: readonly (number | undefined)[];
}

class Machine implements Pattern {
  readonly groups: readonly string[];
  readonly size: number;
  readonly #program: readonly Instruction[];
  /** Per instruction: the place in the text it was last reached at, so that no two threads stand on one. */
  readonly #reached: Int32Array;
  #steps = 0;

  constructor(program: readonly Instruction[], groups: readonly string[]) {
    this.#program = program;
    this.groups = groups;
    this.size = program.length;
    this.#reached = new Int32Array(program.length);
  }

  get steps(): number {
    return this.#steps;
  }

  match(text: string): Readonly<Record<string, string | undefined>> | undefined {
    const nothing = new Array<number | undefined>(2 * this.groups.length).fill(undefined);
    this.#reached.fill(-1);
    let best: Thread['saved'] | undefined;
    let threads: Thread[] = [];
    for (let place = 0; place <= text.length; place += 1) {
      // A match may begin here, where none began before it.
      if (best === undefined) this.#follow({ at: 0, saved: nothing }, place, text.length, threads);
      if (threads.length === 0 && best !== undefined) break;
      const next: Thread[] = [];
      const code = place < text.length ? text.charCodeAt(place) : undefined;
      for (const { at, saved } of threads) {
        const instruction = this.#program[at];
        if (instruction?.kind === 'match') {
          // What stands behind it is less wanted.
          best = saved;
          break;
        }
        if (instruction?.kind === 'take' && code !== undefined && instruction.set[code] === 1) {
          this.#follow({ at: at + 1, saved }, place + 1, text.length, next);
        }
      }
      threads = next;
    }
    if (best === undefined) return undefined;
    const found = best;
    return Object.fromEntries(
      this.groups.map((name, index) => {
        const from = found[2 * index];
        const to = found[2 * index + 1];
        return [name, from === undefined || to === undefined ? undefined : text.slice(from, to)];
      }),
    );
  }

  /** Adds what is reached from `thread` without taking a character, the most wanted first. */
  #follow(thread: Thread, place: number, length: number, into: Thread[]): void {
    const open: Thread[] = [thread];
    for (let current = open.pop(); current !== undefined; current = open.pop()) {
      const { at, saved } = current;
      if (this.#reached[at] === place) continue;
      this.#reached[at] = place;
      this.#steps += 1;
      const instruction = this.#program[at];
      switch (instruction?.kind) {
        case 'jump':
          open.push({ at: instruction.to, saved });
          break;
        case 'split':
          open.push({ at: instruction.second, saved }, { at: instruction.first, saved });
          break;
        case 'save':
          open.push({ at: at + 1, saved: saved.with(instruction.slot, place) });
          break;
        case 'start':
          if (place === 0) open.push({ at: at + 1, saved });
          break;
        case 'end':
          if (place === length) open.push({ at: at + 1, saved });
          break;
        default:
          into.push(current);
      }
    }
  }
}

const mostInstructions = 1_000;
