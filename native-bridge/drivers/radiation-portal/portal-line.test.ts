import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePortalLine } from './portal-line.ts';

const settings = { detectors: 4, ignoredCodes: ['GF'] };
const read = (text: string) => parsePortalLine(text, settings);

describe('A line of a radiation portal', () => {
  test.each([
    [
      'GB,000251,000248,000250,000260',
      { kind: 'background', radiation: 'gamma', detectors: [251, 248, 250, 260] },
    ],
    ['NB,000001,000000,000002,000001', { kind: 'background', radiation: 'neutron', detectors: [1, 0, 2, 1] }],
    ['GS,000050,000051,000049,000052', occupied('gamma', false, [50, 51, 49, 52])],
    ['NS,000001,000000,000002,000001', occupied('neutron', false, [1, 0, 2, 1])],
    ['GA,001050,000051,000049,000052', occupied('gamma', true, [1050, 51, 49, 52])],
    ['NA,000021,000010,000012,000011', occupied('neutron', true, [21, 10, 12, 11])],
    ['GH,004251,004248,004250,004260', { kind: 'fault', radiation: 'gamma', code: 'GH' }],
    ['GL,000001,000000,000000,000000', { kind: 'fault', radiation: 'gamma', code: 'GL' }],
    ['NH,000051,000060,000062,000051', { kind: 'fault', radiation: 'neutron', code: 'NH' }],
    ['GX,000123,004000,000000,000000', { kind: 'end', count: 123 }],
    ['GX,7,2', { kind: 'end', count: 7 }],
    ['TC,000000', { kind: 'tamper', tampered: false }],
    ['TT', { kind: 'tamper', tampered: true }],
    [' GB, 1 ,2,3,4 ', { kind: 'background', radiation: 'gamma', detectors: [1, 2, 3, 4] }],
    ['GF,whatever', { kind: 'ignored' }],
  ])('%s is read', (text, line) => {
    expect(read(text)).toEqual(line);
  });

  test('tells the speed in metres a second, from the kilometres an hour where they are there', () => {
    expect(read('SP,0.2249,03.032,004.88,000000')).toEqual({ kind: 'speed', speed: 4.88 / 3.6 });
    expect(read('SP,0.2249,10.000')).toEqual({ kind: 'speed', speed: 4.4704 });
  });

  test('names what it sets', () => {
    expect(read('SG1,004000,000100,000005,000010,06.0,000000')).toEqual({
      kind: 'setup',
      values: {
        'SG1 high background fault': '004000',
        'SG1 low background fault': '000100',
        'SG1 intervals': '000005',
        'SG1 occupancy hold-in': '000010',
        'SG1 sigmas': '06.0',
        'SG1 field 6': '000000',
      },
    });
  });

  test.each([
    ['GA,001050,0000', 'gamma'],
    ['NA', 'neutron'],
    ['GA,1050,51,xx,52', 'gamma'],
    ['GA,1050,51,49,52,53', 'gamma'],
  ] as const)('%s is an alarm although its counts cannot be read', (text, radiation) => {
    expect(read(text)).toEqual(occupied(radiation, true, null));
  });

  test.each([
    'GB,000251,000248,000250',
    'GB,000251,000248,000250,00026x',
    'GS,-1,2,3,4',
    'GS,1.5,2,3,4',
    'GS,9999999999,2,3,4',
    'GX',
    'GX,abc,1',
    'SP,fast',
    'SG1',
    'SG1,\x07',
    'gb,1,2,3,4',
    'XX,1,2,3,4',
    'constructor,1',
    '__proto__',
    '',
    ',',
  ])('%j cannot be read', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('is read or not whatever the bytes are, and a turned bit never makes counts of the wrong number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200, unit: 'binary-ascii' }),
          fc
            .tuple(
              fc.constantFrom('GB', 'GS', 'GA', 'NB', 'NS', 'NA', 'GX', 'SP', 'SG1', 'TT'),
              fc.array(fc.string()),
            )
            .map(([code, fields]) => [code, ...fields].join(',')),
          turned(),
        ),
        (text) => {
          const line = read(text);
          if (line?.kind === 'background') expect(line.detectors).toHaveLength(4);
          if (line?.kind === 'occupied' && line.detectors !== null) expect(line.detectors).toHaveLength(4);
          if (line?.kind === 'speed') expect(line.speed).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

function occupied(radiation: 'gamma' | 'neutron', alarm: boolean, detectors: number[] | null) {
  return { kind: 'occupied', radiation, alarm, detectors };
}

function turned(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constant('GA,001050,000051,000049,000052'), fc.nat(29), fc.nat(7))
    .map(([text, at, bit]) => {
      const bytes = Buffer.from(text);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      return bytes.toString('latin1');
    });
}

test('The example of PROTOCOL.md is read, line by line', () => {
  const text = readFileSync(new URL('./PROTOCOL.md', import.meta.url), 'utf8');
  const lines = text.split('\n').flatMap((line) => (line.startsWith('    ') ? [line.trim()] : []));
  expect(lines.map((line) => read(line)?.kind)).toEqual([
    ...['setup', 'tamper', 'background', 'background', 'occupied', 'occupied', 'occupied', 'speed', 'end'],
  ]);
});
