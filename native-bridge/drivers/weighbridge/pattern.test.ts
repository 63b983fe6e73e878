import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, type Pattern } from './pattern.ts';

describe('A pattern', () => {
  test('finds its named groups in a line', () => {
    const pattern = compiled('^(?<stable>ST|US),GS,(?<sign>[+-])\\s*(?<weight>\\d+)\\s*(?<unit>kg|t)$');
    expect(pattern.groups).toEqual(['stable', 'sign', 'weight', 'unit']);
    expect(pattern.match('ST,GS,+  12345 kg')).toEqual({
      stable: 'ST',
      sign: '+',
      weight: '12345',
      unit: 'kg',
    });
    expect(pattern.match('ST,GS,+  12345 kgs')).toBeUndefined();
  });

  test('matches what a regular expression of JavaScript matches, and takes the same parts', () => {
    fc.assert(
      fc.property(
        patterns(),
        fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '-'), maxLength: 12 }),
        (source, text) => {
          const read = compilePattern(source);
          // What can stand for nothing is not repeated here.
          fc.pre('pattern' in read);
          const expected = new RegExp(source).exec(text);
          expect(read.pattern.match(text)).toEqual(expected === null ? undefined : { ...expected.groups });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '^(?:a+)+$',
    '^(?:a|a)+b',
    '^(?:a|aa)+$',
    '(?:[a-z]+[a-z]+)+[0-9]',
    'a+a+a+a+a+a+a+a+b',
    '^(?:(?:a|b)+(?:a|b)+)+(?<weight>\\d)$',
    '(?:a{1,9}){1,9}b',
  ])('%s takes a time in proportion to the line, however it is', (source) => {
    const pattern = compiled(source);
    pattern.match('a'.repeat(100));
    const hundred = pattern.steps;
    pattern.match('a'.repeat(200));
    expect(pattern.steps - hundred).toBeLessThanOrEqual(201 * pattern.size);
  });

  test.each([
    ['(?<weight>\\d+', 'has a group without its )'],
    ['a)', 'has a ) too many'],
    ['(?=a)b', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'has \\1, which is not allowed'],
    ['\\p{L}', 'has \\p, which is not allowed'],
    ['\\', 'has \\, which is not allowed'],
    ['(?:a*)*', 'can stand for nothing'],
    ['(?:a|b?)+', 'can stand for nothing'],
    ['^*', 'can stand for nothing'],
    ['(?<weight>a)+', 'repeats a named group'],
    ['a**', 'repeats a repetition'],
    ['*a', 'has a * with nothing before it'],
    ['a{2,1}', 'repeats fewer times than it must'],
    ['a{x}', 'has a { that is no {N}'],
    ['[a', 'has a [ without its ]'],
    ['[z-a]', 'has a range that is none'],
    ['[\\d-z]', 'has a range that is none'],
    ['\\xg0', 'has a \\x without two'],
    ['(?<weight>a)|(?<weight>b)', 'has two groups called weight'],
    ['кг', 'has к, which no line can hold'],
    ['('.repeat(25), 'has too many groups'],
    ['(?:(?:a{1,99}){1,99}){1,99}', 'repeats too much'],
    ['a'.repeat(301), 'is longer than 300'],
  ])('%s is refused with the reason', (source, reason) => {
    expect(compilePattern(source)).toEqual({ problem: expect.stringContaining(reason) });
  });

  test('is read or refused whatever it is, and never fails', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 40 }),
          fc.string({ unit: fc.constantFrom(...'(?:<w>)[^a-z]{1,9}*+|\\d$.'), maxLength: 40 }),
        ),
        fc.string({ unit: 'binary-ascii', maxLength: 50 }),
        (source, text) => {
          const read = compilePattern(source);
          if ('pattern' in read) read.pattern.match(text);
          else expect(read.problem).not.toBe('');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function compiled(source: string): Pattern {
  const read = compilePattern(source);
  if ('problem' in read) throw new Error(read.problem);
  return read.pattern;
}

/** Patterns of the dialect, some of them with a repetition of what can stand for nothing. */
function patterns(): fc.Arbitrary<string> {
  const { pattern } = fc.letrec<{ pattern: string; part: string; repeated: string }>((tie) => ({
    pattern: fc.array(tie('repeated'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', '1', '\\d', '\\s', '\\w', '\\D', '.', '[ab]', '[^a]', '[a-b1]', '-'),
      fc.constantFrom('^', '$'),
      tie('pattern').map((inner) => `(?:${inner})`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(?:${one}|${other})`),
    ),
    repeated: fc.oneof(
      tie('part'),
      fc
        .tuple(
          tie('part'),
          fc.constantFrom('?', '*', '+', '{2}', '{1,3}', '{0,2}', '{1,}', '*?', '+?', '??', '{1,3}?'),
        )
        .map(([part, times]) => part + times),
    ),
  }));
  // A name for each of the first parts, so that what was taken by which is compared as well.
  return fc
    .array(pattern, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map((part, at) => `(?<${'xyz'[at]}>${part})`).join(''))
    .chain((source) => fc.constantFrom(source, `^${source}$`, `(?:${source})?b`));
}
