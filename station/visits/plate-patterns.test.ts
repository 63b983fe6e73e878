import { describe, expect, test } from 'vitest';
import { trainingArrival } from '../training/arrivals.ts';
import { normalisePlate } from './identifiers.pure.ts';
import { countriesOfPlate, countryOfPlate, isUnusualFor } from './plate-patterns.pure.ts';

describe('a plate', () => {
  test.each([
    ['123 ABC 02', 'KZ'],
    ['01 KG 123 ABC', 'KG'],
    ['01 А 123 ВС', 'UZ'],
    ['А123ВС 77', 'RU'],
    ['А123ВС 777', 'RU'],
    ['新A·12345', 'CN'],
    ['京A·D12345', 'CN'],
    ['AB 1234-7', 'BY'],
    ['34 ABC 123', 'TR'],
  ])('%s may be one of %s', (written, country) => {
    const plate = normalisePlate(written).normalised;
    expect(countriesOfPlate(plate)).toContain(country);
    expect(isUnusualFor(plate, country)).toBe(false);
  });

  test('of one country only says which; of several it does not', () => {
    expect(countryOfPlate('01KG123ABC')).toBe('KG');
    expect(countryOfPlate('1234AB01')).toBeNull();
    expect(countryOfPlate('X')).toBeNull();
  });

  test('of training is usual for its country', () => {
    for (let index = 0; index < 200; index += 1) {
      const { plate, country = '' } = trainingArrival(3, index).truck;
      expect(isUnusualFor(plate, country), `${country} ${plate}`).toBe(false);
    }
  });

  test('is unusual only for a country that is known', () => {
    expect(isUnusualFor('01KG123ABC', 'kz')).toBe(true);
    expect(isUnusualFor('01KG123ABC', 'DE')).toBe(false);
    expect(isUnusualFor('', 'KZ')).toBe(false);
  });
});
