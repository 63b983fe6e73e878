import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GeneratorStatus } from '../generator.ts';
import { readAnswer } from './answer.ts';
import { checksum, checksumKinds, encodeFrame } from './frame.ts';
import { generator } from './generator.ts';

const settings = (given: object = {}) =>
  generator.settings.parse({ kilovoltsFullScale: 160, milliamperesFullScale: 10, ...given });
const usual = settings();

describe('The test vectors of PROTOCOL.md', () => {
  const text = readFileSync(new URL('./PROTOCOL.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([RE][0-9A-Fa-f]+)` \| *([\d.]*) *\| *([\d.]*) *\| (.+) \|$/gm)];
  test.each(
    rows.map(([, frame = '', kilovolts, milliamperes, set = '']) => [frame, set, kilovolts, milliamperes]),
  )('%s is %s', (frame = '', set = '', kilovolts, milliamperes) => {
    const status = readAnswer(frame, usual);
    if (set.startsWith('unreadable')) return expect(status).toBeUndefined();
    expect(status).toMatchObject({ kilovolts: Number(kilovolts), milliamperes: Number(milliamperes) });
    expect(status && setIn(status)).toEqual(set);
  });

  test('are all there', () => expect(rows).toHaveLength(9));

  test('the question is the one that is sent', () => {
    expect(encodeFrame(usual.poll, usual.checksum).toString('latin1')).toBe('\x01Q51\r');
    expect(text).toContain('`Q51`');
  });
});

describe('An answer', () => {
  test('of another layout and another checksum is read by the settings', () => {
    const other = settings({
      answer: 'ST',
      layout: 'SS-VVVV',
      checksum: 'twos-complement',
      checksumCovers: 'letter-and-data',
      fullScaleCounts: 4095,
      milliamperesFullScale: null,
      bits: {
        arc: null,
        regulation: null,
        overTemperature: null,
        interlockOpen: '!2.0',
        cooling: null,
        overCurrent: null,
        overVoltage: null,
        remote: '1.3',
      },
    });
    const body = 'ST80 0FFF';
    expect(readAnswer(body + checksum(body, 'twos-complement'), other)).toEqual({
      arc: null,
      regulation: null,
      overTemperature: null,
      interlockOpen: true,
      cooling: null,
      overCurrent: null,
      overVoltage: null,
      control: 'remote',
      kilovolts: 160,
      milliamperes: null,
    });
  });

  test('tells no kilovolts where nobody has said what full scale is', () => {
    const status = readAnswer('R3FF1FF0000019D', settings({ kilovoltsFullScale: null }));
    expect(status).toMatchObject({ kilovolts: null, milliamperes: 4.995 });
  });

  test('with any one character changed is none', () => {
    fc.assert(
      fc.property(answers(), fc.nat(), fc.integer({ min: 1, max: 127 }), (answer, place, bits) => {
        const at = place % answer.length;
        const turned = String.fromCharCode(answer.charCodeAt(at) ^ bits);
        // Lower case is the same checksum.
        fc.pre(turned.toUpperCase() !== answer[at]);
        expect(readAnswer(answer.slice(0, at) + turned + answer.slice(at + 1), usual)).toBeUndefined();
      }),
    );
  });

  test('is read or not whatever the characters are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 130 }), (text) => {
        const status = readAnswer(text, usual);
        if (status !== undefined) expect(text).toMatch(/^R[0-9A-Fa-f]{6}.{3}[0-9A-Fa-f]{5}$/);
      }),
    );
  });

  test('brings every flag and both values back', () => {
    fc.assert(
      fc.property(fc.nat(0x3ff), fc.nat(0x3ff), fc.nat(0xfff), (v, c, s) => {
        const data = `${hex(v)}${hex(c)}000${hex(s)}`;
        const status = readAnswer(`R${data}${checksum(data, 'sum')}`, usual);
        expect(status?.kilovolts).toBeCloseTo((v / 0x3ff) * 160, 2);
        expect(status?.arc).toBe((s & 0x100) !== 0);
        expect(status?.interlockOpen).toBe((s & 0x800) !== 0);
        expect(status?.overVoltage).toBe((s & 0x080) !== 0);
        expect(status?.control).toBe((s & 1) === 0 ? 'local' : 'remote');
      }),
    );
  });
});

test('A checksum is two digits whatever it covers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.constantFrom(...checksumKinds), (text, kind) => {
      expect(checksum(text, kind)).toMatch(/^[0-9A-F]{2}$/);
    }),
  );
  expect(checksum('123456789', 'sum')).toBe('DD');
  expect(checksum('123456789', 'twos-complement')).toBe('23');
  expect(checksum('123456789', 'xor')).toBe('31');
});

describe('Settings', () => {
  test.each([
    [{ poll: 'S000' }, 'one that begins with S sets outputs'],
    [{ poll: '\r' }, 'must be a command that asks'],
    [{ layout: 'VVV' }, 'and the layout has 0 status digits'],
    [{ bits: { arc: '1.4' } }, 'must be DIGIT.BIT'],
    [{ pollSeconds: 10 }, 'must be three questions at least'],
  ])('%j are refused', (given, reason) => {
    const parsed = generator.settings.safeParse(given);
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(reason);
  });
});

function setIn({ control, ...status }: GeneratorStatus): string {
  const names = {
    arc: 'arc',
    regulation: 'regulation',
    overTemperature: 'over temperature',
    interlockOpen: 'interlock open',
    cooling: 'cooling',
    overCurrent: 'over current',
    overVoltage: 'over voltage',
  } as const;
  const set = Object.entries(names).flatMap(([flag, name]) =>
    Reflect.get(status, flag) === true ? [name] : [],
  );
  return [...set, control].join(', ');
}

function answers(): fc.Arbitrary<string> {
  return fc.tuple(fc.nat(0x3ff), fc.nat(0x3ff), fc.nat(0xfff)).map(([v, c, s]) => {
    const data = `${hex(v)}${hex(c)}000${hex(s)}`;
    return `R${data}${checksum(data, 'sum')}`;
  });
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(3, '0');
}
