import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureSentence } from './failure-sentence.ts';

const failure = { code: 'DATA_LOCKED', message: 'Close the other station.', details: { folder: '/data' } };
let locales: string;

beforeAll(async () => {
  locales = await mkdtemp(path.join(tmpdir(), 'locales-'));
  await mkdir(path.join(locales, 'ru'));
  await mkdir(path.join(locales, 'xx'));
  await writeFile(
    path.join(locales, 'ru', 'errors.json'),
    JSON.stringify({ DATA_LOCKED: 'Папка {{folder}} занята, {{unknown}}.' }),
  );
  await writeFile(path.join(locales, 'xx', 'errors.json'), '{ damaged');
});

afterAll(() => rm(locales, { recursive: true, force: true }));

test('a failure is said in the system’s language, with its values', async () => {
  expect(await failureSentence(failure, locales, 'ru-KZ')).toBe('Папка /data занята, {{unknown}}.');
});

test.each(['de-DE', 'xx', '../ru', ''])(
  'without a catalogue for "%s" it is said in English',
  async (locale) => {
    const said = await failureSentence(
      failure,
      path.join(locales, locale === '../ru' ? 'nowhere' : ''),
      locale,
    );
    expect(said).toBe('Close the other station.');
  },
);

test('a code the catalogue does not have is said in English', async () => {
  expect(await failureSentence({ ...failure, code: 'NEWER' }, locales, 'ru')).toBe(
    'Close the other station.',
  );
});
