import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentOf, emptyTrail, told } from './test-trail.ts';

const at = '2026-11-22T20:00:00.000Z';

describe('what a test tells', () => {
  test('stands newest first, and counts the messages', () => {
    const trail = [
      { at, kind: 'link', text: 'online' } as const,
      { at, kind: 'event', text: 'background' } as const,
      { at, kind: 'bytes', text: '47 42' } as const,
    ].reduce(told, emptyTrail);
    expect(trail.tells.map(({ text, number }) => [number, text])).toEqual([
      [2, '47 42'],
      [1, 'background'],
      [0, 'online'],
    ]);
    expect(trail.events).toBe(1);
  });

  test('never grows without end', () => {
    let trail = emptyTrail;
    for (let number = 0; number < 1_000; number += 1)
      trail = told(trail, { at, kind: 'event', text: String(number) });
    expect(trail.tells).toHaveLength(200);
    expect(trail.tells[0]?.text).toBe('999');
    expect(trail.events).toBe(1_000);
  });

  test.each([
    [{ radiation: 'gamma', detectors: [112, 104], at }, 'radiation gamma · detectors 112, 104'],
    [
      [
        { name: 'door', value: false, unit: '' },
        { name: 'speed', value: 0.4, unit: 'm/s' },
        { name: 'loop', value: null },
      ],
      'door false · speed 0.4 m/s · loop ?',
    ],
    [{ kg: 22340, at }, 'kg 22340'],
    [{ arc: null, control: { mode: 'local' } }, 'arc ? · control (mode local)'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
  ])('%j reads %j', (data, words) => {
    expect(contentOf(data)).toBe(words);
  });

  test('is text whatever a driver says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(contentOf(data)).toBeTypeOf('string');
      }),
    );
  });
});
