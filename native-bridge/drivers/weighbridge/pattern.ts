import { RE2JS } from 're2js';

/** A pattern that takes a time in proportion to the line's length, whatever the two are. */
export interface Pattern {
  /** Its named groups. */
  readonly groups: readonly string[];
  /**
   * The first match in `text`: what each named group holds, `undefined` for a group that took no part. `undefined`
   * without a match.
   */
  match(text: string): Readonly<Record<string, string | undefined>> | undefined;
}

/** A count like `{99}` stands for so many copies: more of them than this in all would make each line slow. */
const mostRepeats = 1_000;

/**
 * Reads a regular expression as RE2 has them: it runs in linear time, so that no pattern and no line can hang the
 * driver. `problem` is a sentence without its subject.
 */
export function compilePattern(source: string): { readonly pattern: Pattern } | { readonly problem: string } {
  if (source.length > 300) return { problem: 'is longer than 300 characters' };
  if (copiesIn(source) > mostRepeats) return { problem: 'repeats too much: make it shorter' };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message.replace(/^error parsing regexp: /, '') : String(fault);
    return { problem: `cannot be read: ${why}` };
  }
  const groups = Object.keys(compiled.namedGroups());
  const match = (text: string) => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return undefined;
    return Object.fromEntries(groups.map((name) => [name, matcher.group(name) ?? undefined]));
  };
  return { pattern: { groups, match } };
}

/** An upper bound of the copies that nested counts stand for: the product of them all. */
function copiesIn(source: string): number {
  let copies = 1;
  for (const [, least, most] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    copies *= Math.max(1, Number(least), Number(most ?? 0));
  }
  return copies;
}
