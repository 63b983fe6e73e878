import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import en from '../../resources/locales/en/common.json';
import { scanner } from '../console/visit.fixture.ts';
import { scannerLook } from './scanner-look.ts';
import { scannerWaits } from './scanner-waits.ts';

const now = Date.parse('2026-11-22T20:00:00.000Z');
const waits = (change: Parameters<typeof scanner>[0]) => scannerWaits(scanner(change), now);

describe('what a scanner waits for', () => {
  test.each([
    ['its warm-up, with the time left', { state: 'warm-up', secondsLeft: 39.2 }, 'warmUp', { seconds: 40 }],
    ['its warm-up, as long as it takes', { state: 'warm-up' }, 'warmUpLong', {}],
    ['the beam after its warning', { state: 'armed', secondsLeft: 4 }, 'beam', { seconds: 4 }],
    [
      'a door',
      { interlocks: [{ name: 'door 2', closed: false }], state: 'interlock-open' },
      'doors',
      { names: 'door 2' },
    ],
    ['a door it does not name', { interlocks: [], state: 'interlock-open' }, 'doorsUnnamed', {}],
    ['a sensor', { interlocks: [{ name: 'door 1', closed: null }] }, 'doorsUnknown', { names: 'door 1' }],
    ['the key', { emergencyStop: { latched: true } }, 'key', {}],
    ['the key, there', { emergencyStop: { latched: true, where: 'cabin' } }, 'keyAt', { where: 'cabin' }],
    ['word of its stop', { emergencyStop: { latched: null } }, 'stopUnknown', {}],
    ['a technician', { state: 'fault', fault: { code: 'F7', text: 'arc' } }, 'fault', { what: 'F7, arc' }],
    ['its operator', { state: 'standby' }, 'standby', {}],
    [
      'the next try',
      { link: 'retrying', linkError: { code: 'X', retryAt: '2026-11-22T20:00:03.000Z' } },
      'retry',
      { seconds: 3 },
    ],
    ['the try under way', { link: 'connecting', linkError: { code: 'X', retryAt: null } }, 'retryNow', {}],
    ['its first word', { link: 'connecting' }, 'connecting', {}],
    ['a state that has a name', { state: 'unheard-of' }, 'notSaid', {}],
  ] as const)('is %s', (_, change, id, values) => {
    expect(waits(change)[0]).toEqual({ id, values });
  });

  test('is nothing while it is ready or at work', () => {
    expect(waits({})).toEqual([]);
    expect(waits({ state: 'scanning', beamOn: true })).toEqual([]);
  });

  test('is the station, while nothing is known of it', () => {
    expect(scannerWaits(null, now)).toEqual([{ id: 'station', values: {} }]);
  });

  test('is always said where it is not ready, in words there are', () => {
    const known = fc.constantFrom(true, false, null);
    const states = ['ready', 'warm-up', 'standby', 'armed', 'offline', 'maintenance', 'emergency-stop', 'x'];
    fc.assert(
      fc.property(fc.constantFrom(...states), known, known, (state, latched, closed) => {
        const seen = scanner({ state, emergencyStop: { latched }, interlocks: [{ name: 'door', closed }] });
        const said = scannerWaits(seen, now);
        if (scannerLook(seen).state !== 'ready') expect(said.length).toBeGreaterThan(0);
        for (const { id } of said) expect(en.waits).toHaveProperty(id);
      }),
    );
  });
});
