import { expect, test } from 'vitest';
import { faultOf, refusalOf } from './fault.ts';

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
