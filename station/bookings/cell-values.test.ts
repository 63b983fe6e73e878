import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { readClass, readNumber, readSlot, readTurnReason } from './cell-values.pure.ts';
import type { Cell } from './table.pure.ts';

const zone = 'Asia/Almaty';
const slot = (cell: Cell, clock: Cell = null, at = zone) => {
  const read = readSlot(cell, clock, at);
  return 'value' in read ? read.value : read.problem;
};
/** 08:30 at the post, which is five hours before Greenwich. */
const expected = '2026-03-04T03:30:00.000Z';

describe('a booked time', () => {
  test.each([
    '2026-03-04 08:30',
    '2026-03-04T08:30:00',
    '2026-03-04T03:30:00Z',
    '2026-03-04T08:30+05:00',
    '2026/03/04 08:30',
    '04.03.2026 08:30',
    '4.3.26, 8:30',
    '4 Mar 2026 08:30',
    '4 марта 2026 г. 08:30',
    '4 марта 2026 в 8.30',
    '2026-03-04 08:30–09:30',
    '2026-03-04 8:30 AM',
    46_085.354_166_67,
    '46085,35416667'.replace(',', '.'),
    { local: '2026-03-04T08:30:00' },
  ])('is read as %j', (cell) => {
    expect(slot(cell)).toBe(expected);
  });

  test('is put together from a day and a time of two columns', () => {
    expect(slot('04.03.2026', '08:30')).toBe(expected);
    expect(slot({ local: '2026-03-04T00:00:00' }.local.slice(0, 10), 0.354_166_67)).toBe(expected);
    expect(slot('2026-03-04', { local: '1899-12-30T08:30:00' })).toBe(expected);
  });

  test('that can be read in two ways is refused; a number above 12 says which is the day', () => {
    expect(slot('03/04/2026 08:30')).toBe('timeAmbiguous');
    expect(slot('25/03/2026 08:30')).toBe('2026-03-25T03:30:00.000Z');
    expect(slot('03/25/2026 08:30')).toBe('2026-03-25T03:30:00.000Z');
  });

  test('that is none is refused', () => {
    for (const text of ['soon', '2026-02-30 08:30', '2026-03-04', '2026-03-04 25:00', '04.13.2026 08:30'])
      expect(slot(text), text).toBe('timeUnreadable');
    expect(slot('')).toBe('timeMissing');
    expect(slot(null)).toBe('timeMissing');
  });

  test('in the hour that summer time leaves out is none', () => {
    expect(slot('2026-03-29 02:30', null, 'Europe/Berlin')).toBe('timeNotThere');
    expect(slot('2026-03-29 03:30', null, 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  test('is the same however it is written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2099, 0, 1) / 60_000 }),
        (minute) => {
          const at = DateTime.fromMillis(minute * 60_000, { zone });
          const iso = at.toUTC().toISO();
          // A clock set back has two such times; either may be meant.
          const twice = at.plus({ hours: 1 }).toFormat('HH:mm') === at.toFormat('HH:mm');
          if (twice || at.minus({ hours: 1 }).toFormat('HH:mm') === at.toFormat('HH:mm')) return;
          for (const form of [
            'yyyy-MM-dd HH:mm',
            'dd.MM.yyyy HH:mm',
            'd LLLL yyyy H:mm',
            "yyyy-MM-dd'T'HH:mm:ssZZ",
          ])
            expect(slot(at.setLocale('en').toFormat(form)), form).toBe(iso);
        },
      ),
    );
  });

  test('whatever stands there is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.boolean()), (cell) => {
        expect(readSlot(cell, null, zone)).toBeTypeOf('object');
      }),
    );
  });
});

describe('a number', () => {
  test.each([
    ['22400', 22_400],
    ['22 400', 22_400],
    ['22\u00a0400,5', 22_400.5],
    ['22,400', 22_400],
    ['22.400,5', 22_400.5],
    ['22,400.5 kg', 22_400.5],
    ['1,022,400', 1_022_400],
    ['22400 кг', 22_400],
  ])('of kilograms: %s', (text, value) => {
    expect(readNumber(text, true)).toBe(value);
  });

  test.each([
    ['22,4', 22.4],
    ['22.4 т', 22.4],
    ['22,400', 22.4],
    ['22.4 tonnes', 22.4],
  ])('of tonnes: %s', (text, value) => {
    expect(readNumber(text, false)).toBe(value);
  });

  test('is none where it is no number', () => {
    for (const text of ['heavy', '-5', '', '1e5', '..']) expect(readNumber(text, true), text).toBeNull();
  });
});

test('classes and reasons are known by their words in English and Russian', () => {
  expect(
    ['', 'TIR', 'МДП', 'Reefer', 'рефрижератор', 'внеочередная', 'Ускоренная', 'живая очередь'].map(
      readClass,
    ),
  ).toEqual(['booked', 'tir', 'tir', 'reefer', 'reefer', 'out-of-turn', 'accelerated', 'walk-up']);
  expect(readClass('???')).toBeNull();
  expect(['ADR', 'скоропортящийся груз', 'livestock', 'экспорт', ''].map(readTurnReason)).toEqual([
    'dangerous-goods',
    'perishables',
    'animals',
    'exports',
    null,
  ]);
});
