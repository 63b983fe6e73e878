import { describe, expect, test } from 'vitest';
import { isFiltered, noFilters, rowAfter, searchOf } from './archive-rules.ts';

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

test('keys move the choice and stop at both ends', () => {
  expect(rowAfter('ArrowDown', 0, 3, 10)).toBe(1);
  expect(rowAfter('ArrowUp', 0, 3, 10)).toBe(0);
  expect(rowAfter('PageDown', 0, 3, 10)).toBe(2);
  expect(rowAfter('End', 0, 500, 10)).toBe(499);
  expect(rowAfter('Home', 400, 500, 10)).toBe(0);
  expect(rowAfter('a', 0, 3, 10)).toBeNull();
  expect(rowAfter('ArrowDown', 0, 0, 10)).toBeNull();
});
