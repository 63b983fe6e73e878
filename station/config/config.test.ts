import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import { StationError } from '../errors.ts';
import { checkDevice, parseConfig } from './config.ts';

const parse = (text: string) => parseConfig(text, 'config.json', fixtureKinds);
const scanner = { id: 'gantry', driver: 'test-scanner', lane: '1', link: 'tcp://10.0.0.7:4001' };
const withDevices = (...devices: unknown[]) => JSON.stringify({ lanes: ['1', '2'], devices });

async function mistake(text: string): Promise<StationError> {
  const fault = await parse(text).then(
    () => new Error(`taken as right: ${text}`),
    (refused: unknown) => refused,
  );
  expect(fault).toBeInstanceOf(StationError);
  return fault as StationError;
}

describe('the configuration', () => {
  it('is every default when nothing is written', async () => {
    const config = await parse('{}');
    expect(config.lanes).toEqual(['1']);
    expect(config.shifts.map((shift) => shift.name)).toEqual(['A', 'B']);
    expect(config.devices).toEqual([]);
    expect(config.queue).toEqual({
      capacityPerDay: 310,
      quotaPercent: { 'out-of-turn': 5, accelerated: 1 },
      lanes: {},
    });
  });

  it('takes what a post says of itself and of its devices, their settings as they are written', async () => {
    const config = await parse(
      JSON.stringify({
        post: { name: 'Nur Zholy', timeZone: 'Asia/Almaty' },
        lanes: ['1', '2'],
        devices: [
          { ...scanner, lane: '2' },
          { id: 'gate', driver: 'test-plc', link: 'tcp://10.0.0.8:502', settings: { unit: 3 } },
          { id: 'plates', driver: 'test-reader', link: 'listen://0.0.0.0:8090' },
          { id: 'drop', driver: 'test-folder', lane: '1', link: 'folder:/srv/pictures' },
        ],
        language: 'ru',
      }),
    );
    expect(config.post.name).toBe('Nur Zholy');
    expect(config.devices.map(({ id, lane, settings }) => [id, lane, settings])).toEqual([
      ['gantry', '2', {}],
      ['gate', null, { unit: 3 }],
      ['plates', null, {}],
      ['drop', '1', {}],
    ]);
  });

  it('reads a file with the mark that Windows editors put first', async () => {
    expect((await parse('\uFEFF{"language":"ru"}')).language).toBe('ru');
  });

  it.each([
    ['{\n  "lanes": ["1",]\n}', 'line 2, column 17'],
    ['{"lanes": ["1"]', 'line 1, column 16'],
    ['', 'line 1, column 1'],
    ['{"lanes": [7]}', 'line 1, column 12 (lanes.0)'],
    ['{"lnaes": ["1"]}', 'line 1, column 2 (lnaes)'],
    ['{"post":\n {"timeZone": "Mars/Olympus"}}', 'line 2, column 15 (post.timeZone)'],
    ['{"shifts": [{"name": "A", "start": "8"}]}', 'line 1, column 36 (shifts.0.start)'],
    ['{"lanes": ["1", "1"]}', 'line 1, column 17 (lanes.1)'],
    ['{"queue": {"lanes": {"9": ["tir"]}}}', 'line 1, column 27 (queue.lanes.9)'],
    ['{"queue": {"lanes": {"1": ["tir"]}}}', 'line 1, column 21 (queue.lanes)'],
    ['{"queue": {"quotaPercent": {"tir": 5}}}', 'line 1, column 29 (queue.quotaPercent.tir)'],
    ['{"queue": {"capacityPerDay": 0}}', 'line 1, column 30 (queue.capacityPerDay)'],
    ['[]', 'line 1, column 1'],
  ])('with a mistake (%s) names the place', async (text, place) => {
    const fault = await mistake(text);
    expect(fault.code).toBe('CONFIG_INVALID');
    expect(fault.details).toMatchObject({ file: 'config.json', place });
    expect(fault.details.reason).not.toBe('');
    expect(fault.message).toContain('Correct it');
  });

  it.each([
    [[{ ...scanner, lane: '9' }], 'devices.0.lane', 'not one of the lanes'],
    [[{ ...scanner, lane: null }], 'devices.0.lane', 'stands at a lane'],
    [[{ ...scanner, link: 'http://h' }], 'devices.0.link', 'begin with'],
    [[{ ...scanner, link: 'folder:/srv' }], 'devices.0.link', 'over tcp or serial'],
    [[{ ...scanner, driver: 'constructor' }], 'devices.0.driver', 'test-scanner, test-plc'],
    [[{ ...scanner, driver: undefined }], 'devices.0.driver', 'is missing'],
    [[{ ...scanner, settings: { speed: 1 } }], 'devices.0.settings.speed', 'no setting "speed"'],
    [[{ ...scanner, id: '..' }], 'devices.0.id', 'letters, digits'],
    [[{ ...scanner, id: 'a/b' }], 'devices.0.id', 'letters, digits'],
    [[{ ...scanner, id: 'ends.' }], 'devices.0.id', 'letters, digits'],
    [[{ ...scanner, id: 'Nul.txt' }], 'devices.0.id', 'Windows'],
    [[scanner, { ...scanner, id: 'GANTRY', lane: '2', link: 'tcp://h:2' }], 'devices.1.id', 'there twice'],
    [[scanner, { ...scanner, id: 'two', link: 'tcp://h:2' }], 'devices.1.lane', 'scanner for lane 1'],
    [[scanner, { ...scanner, id: 'two', lane: '2' }], 'devices.1.link', 'gantry has this link'],
    [
      [
        { id: 'a', driver: 'test-plc', link: 'serial:/dev/ttyS0?baudRate=9600' },
        { id: 'b', driver: 'test-plc', link: 'serial:/dev/ttyS0?baudRate=115200' },
      ],
      'devices.1.link',
      'a has this link',
    ],
    [
      [
        { id: 'a', driver: 'test-reader', link: 'listen://0.0.0.0:8090' },
        { id: 'b', driver: 'test-reader', link: 'listen://127.0.0.1:8090' },
      ],
      'devices.1.link',
      'a has this link',
    ],
    [
      [
        {
          id: 'p',
          driver: 'test-plc',
          link: 'tcp://h:502',
          settings: { signals: [{ name: 'a' }, { name: 7 }] },
        },
      ],
      'devices.0.settings.signals.1.name',
      'expected string',
    ],
  ])('with a wrong device (%j) names the field and the reason', async (devices, field, reason) => {
    const fault = await mistake(withDevices(...devices));
    expect(fault.details.field).toBe(field);
    expect(fault.details.place).toMatch(new RegExp(`^line 1, column \\d+ \\(${field}\\)$`));
    expect(fault.details.reason).toContain(reason);
  });

  it('says what has become of the scanners of an older file', async () => {
    const fault = await mistake('{"scanners": []}');
    expect(fault.details).toMatchObject({
      place: 'line 1, column 2 (scanners)',
      reason: expect.stringContaining('"devices"'),
    });
  });

  it('lets PLCs share a gateway, and devices a port that the system chooses', async () => {
    const plc = { driver: 'test-plc', link: 'tcp://gateway:502' };
    const reader = { driver: 'test-reader', link: 'listen://127.0.0.1:0' };
    const config = await parse(
      withDevices({ ...plc, id: 'a' }, { ...plc, id: 'b' }, { ...reader, id: 'c' }, { ...reader, id: 'd' }),
    );
    expect(config.devices).toHaveLength(4);
  });

  it('of a single device is refused by its fields, as a form names them', async () => {
    await expect(
      checkDevice({ ...scanner, settings: { speed: 1 } }, ['1'], fixtureKinds),
    ).rejects.toMatchObject({ code: 'DEVICE_CONFIG_INVALID', details: { field: 'settings.speed' } });
    await checkDevice({ ...scanner, settings: {} }, ['1'], fixtureKinds);
  });

  it('is either read or refused with a sentence, whatever the text holds', async () => {
    const devices = fc.record(
      {
        id: fc.oneof(fc.constant('a'), fc.string()),
        driver: fc.constantFrom(...Object.keys(fixtureKinds), '__proto__'),
        lane: fc.constantFrom('1', '2', null),
        link: fc.oneof(
          fc.constantFrom('tcp://h:1', 'listen://h:0', 'folder:/a', 'serial:a?baudRate=9600'),
          fc.string(),
        ),
        settings: fc.dictionary(fc.string(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(devices).map((list) => withDevices(...list)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        try {
          expect((await parse(written)).lanes.length).toBeGreaterThan(0);
        } catch (fault) {
          expect(fault).toMatchObject({
            code: 'CONFIG_INVALID',
            details: { place: expect.stringMatching(/^line \d+/) },
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
