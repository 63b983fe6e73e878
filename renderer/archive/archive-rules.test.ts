import { describe, expect, test } from 'vitest';
import { dayOf, isFiltered, noFilters, rowAfter, searchOf } from './archive-rules.ts';

describe('what is asked of the archive', () => {
  test('is nothing while no field says anything', () => {
    expect(isFiltered({ ...noFilters, text: '  ' })).toBe(false);
    expect(searchOf({ ...noFilters, text: '  ' }, 'UTC')).toEqual({});
  });

  test('is whole days of the post, also where a day has 23 hours', () => {
    const days = { ...noFilters, from: '2026-03-29', to: '2026-03-29' };
    expect(isFiltered(days)).toBe(true);
    expect(searchOf(days, 'Europe/Berlin')).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
    expect(searchOf(days, 'Asia/Almaty')).toEqual({
      from: '2026-03-28T19:00:00.000Z',
      to: '2026-03-29T19:00:00.000Z',
    });
  });

  test('leaves out a day that is half typed, and takes fields as they are', () => {
    const typed = { ...noFilters, from: '0002-03-01', to: '2026-3', plate: ' 01kg ', decision: 'refer' };
    expect(searchOf(typed, 'UTC')).toEqual({ plate: '01kg', decision: 'refer' });
  });
});

test('a day is read in both ways it is written at posts, and never guessed', () => {
  expect(['2026-03-01', '2026-3-1', '1.3.2026', ' 01.03.2026 '].map(dayOf)).toEqual(
    Array(4).fill('2026-03-01'),
  );
  expect(['', '03/01/2026', '2026-02-30', '1.3.26', '2026', '0026-01-01'].map(dayOf)).toEqual(
    Array(6).fill(null),
  );
});

test('keys move the choice and stop at both ends', () => {
  expect(rowAfter('ArrowDown', 0, 3, 10)).toBe(1);
  expect(rowAfter('ArrowUp', 0, 3, 10)).toBe(0);
  expect(rowAfter('PageDown', 0, 3, 10)).toBe(2);
  expect(rowAfter('End', 0, 500, 10)).toBe(499);
  expect(rowAfter('Home', 400, 500, 10)).toBe(0);
  expect(rowAfter('a', 0, 3, 10)).toBeNull();
  expect(rowAfter('ArrowDown', 0, 0, 10)).toBeNull();
});
