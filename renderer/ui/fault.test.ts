import i18next from 'i18next';
import { expect, test } from 'vitest';
import { faultOf, faultSentence, refusalOf } from './fault.ts';

test('a refusal of a picture says what the station said, not that the station is gone', async () => {
  const damaged = { code: 'SCAN_FILE_DAMAGED', details: { path: 'a.tif' } };
  const response = Response.json({ scanpost: damaged }, { status: 409 });
  expect(faultOf(await refusalOf(response))).toEqual(damaged);
});

test('an answer that is none of the station’s counts as a fault inside of it', async () => {
  for (const body of ['', 'Bad gateway', '{"scanpost":{"code":7}}', 'null']) {
    expect(faultOf(await refusalOf(new Response(body, { status: 502 }))).code).toBe('INTERNAL');
  }
});

test('no answer at all is a station that cannot be reached', () => {
  expect(faultOf(new TypeError('Failed to fetch')).code).toBe('STATION_UNREACHABLE');
});

test('a sentence has its plate as it is read aloud, and says so where there is no sentence', async () => {
  const errors = { LANE_BUSY: 'Lane {{lane}} is taken by {{plate}}.', UNKNOWN_CODE: 'Fault {{code}}.' };
  await i18next.init({ lng: 'en', resources: { en: { errors } }, interpolation: { escapeValue: false } });
  const details = { lane: '1', plate: '01KG123ABC' };
  expect(faultSentence({ code: 'LANE_BUSY', details })).toBe('Lane 1 is taken by 01 KG 123 ABC.');
  expect(faultSentence({ code: 'NOT_KNOWN', details })).toBe('Fault NOT_KNOWN.');
});
