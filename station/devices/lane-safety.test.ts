import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceReading, PlcSignalView } from '../api/device-views.pure.ts';
import type { ScannerView } from '../api/views.pure.ts';
import { configuredSignals, type LanePlc, refuseUnlessSafe, withLaneSafety } from './lane-safety.ts';

const named = (...signals: [name: string, meaning: string][]) =>
  signals.map(([name, meaning]) => ({ name, meaning }));
const plc = (signals: LanePlc['signals'], said: Record<string, boolean | number | null> | null): LanePlc => {
  const reading: DeviceReading | null = said && {
    role: 'plc',
    signals: Object.entries(said).map(([name, value]): PlcSignalView => {
      const meaning = signals?.find((each) => each.name === name)?.meaning ?? 'other';
      return { name, meaning, value, unit: '', writable: false };
    }),
  };
  return { view: { id: 'plc', reading }, signals };
};
const door = named(['door', 'interlock'], ['pillar', 'emergency-stop'], ['gate', 'barrier']);
const codeOf = (plcs: readonly LanePlc[]) => {
  try {
    refuseUnlessSafe('1', plcs);
    return null;
  } catch (fault) {
    return (fault as { code: string }).code;
  }
};
const scanner: ScannerView = {
  id: 's',
  lane: '1',
  address: 'tcp://s:1',
  link: 'online',
  linkError: null,
  state: 'ready',
  model: null,
  interlocks: [{ name: 'key', closed: true }],
  emergencyStop: { latched: false },
  beamOn: false,
  fault: null,
  secondsLeft: null,
  energiesMeV: [],
  scan: null,
};

describe('a lane with a PLC', () => {
  it.each([
    ['all is closed and released', { door: true, pillar: false, gate: null }, null],
    ['an interlock is open', { door: false, pillar: false, gate: true }, 'INTERLOCK_OPEN'],
    ['an interlock is unknown', { door: null, pillar: false, gate: true }, 'INTERLOCK_UNKNOWN'],
    ['an interlock was not told', { pillar: false, gate: true }, 'INTERLOCK_UNKNOWN'],
    ['an interlock is a number', { door: 1, pillar: false }, 'INTERLOCK_UNKNOWN'],
    ['the stop is latched, whatever else', { door: false, pillar: true }, 'EMERGENCY_STOP'],
    ['the stop is unknown', { door: true, pillar: null }, 'INTERLOCK_UNKNOWN'],
    ['the PLC is lost', null, 'INTERLOCK_UNKNOWN'],
  ])('where %s answers a scan with %o → %s', (_what, said, code) => {
    expect(codeOf([plc(door, said)])).toBe(code);
  });

  it('without safety signals lets a scan go on, there or lost', () => {
    const gate = named(['gate', 'barrier'], ['belt', 'speed']);
    expect(codeOf([plc(gate, { gate: true, belt: 0.4 })])).toBeNull();
    expect(codeOf([plc(gate, null)])).toBeNull();
    expect(codeOf([])).toBeNull();
  });

  it('whose signals nobody knows does not let a scan go on until it has spoken', () => {
    expect(codeOf([plc(null, null)])).toBe('INTERLOCK_UNKNOWN');
    expect(codeOf([plc(null, { light: true })])).toBeNull();
  });

  it('lets a scan go on only when every interlock is closed and every stop released', () => {
    const value = fc.constantFrom(true, false, null, 1, undefined);
    const meaning = fc.constantFrom('interlock', 'emergency-stop', 'barrier', 'other');
    const one = fc.tuple(fc.array(fc.tuple(meaning, value), { maxLength: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(one, { maxLength: 3 }), (drawn) => {
        const plcs = drawn.map(([signals, lost]) =>
          plc(
            named(...signals.map(([means], at): [string, string] => [`s${at}`, means])),
            lost
              ? null
              : Object.fromEntries(
                  signals.flatMap(([, said], at) => (said === undefined ? [] : [[`s${at}`, said] as const])),
                ),
          ),
        );
        const safe = drawn.every(([signals, lost]) =>
          signals.every(
            ([means, said]) =>
              (means !== 'interlock' || (!lost && said === true)) &&
              (means !== 'emergency-stop' || (!lost && said === false)),
          ),
        );
        expect(codeOf(plcs) === null).toBe(safe);
      }),
    );
  });

  it('shows its interlocks beside the scanner’s own, and the worse of the emergency stops', () => {
    expect(withLaneSafety(scanner, [])).toBe(scanner);
    expect(withLaneSafety(scanner, [plc(door, { door: false, pillar: true })])).toMatchObject({
      interlocks: [
        { name: 'key', closed: true },
        { name: 'door', closed: false },
      ],
      emergencyStop: { latched: true, where: 'pillar' },
    });
    expect(withLaneSafety(scanner, [plc(door, null)])).toMatchObject({
      interlocks: [
        { name: 'key', closed: true },
        { name: 'door', closed: null },
      ],
      emergencyStop: { latched: null },
    });
    const stopped: ScannerView = { ...scanner, emergencyStop: { latched: true, where: 'console' } };
    expect(withLaneSafety(stopped, [plc(door, null)]).emergencyStop).toEqual({
      latched: true,
      where: 'console',
    });
    expect(withLaneSafety(scanner, [plc(null, null)]).emergencyStop).toEqual({ latched: null });
  });
});

describe('the settings of a PLC', () => {
  it('say which signals there are, or that nobody knows', () => {
    expect(
      configuredSignals({ unit: 1, signals: [{ name: 'a', meaning: 'loop', address: 3 }, { name: 'b' }] }),
    ).toEqual([
      { name: 'a', meaning: 'loop' },
      { name: 'b', meaning: 'other' },
    ]);
    for (const settings of [{}, null, { signals: 'all' }, { signals: [{ meaning: 'interlock' }] }]) {
      expect(configuredSignals(settings)).toBeNull();
    }
  });
});
