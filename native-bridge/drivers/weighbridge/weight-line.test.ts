import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WeightFormat, weightFormats } from './formats.ts';
import { compilePattern } from './pattern.ts';
import { weighbridge } from './weighbridge.ts';
import { readWeight, type WeightUnit } from './weight-line.ts';

function reader(format: WeightFormat, unit: WeightUnit = 'kg') {
  const compiled = compilePattern(format.pattern);
  if ('problem' in compiled) throw new Error(compiled.problem);
  const { stableWhen, netWhen } = format;
  return (line: string) => readWeight(line, { pattern: compiled.pattern, stableWhen, netWhen, unit });
}

const at = (kg: number | null, stable = true, net = false) => ({ kg, stable, net });

describe('A line of the scales', () => {
  test.each([
    ['st-gs', 'ST,GS,+  12345 kg', at(12_345)],
    ['st-gs', 'US,GS,+  12345 kg', at(12_345, false)],
    ['st-gs', 'ST,GS,     0.0,kg', at(0)],
    ['st-gs', '01ST,GS,   31.24,t', at(31_240)],
    ['st-gs', 'ST, GS, +0123456', at(123_456)],
    ['st-gs', 'ST,GS,-    20 kg', at(-20)],
    ['st-gs', 'ST,GS,+  10000lb', at(4_535.924)],
    ['st-gs', 'ST,NT,+  12345 kg', at(12_345, true, true)],
    ['st-gs', 'OL,GS,+------ kg', at(null, false)],
    ['st-gs', 'ST,GS,+ 12,5 t', at(12_500)],
    ['sign-weight-status', '\x02   12345G', at(12_345)],
    ['sign-weight-status', '\x02-    20M', undefined],
    ['sign-weight-status', '-     20M', at(-20, false)],
    ['sign-weight-flags-unit', '   12345G Z- kg', at(12_345)],
    ['sign-weight-flags-unit', '   12345GM -   ', at(12_345, false)],
    ['sign-weight-flags-unit', '  12.345N  -  t', at(12_345, true, true)],
    ['weight-unit', '12345 kg', at(12_345)],
    ['weight-unit', ' 12.345 T ', at(12_345)],
    ['weight-unit', '12345 oz', undefined],
    ['weight-unit', '12345 kg 5', undefined],
    ['weight-unit', '', undefined],
    ['weight-unit', '1.2.3', undefined],
  ] as const)('of the format %s, %j', (format, line, reading) => {
    expect(reader(weightFormats[format])(line)).toEqual(reading);
  });

  test('of no unit is in the unit of the settings', () => {
    expect(reader(weightFormats['weight-unit'], 't')('12.5')).toEqual(at(12_500));
  });

  test('of every format in PROTOCOL.md is the one that is shown there', () => {
    const text = readFileSync(new URL('./PROTOCOL.md', import.meta.url), 'utf8');
    for (const [name, format] of Object.entries(weightFormats)) {
      const shown = new RegExp(`^\\| \`${name}\` \\| \`(.+?)\` \\|`, 'm').exec(text)?.[1];
      expect(reader(format)(shown ?? '')).toEqual(at(12_345));
    }
  });

  test('is read or not whatever it is, to a number that is one', () => {
    const readers = Object.values(weightFormats).map((format) => reader(format));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary-ascii', maxLength: 200 }),
          fc.string({ unit: fc.constantFrom(...'STUSGNOLkgtlb,.+- 0123456789'), maxLength: 40 }),
        ),
        (line) => {
          for (const read of readers) {
            const reading = read(line);
            if (reading?.kg != null) expect(Number.isFinite(reading.kg)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('Settings', () => {
  test.each([
    [{ format: 'pattern', pattern: '(?<weight>\\d+' }, 'missing closing )'],
    [{ format: 'pattern', pattern: '\\d+' }, 'has no group (?<weight>…)'],
    [{ format: 'pattern', pattern: '(?<weight>\\d+)(?<colour>a)' }, 'has a group colour'],
    [{ pattern: '(?<weight>\\d+)' }, 'is only for the format "pattern"'],
    [{ poll: '\\q' }, 'must be printable characters'],
    [{ silentAfterSeconds: 60 }, 'must be longer'],
    [{ emptyBelow: 1 }, 'nrecognized key'],
  ])('%j are refused', (given, reason) => {
    const parsed = weighbridge.settings.safeParse(given);
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(reason);
  });

  test('have a sensible value for each, and an example pattern that can be used', () => {
    expect(weighbridge.settings.parse({})).toMatchObject({ format: 'st-gs', unit: 'kg', poll: null });
    const pattern = '^(?<stable>[SD])\\s*(?<sign>[+-])?\\s*(?<weight>\\d+)\\s*(?<unit>kg|t)$';
    const settings = weighbridge.settings.parse({ format: 'pattern', pattern, stableWhen: ['S'] });
    expect(reader(settings)('S +  12345 kg')).toEqual(at(12_345));
    expect(reader(settings)('D +  12345 kg')).toEqual(at(12_345, false));
  });
});
