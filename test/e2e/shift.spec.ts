import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { callAndScan, inQueue, releaseTheTruck, takeIn, visitIs } from './console.ts';
import { arrive, expect, lineStream, picture, setUpPost, signIn, test } from './harness.ts';

test('an empty shift says so, and what will be there', async ({ post }) => {
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await page.keyboard.press('Alt+2');
  await expect(page.getByText('No visits in this shift')).toBeVisible();
  await expect(page.getByText('as soon as the first truck arrives')).toBeVisible();
  for (const tile of ['trucksPerHour', 'waitingNow', 'decided', 'released', 'referred']) {
    await expect(page.getByTestId(`tile-${tile}`).getByRole('definition')).toHaveText('0');
  }
  await picture(page, 'shift-empty');
});

test('a shift of two trucks is counted, sorted by keys and saved in both languages', async ({ post }) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const formula = {
    serviceNumber: '=1+2',
    name: 'Formula',
    password: 'battery staple',
    role: 'supervisor',
  } as const;
  const officer = await post.officer(station, formula);
  const page = await post.openWindow(station);
  await signIn(page, formula);
  await takeIn(page, '09KG900AAA');
  await callAndScan(page, '09KG900AAA');
  await releaseTheTruck(page);
  await arrive(officer, { plate: '=01KG100BBB', container: '=1+2', goods: '=1+2' });
  await expect(inQueue(page, '01KG100BBB')).toBeVisible();
  await callAndScan(page, '01KG100BBB');
  await page.keyboard.press('F6');
  await page.keyboard.press('1');
  await visitIs(page, 'referred');

  await page.keyboard.press('Alt+2');
  for (const [tile, count] of [
    ['decided', '2'],
    ['released', '1'],
    ['referred', '1'],
    ['waitingNow', '0'],
  ]) {
    await expect(page.getByTestId(`tile-${tile}`).getByRole('definition')).toHaveText(count!);
  }
  const rows = page.locator('tbody tr[aria-rowindex]');
  // The newest first, until someone wants it otherwise.
  await expect(rows).toContainText([/01 KG 100 BBB.*Referred/, /09 KG 900 AAA.*Released/]);

  const plate = page.getByRole('button', { name: 'Plate' });
  await plate.focus();
  const header = page.getByRole('columnheader', { name: 'Plate' });
  await page.keyboard.press('Enter');
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows).toContainText([/BBB/, /AAA/]);
  await page.keyboard.press('Enter');
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect(rows).toContainText([/AAA/, /BBB/]);
  await picture(page, 'shift');

  const english = await savedByKey(page);
  expect(english).toMatchObject({ mark: true, separator: ',', columns: true });
  expect(english.visits.map((row) => [row.Plate, row.State, row.Decision])).toEqual(
    expect.arrayContaining([
      ['09KG900AAA', 'Released', 'Release'],
      ['01KG100BBB', 'Referred', 'Refer to examination'],
    ]),
  );
  expect(english.visits).toHaveLength(2);
  // What a spreadsheet would run is text to it: nobody's name is a formula.
  expect(english.visits.map((row) => row.Officer)).toEqual(["'=1+2", "'=1+2"]);
  expect(english.cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);

  await page.keyboard.press('Alt+L');
  await expect(page.getByRole('columnheader', { name: 'Номер' })).toBeVisible();
  // The words of every row change with the language, too.
  await expect(rows).toContainText([/Выпущен/, /Направлен на досмотр/]);
  const russian = await savedByKey(page);
  expect(russian).toMatchObject({ mark: true, separator: ';', columns: true });
  expect(russian.visits.map((row) => row.Состояние)).toEqual(
    expect.arrayContaining(['Выпущен', 'Направлен на досмотр']),
  );
  expect(russian.visits).toHaveLength(2);
  expect(russian.cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);
});

/** The file that Ctrl+S saves, read as a spreadsheet reads it. */
async function savedByKey(page: Page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+S')]);
  expect(download.suggestedFilename()).toMatch(/^shift-.*\.csv$/);
  const text = (await readFile(await download.path())).toString('utf8');
  const mark = text.startsWith('\uFEFF');
  const separator = text.slice(1).split('\r\n')[0]!.includes(';') ? ';' : ',';
  const lines = parseCsv(text.slice(1), separator);
  const titles = lines[0]!;
  // An empty line ends the visits.
  const visits = lines.slice(
    1,
    lines.findIndex((line) => line.length === 1 && line[0] === ''),
  );
  return {
    mark,
    separator,
    columns: visits.every((line) => line.length === titles.length),
    visits: visits.map((line) => Object.fromEntries(titles.map((title, index) => [title, line[index]]))),
    cells: lines.flat(),
  };
}

/** RFC 4180: quotes around a cell, doubled inside of one. */
function parseCsv(text: string, separator: string): string[][] {
  return text
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(new RegExp(`(?:^|${separator})(?:"((?:[^"]|"")*)"|([^${separator}]*))`, 'g'))].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}
