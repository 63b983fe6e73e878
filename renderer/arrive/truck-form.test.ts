import { describe, expect, test } from 'vitest';
import type { VisitGlance } from '../../station/api/arrival-views.pure.ts';
import { truckInput } from '../../station/api/inputs.pure.ts';
import { emptyForm, formOf, limitOf, timeOf, truckOf } from './truck-form.ts';

const zone = 'Asia/Almaty';
const now = Date.parse('2026-03-01T08:00:00.000Z');
const at = { now, zone, lastCountry: 'TR' };

describe('what is typed at a check-in', () => {
  test('is as little as a plate', () => {
    expect(truckOf({ ...emptyForm, plate: ' 01 kg 123 abc ' }, at)).toEqual({
      plate: '01 kg 123 abc',
      laneClass: 'walk-up',
      country: 'KG',
    });
  });

  test('takes the country written last where the plate does not say it', () => {
    expect(truckOf({ ...emptyForm, plate: 'FOREIGN 1' }, at).country).toBe('TR');
    expect(truckOf({ ...emptyForm, plate: '01KG123ABC', country: 'kz' }, at).country).toBe('KZ');
  });

  test('takes from a booking what was left empty, and its plate', () => {
    const booking: VisitGlance = {
      id: 'v',
      version: 1,
      state: 'booked',
      truck: { plate: '01KG123ABC', laneClass: 'tir', goods: 'tiles', trailerPlate: '77AB' },
      bookedFor: null,
      bookingNumber: 'B-1',
      arrivedAt: null,
      decision: null,
      reason: '',
      outcome: null,
    };
    expect(truckOf({ ...emptyForm, plate: '01kg123abc', trailerPlate: '88CD' }, at, booking)).toEqual({
      plate: '01KG123ABC',
      laneClass: 'tir',
      goods: 'tiles',
      trailerPlate: '88CD',
      country: 'KG',
    });
  });

  test('comes back as it is on record when it is put right', () => {
    const truck = truckInput.parse({
      plate: '01KG123ABC',
      trailerPlate: '77AB',
      container: 'CSQU3054383',
      country: 'KG',
      laneClass: 'reefer',
      declaration: 'XB12345678',
      goods: 'apples',
      declaredWeightKg: 22_400,
      empty: true,
      seals: ['H1', 'H2'],
      sealStates: { H1: 'broken' },
      reefer: { setPointC: 2, actualC: 3.5, gensetRunning: false, limitAt: '2026-03-01T14:00:00.000Z' },
    });
    expect(truckOf(formOf(truck as never, zone), at)).toEqual(truck);
  });
});

describe('a time limit', () => {
  test('is hours that are left or a time at the post, the next one', () => {
    expect(limitOf('6', now, zone)).toBe('2026-03-01T14:00:00.000Z');
    expect(limitOf('1,5', now, zone)).toBe('2026-03-01T09:30:00.000Z');
    expect(limitOf('14:30', now, zone)).toBe('2026-03-01T09:30:00.000Z');
    expect(limitOf('02:00', now, zone)).toBe('2026-03-01T21:00:00.000Z');
    expect(limitOf('02.03.2026 14:30', now, zone)).toBe('2026-03-02T09:30:00.000Z');
    expect(limitOf('', now, zone)).toBeNull();
    expect(limitOf('soon', now, zone)).toBe('unreadable');
    expect(timeOf('25:00', now, zone)).toBeNull();
  });
});
