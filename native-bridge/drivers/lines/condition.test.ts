import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceHealth } from '../device.ts';
import { Condition } from './condition.ts';

describe('The health of a device that prints lines', () => {
  test('is the worst of what is wrong, and good when all of it is over', () => {
    const { condition, told } = watched();
    condition.settle(0);
    condition.set('DEVICE_REPORTS_FAULT', 'hot');
    condition.set('DEVICE_FLOODS', 'much');
    condition.settle(1_000);
    condition.set('DEVICE_SILENT', 'nothing');
    condition.settle(2_000);
    condition.set('DEVICE_SILENT', null);
    condition.set('DEVICE_FLOODS', null);
    condition.settle(3_000);
    condition.set('DEVICE_REPORTS_FAULT', null);
    condition.settle(4_000);
    expect(told.map(codeOf)).toEqual([
      'good',
      'DEVICE_FLOODS',
      'DEVICE_SILENT',
      'DEVICE_REPORTS_FAULT',
      'good',
    ]);
  });

  test('is not told again while it is the same, and its new words once a minute', () => {
    const { condition, told } = watched();
    for (let second = 0; second <= 120; second += 1) {
      condition.set('DEVICE_SILENT', `nothing for ${second} s`);
      condition.settle(second * 1_000);
    }
    expect(told).toHaveLength(3);
  });

  test('is degraded by three unreadable lines of the last twenty, and good after twenty that are not', () => {
    const { condition, told } = watched();
    let now = 0;
    const line = (readable: boolean, times: number) => {
      for (let time = 0; time < times; time += 1) {
        if (readable) condition.readable();
        else condition.unreadableLine('GB,\x07');
        now += 1_000;
        condition.settle(now);
      }
    };
    line(false, 1);
    line(true, 20);
    line(false, 2);
    expect(told.map(codeOf)).toEqual(['good']);
    line(false, 1);
    expect(told.at(-1)).toMatchObject({ text: '4 of 24 lines could not be read, the last: "GB,·"' });
    line(true, 19);
    expect(told.map(codeOf)).toEqual(['good', 'DEVICE_UNREADABLE']);
    line(true, 1);
    expect(told.map(codeOf)).toEqual(['good', 'DEVICE_UNREADABLE', 'good']);
    expect(condition.unreadable).toBe(4);
  });

  test('changes once a second at most, whatever comes, and ends up true', () => {
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('DEVICE_SILENT' as const, 'DEVICE_FLOODS' as const, 'DEVICE_REPORTS_FAULT' as const),
        fc.constantFrom('text', null),
        fc.nat(700),
      ),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const { condition, told } = watched();
        const wrong = new Set<string>();
        const times: number[] = [];
        let now = 0;
        for (const [code, text, wait] of list) {
          condition.set(code, text);
          if (text === null) wrong.delete(code);
          else wrong.add(code);
          now += wait;
          const before = told.length;
          condition.settle(now);
          if (told.length > before) times.push(now);
        }
        condition.settle(now + 1_000);
        expect(codeOf(told.at(-1)) === 'good').toBe(wrong.size === 0);
        for (const [index, at] of times.slice(1).entries())
          expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
      }),
    );
  });
});

function watched(): { readonly condition: Condition; readonly told: DeviceHealth[] } {
  const told: DeviceHealth[] = [];
  return { condition: new Condition({ health: (health) => void told.push(health) }), told };
}

function codeOf(health: DeviceHealth | undefined): string | undefined {
  return health?.level === 'degraded' ? health.code : health?.level;
}
