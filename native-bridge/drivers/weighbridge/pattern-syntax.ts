/** A pattern as it is written. */
export type Node =
  /** One character: 1 for each of the 256 that it may be. */
  | { readonly kind: 'set'; readonly set: Uint8Array }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'either'; readonly choices: readonly Node[] }
  | { readonly kind: 'group'; readonly name: string | undefined; readonly body: Node }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly least: number;
      /** `undefined` is without an end. */
      readonly most: number | undefined;
      readonly greedy: boolean;
    };

/** Reads the dialect of PROTOCOL.md; `problem` is a sentence without its subject. */
export function parsePattern(source: string): { readonly node: Node } | { readonly problem: string } {
  if (source.length > longestPattern) return { problem: `is longer than ${longestPattern} characters` };
  try {
    return { node: new Parser(source).parse() };
  } catch (cause) {
    if (cause instanceof PatternProblem) return { problem: cause.message };
    throw cause;
  }
}

class PatternProblem extends Error {}

class Parser {
  readonly #source: string;
  readonly #names = new Set<string>();
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Node {
    const node = this.#either();
    if (this.#at < this.#source.length) throw this.#problem('has a ) too many');
    return node;
  }

  #either(): Node {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#problem('has too many groups in one another');
    const choices = [this.#sequence()];
    while (this.#take('|')) choices.push(this.#sequence());
    this.#depth -= 1;
    return choices.length === 1 ? (choices[0] as Node) : { kind: 'either', choices };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && this.#next !== '|' && this.#next !== ')')
      parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Node {
    const begin = this.#at;
    const body = this.#one();
    const times = this.#times();
    if (times === undefined) return body;
    const greedy = !this.#take('?');
    const written = this.#source.slice(begin, this.#at);
    if (canBeEmpty(body)) throw new PatternProblem(`repeats "${written}", which can stand for nothing`);
    if ((times.most ?? 2) > 1 && namesIn(body)) {
      throw new PatternProblem(`repeats a named group in "${written}": name the whole of it`);
    }
    if (this.#times() !== undefined) throw this.#problem('repeats a repetition');
    return { kind: 'repeat', body, ...times, greedy };
  }

  #times(): { readonly least: number; readonly most: number | undefined } | undefined {
    if (this.#take('*')) return { least: 0, most: undefined };
    if (this.#take('+')) return { least: 1, most: undefined };
    if (this.#take('?')) return { least: 0, most: 1 };
    if (this.#next !== '{') return undefined;
    const found = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(this.#source.slice(this.#at, this.#at + 10));
    if (found === null)
      throw this.#problem('has a { that is no {N}, {N,} or {N,M}; write \\{ for the character');
    this.#at += found[0].length;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === undefined ? undefined : Number(found[3]);
    if (most !== undefined && most < Math.max(1, least))
      throw this.#problem('repeats fewer times than it must');
    return { least, most };
  }

  #one(): Node {
    const char = this.#source[this.#at] as string;
    this.#at += 1;
    switch (char) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'set', set: complement(setOf('\n\r')) };
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', set: this.#class() };
      case '\\':
        return { kind: 'set', set: this.#escape() };
      case '*':
      case '+':
      case '?':
      case '{':
        throw this.#problem(`has a ${char} with nothing before it; write \\${char} for the character`);
      case ']':
      case '}':
        throw this.#problem(`has a ${char} too many; write \\${char} for the character`);
      default:
        return { kind: 'set', set: this.#literal(char) };
    }
  }

  #group(): Node {
    let name: string | undefined;
    if (this.#take('?')) {
      const named = /^<([A-Za-z]{1,20})>/.exec(this.#source.slice(this.#at, this.#at + 24));
      if (named !== null) {
        name = named[1] as string;
        this.#at += named[0].length;
        if (this.#names.has(name)) throw this.#problem(`has two groups called ${name}`);
        this.#names.add(name);
      } else if (!this.#take(':')) {
        throw this.#problem('looks ahead or behind, which is not allowed');
      }
    }
    const body = this.#either();
    if (!this.#take(')')) throw this.#problem('has a group without its )');
    return { kind: 'group', name, body };
  }

  #class(): Uint8Array {
    const negated = this.#take('^');
    const set = new Uint8Array(256);
    while (!this.#take(']')) {
      const from = this.#member();
      if (this.#next === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at += 1;
        const to = this.#member();
        const [first, last] = [only(from), only(to)];
        if (first === undefined || last === undefined || last < first)
          throw this.#problem('has a range that is none');
        set.fill(1, first, last + 1);
      } else add(set, from);
    }
    return negated ? complement(set) : set;
  }

  #member(): Uint8Array {
    const char = this.#source[this.#at];
    if (char === undefined) throw this.#problem('has a [ without its ]');
    this.#at += 1;
    if (char === '[') throw this.#problem('has a [ within another; write \\[ for the character');
    return char === '\\' ? this.#escape() : this.#literal(char);
  }

  #escape(): Uint8Array {
    const char = this.#source[this.#at];
    this.#at += 1;
    switch (char) {
      case 'd':
        return setOf(digits);
      case 'D':
        return complement(setOf(digits));
      case 's':
        return setOf(spaces);
      case 'S':
        return complement(setOf(spaces));
      case 'w':
        return setOf(wordCharacters);
      case 'W':
        return complement(setOf(wordCharacters));
      case 't':
        return setOf('\t');
      case 'x': {
        const code = /^[0-9a-fA-F]{2}/.exec(this.#source.slice(this.#at, this.#at + 2))?.[0];
        if (code === undefined) throw this.#problem('has a \\x without two hexadecimal digits');
        this.#at += 2;
        return setOf(String.fromCharCode(Number.parseInt(code, 16)));
      }
      default:
        if (char === undefined || /[A-Za-z0-9]/.test(char)) {
          throw this.#problem(`has \\${char ?? ''}, which is not allowed`);
        }
        return this.#literal(char);
    }
  }

  #literal(char: string): Uint8Array {
    if (char.charCodeAt(0) > 255) throw this.#problem(`has ${char}, which no line can hold`);
    return setOf(char);
  }

  get #next(): string | undefined {
    return this.#source[this.#at];
  }

  #take(char: string): boolean {
    if (this.#next !== char) return false;
    this.#at += 1;
    return true;
  }

  #problem(what: string): PatternProblem {
    return new PatternProblem(`${what} (at character ${Math.min(this.#at, this.#source.length)})`);
  }
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'start':
    case 'end':
      return true;
    case 'sequence':
      return node.parts.every(canBeEmpty);
    case 'either':
      return node.choices.some(canBeEmpty);
    case 'group':
      return canBeEmpty(node.body);
    case 'repeat':
      return node.least === 0 || canBeEmpty(node.body);
  }
}

function namesIn(node: Node): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.parts.some(namesIn);
    case 'either':
      return node.choices.some(namesIn);
    case 'group':
      return node.name !== undefined || namesIn(node.body);
    case 'repeat':
      return namesIn(node.body);
    default:
      return false;
  }
}

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const char of characters) set[char.charCodeAt(0)] = 1;
  return set;
}

function complement(set: Uint8Array): Uint8Array {
  return set.map((in_) => 1 - in_);
}

function add(set: Uint8Array, more: Uint8Array): void {
  for (let code = 0; code < 256; code += 1) if (more[code] === 1) set[code] = 1;
}

/** The one character of a set; `undefined` where there are several. */
function only(set: Uint8Array): number | undefined {
  const first = set.indexOf(1);
  return set.indexOf(1, first + 1) < 0 ? first : undefined;
}

const longestPattern = 300;
const deepest = 20;
const digits = '0123456789';
const wordCharacters = `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`;
/** As JavaScript has them, of the first 256. */
const spaces = '\t\n\v\f\r \xa0';
