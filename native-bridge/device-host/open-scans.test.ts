import { expect, test } from 'vitest';
import { OpenScans } from './open-scans.ts';

const strip = (firstLine: number, lines: number) => ({
  ...{ firstLine, lines },
  pixels: new Uint8Array(),
  crc32: 0,
});

test('a scan that was left open ends once, with what is missing inside', () => {
  const scans = new OpenScans();
  scans.begin('one');
  scans.stored(strip(0, 32));
  scans.stored(strip(64, 32));
  expect(scans.endAll()).toEqual([
    {
      scanId: 'one',
      lines: 96,
      defects: [
        { kind: 'lines-missing', from: 32, to: 64 },
        { kind: 'link-lost', afterLine: 96 },
      ],
    },
  ]);
  expect(scans.endAll()).toEqual([]);
});

test('a scan that has ended is not opened again by a start that was asked for twice', () => {
  const scans = new OpenScans();
  scans.begin('one');
  scans.end('one');
  scans.begin('one');
  expect(scans.endAll()).toEqual([]);
  scans.begin('two');
  scans.begin('two');
  expect(scans.endAll()).toEqual([
    { scanId: 'two', lines: 0, defects: [{ kind: 'link-lost', afterLine: 0 }] },
  ]);
});
