import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StationError } from '../errors.ts';
import { parseConfig, readConfig } from './config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function mistake(text: string): StationError {
  try {
    parseConfig(text, 'config.json');
  } catch (fault) {
    expect(fault).toBeInstanceOf(StationError);
    return fault as StationError;
  }
  throw new Error(`taken as right: ${text}`);
}

describe('the configuration', () => {
  it('is every default when there is no file, and none is written', () => {
    const config = readConfig(path.join(folder, 'config.json'));
    expect(config.lanes).toEqual(['1']);
    expect(config.shifts.map((shift) => shift.name)).toEqual(['A', 'B']);
    expect(config.scanners).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes what a post says of itself', () => {
    const config = parseConfig(
      JSON.stringify({
        post: { name: 'Nur Zholy', timeZone: 'Asia/Almaty' },
        lanes: ['1', '2'],
        scanners: [{ id: 'gantry', lane: '2', address: 'line-stream:tcp://10.0.0.7:4001' }],
        language: 'ru',
      }),
      'config.json',
    );
    expect(config.post.name).toBe('Nur Zholy');
    expect(config.scanners[0]?.lane).toBe('2');
  });

  it('reads a file with the mark that Windows editors put first', () => {
    const file = path.join(folder, 'marked.json');
    writeFileSync(file, '\uFEFF{"language":"ru"}');
    expect(readConfig(file).language).toBe('ru');
  });

  it.each([
    ['{\n  "lanes": ["1",]\n}', 'line 2, column 17'],
    ['{"lanes": ["1"]', 'line 1, column 16'],
    ['', 'line 1, column 1'],
    ['{"lanes": [7]}', 'lanes.0'],
    ['{"lnaes": ["1"]}', 'the top level'],
    ['{"post": {"timeZone": "Mars/Olympus"}}', 'post.timeZone'],
    ['{"shifts": [{"name": "A", "start": "8"}]}', 'shifts.0.start'],
    ['{"lanes": ["1", "1"]}', 'lanes.1'],
    ['{"scanners": [{"id": "a", "lane": "9", "address": "line-stream:tcp://h:1"}]}', 'scanners.0.lane'],
    ['{"scanners": [{"id": "a", "lane": "1", "address": "http://h"}]}', 'scanners.0.address'],
    ['[]', 'the top level'],
  ])('with a mistake (%s) names the place', (text, place) => {
    const fault = mistake(text);
    expect(fault.code).toBe('CONFIG_INVALID');
    expect(fault.details).toMatchObject({ file: 'config.json', place });
    expect(fault.details.reason).not.toBe('');
    expect(fault.message).toContain('Correct it');
  });

  it('is either read or refused with a sentence, whatever the file holds, and never touched', () => {
    const file = path.join(folder, 'any.json');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        writeFileSync(file, text);
        try {
          expect(readConfig(file).lanes.length).toBeGreaterThan(0);
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'CONFIG_INVALID' });
        }
        expect(readFileSync(file, 'utf8')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
