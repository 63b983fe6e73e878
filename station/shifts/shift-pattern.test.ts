import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createShiftPattern } from './shift-pattern.ts';

const dayAndNight = [
  { name: 'A', start: '08:00' },
  { name: 'B', start: '20:00' },
];

describe('the shift of an instant', () => {
  const almaty = createShiftPattern(dayAndNight, 'Asia/Almaty');

  test('is by the clock of the post, also over midnight', () => {
    // Almaty is at UTC+5 since 2024-03-01.
    expect(almaty.shiftAt('2026-03-01T20:30:00.000Z')).toEqual({
      id: '2026-03-01T20:00',
      name: 'B',
      from: '2026-03-01T15:00:00.000Z',
      to: '2026-03-02T03:00:00.000Z',
    });
  });

  test('holds its start and not its end', () => {
    expect(almaty.shiftAt('2026-03-01T03:00:00.000Z').name).toBe('A');
    expect(almaty.shiftAt('2026-03-01T02:59:59.999Z').name).toBe('B');
  });

  test('is an hour longer or shorter where the clocks change within it', () => {
    const berlin = createShiftPattern(dayAndNight, 'Europe/Berlin');
    const hours = (instant: string) => {
      const { from, to } = berlin.shiftAt(instant);
      return (Date.parse(to) - Date.parse(from)) / 3_600_000;
    };
    expect(hours('2026-03-29T01:00:00.000Z')).toBe(11);
    expect(hours('2026-10-25T01:00:00.000Z')).toBe(13);
    expect(hours('2026-10-26T01:00:00.000Z')).toBe(12);
  });

  test('begins later where its start is skipped, and at the first of two where it comes twice', () => {
    const berlin = createShiftPattern(
      [
        { name: 'night', start: '02:30' },
        { name: 'day', start: '10:00' },
      ],
      'Europe/Berlin',
    );
    expect(berlin.shiftAt('2026-03-29T05:00:00.000Z').from).toBe('2026-03-29T01:30:00.000Z');
    expect(berlin.shiftAt('2026-10-25T05:00:00.000Z').from).toBe('2026-10-25T00:30:00.000Z');
  });

  test('of a pattern with one start lasts a day', () => {
    const { from, to } = createShiftPattern([{ name: 'all', start: '00:00' }], 'UTC').shiftAt(
      '2026-03-01T00:00:00.000Z',
    );
    expect([from, to]).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z']);
  });
});

test('recent shifts meet one another, newest first', () => {
  const pattern = createShiftPattern(dayAndNight, 'Europe/Berlin');
  const recent = pattern.recentShifts('2026-03-30T12:00:00.000Z', 5);
  expect(recent.map((shift) => shift.id)).toEqual([
    '2026-03-30T08:00',
    '2026-03-29T20:00',
    '2026-03-29T08:00',
    '2026-03-28T20:00',
    '2026-03-28T08:00',
  ]);
  for (const [index, shift] of recent.slice(1).entries()) expect(shift.to).toBe(recent[index]?.from);
});

test('every instant is in exactly the shift that holds it, in any zone and pattern', () => {
  const zones = [
    'Asia/Almaty',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ];
  const start = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2032-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.uniqueArray(start, { minLength: 1, maxLength: 5 }),
      instants,
      (zone, starts, date) => {
        const pattern = createShiftPattern(
          starts.map((at, index) => ({ name: `${index}`, start: at })),
          zone,
        );
        const instant = date.toISOString();
        const shift = pattern.shiftAt(instant);
        expect(shift.from <= instant && instant < shift.to).toBe(true);
        expect(pattern.shiftAt(shift.from)).toEqual(shift);
        expect(pattern.shiftAt(new Date(Date.parse(shift.to) - 1).toISOString())).toEqual(shift);
        expect(pattern.shiftAt(shift.to).from).toBe(shift.to);
      },
    ),
    { numRuns: 150 },
  );
});
