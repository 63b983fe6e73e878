import { describe, expect, test } from 'vitest';
import { device } from '../devices/device.fixture.ts';
import { alarmOf, alarmToAcknowledge, liveAlarms, mismatch, weightDifference } from './reading-rules.ts';
import { alarmed as passage, visit } from './visit.fixture.ts';

const acknowledged = { by: '4117', at: '2026-11-22T20:03:00.000Z', reason: 'medical' };

describe('a weight beside the declared one', () => {
  test('says how much more or less it is', () => {
    expect(weightDifference(22_900, 22_000)).toEqual({ kg: 900, percent: (100 * 900) / 22_000 });
    expect(weightDifference(19_000, 20_000)).toEqual({ kg: -1000, percent: -5 });
  });

  test('is not compared with what was not declared', () => {
    expect(weightDifference(22_900, undefined)).toBeNull();
    expect(weightDifference(22_900, 0)).toEqual({ kg: 22_900, percent: null });
  });
});

describe('a plate reading', () => {
  const truck = {
    plate: '01KG123ABC',
    trailerPlate: '15AKB07',
    laneClass: 'tir',
    container: 'CSQU3054383',
  } as const;

  test('matches the truck and its trailer however it is spaced', () => {
    for (const plate of ['01 KG 123 ABC', '01kg123abc', '15 AKB 07']) {
      expect(mismatch({ plate, container: null }, truck)).toEqual({ plate: false, container: false });
    }
  });

  test('is marked where it says something else, each part by itself', () => {
    expect(mismatch({ plate: '01KG123AB0', container: 'CSQU3054383' }, truck)).toEqual({
      plate: true,
      container: false,
    });
    expect(mismatch({ plate: null, container: 'TOLU4734787' }, truck)).toEqual({
      plate: false,
      container: true,
    });
  });

  test('contradicts nothing that nobody declared', () => {
    const { container: _, ...without } = truck;
    expect(mismatch({ plate: null, container: 'TOLU4734787' }, without).container).toBe(false);
  });
});

describe('a radiation alarm', () => {
  test('has its kind; unknown is no alarm, and no word of safety either', () => {
    expect(alarmOf(passage)).toBe('gamma');
    expect(alarmOf({ ...passage, neutronAlarm: true })).toBe('both');
    expect(alarmOf({ ...passage, gammaAlarm: null, neutronAlarm: true })).toBe('neutron');
    expect(alarmOf({ ...passage, gammaAlarm: null, neutronAlarm: null })).toBeNull();
  });

  test('is to be acknowledged until somebody has', () => {
    const open = visit({ portal: [{ ...passage, id: 'p0', acknowledged }, passage] });
    expect(alarmToAcknowledge(open)?.id).toBe('p1');
    expect(alarmToAcknowledge(visit({ portal: [{ ...passage, acknowledged }] }))).toBeNull();
    expect(alarmToAcknowledge(null)).toBeNull();
  });
});

describe('an alarm in the portal right now', () => {
  const alarming = (id: string, lane: string | null) =>
    device({
      id,
      lane,
      reading: {
        role: 'radiation-portal',
        occupied: true,
        gamma: 420,
        neutron: 3,
        alarm: 'gamma',
        tampered: false,
        fault: null,
      },
    });

  test('is said of this lane and of the gate, and of no other lane', () => {
    const all = [alarming('a', '1'), alarming('gate', null), alarming('b', '2'), device({ id: 'c' })];
    expect(liveAlarms(all, '1', null).map(({ deviceId }) => deviceId)).toEqual(['a', 'gate']);
  });

  test('is not said twice where the truck shown has it already', () => {
    const shown = visit({ portal: [passage] });
    expect(liveAlarms([alarming('portal', '1')], '1', shown)).toEqual([]);
    const settled = visit({ portal: [{ ...passage, acknowledged }] });
    expect(liveAlarms([alarming('portal', '1')], '1', settled)).toHaveLength(1);
  });
});
