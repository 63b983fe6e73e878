import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanner } from '../console/visit.fixture.ts';
import { scannerLook } from './scanner-look.ts';

const known = fc.constantFrom(true, false, null);
const links = fc.constantFrom('connecting', 'online', 'degraded', 'lost', 'retrying', 'none');
const stateWords = fc.constantFrom('ready', 'armed', 'standby', 'emergency-stop', 'unheard-of');

describe('a scanner on screen', () => {
  test('is ready and green when it says so and nothing forbids it', () => {
    expect(scannerLook(scanner())).toEqual({ state: 'ready', shape: 'disc', tone: 'green' });
  });

  test('is never ready or green while a stop or an interlock is latched, open or unknown', () => {
    fc.assert(
      fc.property(
        stateWords,
        links,
        known,
        fc.array(known, { maxLength: 4 }),
        (state, link, latched, doors) => {
          const interlocks = doors.map((closed, index) => ({ name: `door ${index}`, closed }));
          const look = scannerLook(scanner({ state, link, emergencyStop: { latched }, interlocks }));
          const allowed =
            state === 'ready' &&
            (link === 'online' || link === 'degraded') &&
            latched === false &&
            doors.every((door) => door === true);
          expect(look.state === 'ready').toBe(allowed);
          // What comes over a disturbed link is not confirmed.
          expect(look.tone === 'green').toBe(allowed && link === 'online');
        },
      ),
    );
  });

  test('stands at its emergency stop whatever else it says of itself', () => {
    for (const state of ['ready', 'scanning', 'fault', 'unheard-of']) {
      expect(scannerLook(scanner({ state, emergencyStop: { latched: true } })).state).toBe('emergency-stop');
    }
  });

  test('that says READY with a door open is a scanner with an interlock open', () => {
    const open = scanner({ interlocks: [{ name: 'north door', closed: false }] });
    expect(scannerLook(open).state).toBe('interlock-open');
  });
});
