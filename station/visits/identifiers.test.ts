import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContainer, containerCheckDigit, formatContainer, normalisePlate } from './identifiers.pure.ts';

const samples = resolve(process.env.SCANPOST_SAMPLES ?? '../shared/samples', 'iso6346.json');
const letters = (count: number) =>
  fc.array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), { minLength: count, maxLength: count });
const body = fc
  .tuple(letters(3), fc.constantFrom('U', 'J', 'Z'), fc.integer({ min: 0, max: 999_999 }))
  .map(([owner, category, serial]) => owner.join('') + category + String(serial).padStart(6, '0'));

describe('a container number', () => {
  it('is valid with the right check digit', () => {
    expect(checkContainer('CSQU3054383')).toEqual({ valid: true, normalised: 'CSQU3054383' });
    expect(checkContainer(' csqu 305438-3 ')).toEqual({ valid: true, normalised: 'CSQU3054383' });
  });

  it('says what is wrong with it', () => {
    expect(checkContainer('CSQU3054384').reason).toBe('check-digit');
    expect(checkContainer('CSQU305438').reason).toBe('length');
    expect(checkContainer('C5QU3054383').reason).toBe('owner');
    expect(checkContainer('CSQX3054383').reason).toBe('category');
    expect(checkContainer('CSQU30S4383').reason).toBe('serial');
    expect(checkContainer('').reason).toBe('length');
  });

  it('counts a remainder of 10 as 0', () => {
    const tens = Array.from({ length: 200 }, (_, i) => `CSQU${String(i).padStart(6, '0')}`).filter(
      (number) => weighted(number) % 11 === 10,
    );
    expect(tens.length).toBeGreaterThan(10);
    for (const number of tens) expect(checkContainer(`${number}0`).valid).toBe(true);
  });

  it('has exactly one check digit for each body', () => {
    fc.assert(
      fc.property(body, (number) => {
        const valid = '0123456789'.split('').filter((digit) => checkContainer(number + digit).valid);
        expect(valid).toEqual([String(containerCheckDigit(number))]);
        expect(containerCheckDigit(number)).toBe((weighted(number) % 11) % 10);
      }),
    );
  });

  it('is found wrong after any one digit was mistyped, but for the digits that ISO leaves alike', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 4, max: 9 }), fc.integer({ min: 1, max: 9 }), (number, at, add) => {
        const digit = (Number(number[at]) + add) % 10;
        const typed = number.slice(0, at) + digit + number.slice(at + 1);
        const alike = weighted(number) % 11 === 10 || weighted(typed) % 11 === 10;
        if (!alike) expect(checkContainer(typed + containerCheckDigit(number)).valid).toBe(false);
      }),
    );
  });

  it('is shown as it is painted, or as it came when it is wrong', () => {
    expect(formatContainer('csqu3054383')).toBe('CSQU 305438 3');
    expect(formatContainer('CSQU 1')).toBe('CSQU 1');
  });

  it('is judged whatever is typed, without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof checkContainer(text).valid === 'boolean'),
    );
  });

  it('is judged as the samples say', (context) => {
    if (!existsSync(samples))
      context.skip('the samples are not there: name their folder in SCANPOST_SAMPLES');
    const cases = JSON.parse(readFileSync(samples, 'utf8')) as { value: string; valid: boolean }[];
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.map(({ value }) => ({ value, valid: checkContainer(value).valid }))).toEqual(cases);
  });
});

describe('a plate', () => {
  it('is upper case without spaces and dashes', () => {
    expect(normalisePlate('01 kg 123-abc')).toEqual({ normalised: '01KG123ABC', warnings: [] });
  });

  it('reads Cyrillic letters as the Latin ones they look like', () => {
    expect(normalisePlate('а 123 вс 77').normalised).toBe('A123BC77');
    expect(normalisePlate('А123ВС77').normalised).toBe(normalisePlate('A123BC77').normalised);
  });

  it('warns and never refuses', () => {
    expect(normalisePlate('  ').warnings).toEqual(['empty']);
    expect(normalisePlate('A1').warnings).toEqual(['short']);
    expect(normalisePlate('ABCDEFG').warnings).toEqual(['no-digit']);
    expect(normalisePlate('12345678901').warnings).toEqual(['long']);
    expect(normalisePlate('123Ж4').warnings).toEqual(['letters-unknown']);
  });

  it('stays the same when normalised again, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalisePlate(text);
        expect(normalisePlate(once.normalised)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same however it is spaced and cased', () => {
    const characters = fc.array(fc.constantFrom(...'ABCEHKMOPTXY0123456789'), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(
        characters,
        fc.array(fc.constantFrom('', ' ', '-', '\u00a0', '·'), { minLength: 10 }),
        (plate, gaps) => {
          const typed = plate.map((character, i) => character.toLowerCase() + gaps[i % gaps.length]).join('');
          expect(normalisePlate(typed).normalised).toBe(plate.join(''));
        },
      ),
    );
  });
});

/** The weighted sum of ISO 6346 by its table of letter values, written out. */
function weighted(number: string): number {
  const values: Record<string, number> = {
    A: 10,
    B: 12,
    C: 13,
    D: 14,
    E: 15,
    F: 16,
    G: 17,
    H: 18,
    I: 19,
    J: 20,
    K: 21,
    L: 23,
    M: 24,
    N: 25,
    O: 26,
    P: 27,
    Q: 28,
    R: 29,
    S: 30,
    T: 31,
    U: 32,
    V: 34,
    W: 35,
    X: 36,
    Y: 37,
    Z: 38,
  };
  return [...number].reduce(
    (sum, character, i) => sum + (values[character] ?? Number(character)) * 2 ** i,
    0,
  );
}
