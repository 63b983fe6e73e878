import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayAndTime,
  minutesSeconds,
  percent,
  readableContainer,
  readablePlate,
  spanInWords,
  timeOfDay,
  timeSoon,
  tonnes,
} from './format.ts';

describe('a duration', () => {
  test('is minutes and seconds below an hour, with hours above', () => {
    expect(minutesSeconds(0)).toBe('0:00');
    expect(minutesSeconds(18_999)).toBe('0:18');
    expect(minutesSeconds(2_461_000)).toBe('41:01');
    expect(minutesSeconds(3_600_000)).toBe('1:00:00');
    expect(minutesSeconds(26 * 3_600_000 + 61_000)).toBe('26:01:01');
  });

  test('is never negative, whatever the clocks did', () => {
    expect(minutesSeconds(-5)).toBe('0:00');
  });

  test('can be read back to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seconds) => {
        const parts = minutesSeconds(seconds * 1000)
          .split(':')
          .map(Number);
        expect(parts.reduce((total, part) => total * 60 + part, 0)).toBe(seconds);
      }),
    );
  });
});

describe('a time', () => {
  test("is in the post's zone, not the screen's", () => {
    expect(timeOfDay('2026-11-22T20:32:07.500Z', 'Asia/Almaty')).toBe('01:32:07');
    expect(timeOfDay(Date.UTC(2026, 10, 22, 9), 'Asia/Bishkek')).toBe('15:00:00');
  });

  test('has its month in letters, in the language of the reader', () => {
    const instant = '2026-03-04T09:05:00.000Z';
    expect(dayAndTime(instant, 'UTC', 'en')).toBe('4 Mar 2026, 09:05');
    expect(dayAndTime(instant, 'UTC', 'ru')).toMatch(/^4 мар\S* 2026, 09:05$/);
  });
});

test('a span of whole days, months or years goes by their names, also where a day has 23 hours', () => {
  const berlin = (from: string, to: string) =>
    spanInWords(`2026-${from}:00Z`, `2026-${to}:00Z`, 'Europe/Berlin', 'en');
  expect(berlin('03-28T23:00', '03-29T22:00')).toBe('Sun 29 Mar 2026');
  expect(berlin('02-28T23:00', '03-31T22:00')).toBe('March 2026');
  expect(berlin('03-22T23:00', '03-29T22:00')).toBe('23 Mar 2026 – 29 Mar 2026');
  expect(berlin('03-29T06:00', '03-29T18:00')).toBe('29 Mar 2026, 08:00 – 20:00');
  expect(berlin('03-29T18:00', '03-30T06:00')).toBe('29 Mar 2026, 20:00 – 30 Mar 2026, 08:00');
  expect(spanInWords('2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z', 'Europe/Berlin', 'en')).toBe('2026');
});

test('a time to come has its day from tomorrow on, by the clock of the post', () => {
  const soon = (instant: string) => timeSoon(instant, '2026-03-01T17:00:00Z', 'Asia/Almaty', 'en');
  expect(soon('2026-03-01T18:59:00Z')).toBe('23:59');
  expect(soon('2026-03-01T19:05:00Z')).toBe('2 Mar 2026, 00:05');
});

test('a percentage has the sign and the decimals of the reader', () => {
  expect(percent(0.2354, 'en', 1)).toBe('23.5%');
  expect(percent(0.2354, 'ru', 1)).toBe('23,5\u00a0%');
});

test('a weight has one decimal in the notation of the reader', () => {
  expect(tonnes(22_400, 'en')).toBe('22.4');
  expect(tonnes(22_400, 'ru')).toBe('22,4');
  expect(tonnes(22_000, 'en')).toBe('22.0');
});

describe('an identifier', () => {
  test('is shown in the groups people read aloud', () => {
    expect(readablePlate('01KG123ABC')).toBe('01 KG 123 ABC');
    expect(readablePlate('А123ВС77')).toBe('А 123 ВС 77');
    expect(readableContainer('CSQU3054383')).toBe('CSQU 305438 3');
  });

  test('that is not a container number is shown as it came', () => {
    expect(readableContainer('CSQU-30')).toBe('CSQU-30');
  });

  test('keeps all its characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,12}$/), (plate) => {
        expect(readablePlate(plate).replaceAll(' ', '')).toBe(plate);
      }),
    );
  });
});
