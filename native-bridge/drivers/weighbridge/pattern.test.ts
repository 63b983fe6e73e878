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

  test.each([
    '^(?:a+)+$',
    '^(?:a|a)+b',
    '^(?:a|aa)+$',
    '(?:[a-z]+[a-z]+)+[0-9]',
    '^(?:(?:a|b)+(?:a|b)+)+(?<weight>\\d)$',
  ])('%s on a line that JavaScript would never be done with', (source) => {
    expect(compiled(source).match(`${'a'.repeat(200)}!`)).toBeUndefined();
  });

  test.each([
    ['(?<weight>\\d+', 'missing closing )'],
    ['a)', 'unexpected )'],
    ['(?=a)b', 'cannot be read'],
    ['(a)\\1', 'invalid escape sequence'],
    ['\\', 'cannot be read'],
    ['*a', 'missing argument to repetition operator'],
    ['a{2,1}', 'invalid repeat count'],
    ['[a', 'missing closing ]'],
    ['[z-a]', 'invalid character class range'],
    ['(?<weight>a)|(?<weight>b)', 'duplicate capture group name'],
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
