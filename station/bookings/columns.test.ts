import { describe, expect, test } from 'vitest';
import { guessMapping, headerKey, missingFields } from './columns.pure.ts';

describe('the columns of a list', () => {
  test.each([
    [
      ['Booking No', 'Truck plate', 'Trailer', 'Date', 'Time', 'Container', 'Goods', 'Gross weight, t'],
      ['number', 'plate', 'trailerPlate', 'date', 'time', 'container', 'goods', 'weightT'],
    ],
    [
      ['№', 'Госномер', 'Прицеп', 'Дата и время', 'Груз', 'Масса, кг', 'Пункт пропуска'],
      ['number', 'plate', 'trailerPlate', 'slot', 'goods', 'weightKg', 'post'],
    ],
    [
      ['id', 'truck.plateNumber', 'truck.trailerPlate', 'slot', 'lane_class', 'truck.country', 'remarks'],
      ['number', 'plate', 'trailerPlate', 'slot', 'laneClass', 'country', null],
    ],
    [
      ['Номер брони', 'Номер ТС', 'Время прибытия', 'Вес брутто, т', 'Номер декларации', 'Категория'],
      ['number', 'plate', 'slot', 'weightT', 'declaration', 'laneClass'],
    ],
  ])('are known by their titles: %j', (header, mapping) => {
    expect(guessMapping(header)).toEqual(mapping);
    expect(missingFields(guessMapping(header))).toEqual([]);
  });

  test('take a lone date for the time as well', () => {
    expect(guessMapping(['Plate', 'Date'])).toEqual(['plate', 'slot']);
  });

  test('lack what no title says', () => {
    expect(missingFields(guessMapping(['A', 'B']))).toEqual(['plate', 'slot']);
    expect(missingFields(['plate', 'date'])).toEqual(['slot']);
  });

  test('are the same columns whatever case and signs they are written with', () => {
    expect(headerKey(['Truck plate', 'Slot'])).toBe(headerKey(['truck_plate', 'SLOT:']));
    expect(headerKey(['Truck plate', 'Slot'])).not.toBe(headerKey(['Slot', 'Truck plate']));
  });
});
