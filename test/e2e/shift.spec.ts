import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { busyPost } from '../bench/history/busy-post.ts';
import { makeHistory } from '../bench/history/make-history.ts';
import { arrive, configure, expect, picture, signIn, test } from './harness.ts';

const day = 24 * 3_600_000;

test('a supervisor looks at a day, reads it by keys down to its visits, and saves it in both languages', async ({
  post,
}) => {
  const yesterday = Math.floor(Date.now() / day) * day - day;
  const history = { visits: 60, seed: 4, from: yesterday };
  await mkdir(post.dataFolder, { recursive: true });
  makeHistory(path.join(post.dataFolder, 'journal.db'), { ...history, chained: history.visits });
  await configure(post, { post: { name: 'Nur Zholy', timeZone: 'UTC' } });
  const station = await post.startStation();
  const chief = {
    serviceNumber: '900',
    name: 'Chief',
    password: 'battery staple',
    role: 'supervisor',
  } as const;
  await post.officer(station, chief);
  const page = await post.openWindow(station);
  await signIn(page, chief);
  await page.keyboard.press('Alt+2');
  const total = (name: string) => page.getByTestId(`total-${name}`).getByRole('definition').first();

  // Nobody is there this shift: no figure is made up.
  for (const name of ['arrived', 'decided', 'released', 'referred'])
    await expect(total(name)).toHaveText('0');
  await expect(page.getByTestId('now-clearance')).toContainText('No truck waits for a decision.');
  await picture(page, 'throughput-empty');
  for (let part = 1; part < 5; part += 1) {
    await page.keyboard.press('PageDown');
    await expect(page.getByRole('status').getByText('No visits in this period')).toBeVisible();
    await expect(page.getByTestId('chart')).toHaveCount(0);
  }
  await page.keyboard.press('PageDown');

  // The day before has what was made, counted here from the visits themselves.
  const decisions = [...busyPost(history)]
    .flatMap(({ steps }) => steps)
    .flatMap(({ event }) => (event.kind === 'visit.decided' ? [event.body.decision] : []));
  const released = decisions.filter((decision) => decision === 'release').length;
  const referred = decisions.filter((decision) => decision === 'refer').length;
  const examined = [...busyPost(history)]
    .flatMap(({ steps }) => steps)
    .filter(({ at, event }) => event.kind === 'visit.examination-ended' && at < yesterday + day).length;
  await page.keyboard.press('Shift+F1');
  await dayBefore(page);
  await expect(total('arrived')).toHaveText('60');
  await expect(total('released')).toHaveText(String(released));
  await expect(total('referred')).toHaveText(String(referred));
  await expect(page.locator('[data-testid="chart"][data-drawn]')).toBeVisible();
  await picture(page, 'throughput');
  for (const width of [1366, 911]) {
    await page.setViewportSize({ width, height: Math.round((width * 768) / 1366) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 1366, height: 768 });

  // A number leads to its visits, and Esc back.
  await page.getByTestId('total-referred').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('behind-count')).toContainText(`${referred} visit`);
  const found = page.getByRole('listbox', { name: 'Referred' }).getByRole('option');
  await expect(found).toHaveCount(referred);
  await expect(found.first()).toBeFocused();
  await expect(found.first()).toContainText('Refer to examination');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('path')).toBeVisible();
  await leadToTheirVisits(page, '[data-stretch="decision"]');

  // Every part by its key, each with a table in place of its chart.
  await page.keyboard.press('Shift+F3');
  await expect(page.getByTestId('chart')).toHaveCount(0);
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('split').getByRole('row')).not.toHaveCount(0);
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('columnheader', { name: '23' })).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(page.getByText('Visits 1 to 60 of 60')).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('delays')).toContainText('On hold');
  await leadToTheirVisits(page, '[data-testid="delays"] tbody tr:first-child');
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('total-hits')).toContainText(`of ${examined}`);

  await page.keyboard.press('Shift+F4');
  await expect(page.getByTestId('total-decided')).toContainText('was 0');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByTestId('total-decided')).toContainText(`was ${released + referred}`);
  const wasReferred = page.getByTestId('total-referred').getByRole('button', { name: /^was/ });
  await wasReferred.press('Enter');
  await expect(page.getByTestId('behind-count')).toContainText(`${referred} visit`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(total('arrived')).toHaveText('60');
  // Nothing before it: the choice is kept for the next time, chosen times among it.
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Alt+2');
  await expect(page.getByLabel('Compared with')).toHaveValue('previous');
  for (const how of ['day', 'week', 'month', 'year', 'chosen']) {
    await page.keyboard.press('Shift+F4');
    await expect(page.getByLabel('Compared with')).toHaveValue(how);
  }
  await expect(page.getByLabel('Compared from')).toHaveValue(/T\d\d:\d\d$/);
  await expect(page.getByTestId('figures-period')).toContainText('against');
  await page.keyboard.press('Shift+F4');
  await page.keyboard.press('Shift+F1');
  await dayBefore(page);
  await expect(total('arrived')).toHaveText('60');

  const english = await savedByKey(page);
  expect(english).toMatchObject({ mark: true, separator: ',', columns: true });
  expect(english.visits).toHaveLength(60);
  expect(english.visits.filter((row) => row.Decision === 'Refer to examination')).toHaveLength(referred);
  expect(english.cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);

  await page.keyboard.press('Alt+L');
  await expect(page.getByRole('button', { name: 'Обзор' })).toBeVisible();
  await picture(page, 'throughput-ru');
  const russian = await savedByKey(page);
  expect(russian).toMatchObject({ mark: true, separator: ';', columns: true });
  expect(russian.visits.map((row) => row.Решение)).toContain('Направить на досмотр');
  await page.keyboard.press('Alt+L');

  // The reports of that day, of one class only, as each kind of file, and not a mouse in sight.
  const booked = [...busyPost(history)].filter(({ steps }) =>
    steps.some(({ event }) => event.kind === 'visit.booked'),
  ).length;
  await page.keyboard.press('Alt+0');
  await expect(page.getByTestId('report-sample')).toBeVisible();
  for (let nth = 0; nth < 4; nth += 1) await page.keyboard.press('Shift+F1');
  await dayBefore(page);
  await expect(page.getByTestId('sample-arrived')).toHaveText('60');
  await page.getByLabel(/^Class/).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('sample-arrived')).toHaveText(String(booked));
  await leadToTheirVisits(page, '[data-testid="sample-arrived"]');
  await page.getByRole('radio', { name: 'Workbook (XLSX)' }).focus();
  const files: Record<string, Buffer> = {};
  for (let nth = 0; nth < 3; nth += 1) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Shift+Enter')]);
    files[path.extname(download.suggestedFilename())] = await readFile(await download.path());
    await page.keyboard.press('ArrowDown');
  }
  expect(files['.xlsx']?.subarray(0, 2).toString()).toBe('PK');
  expect(files['.pdf']?.subarray(0, 5).toString()).toBe('%PDF-');
  const lines = parseCsv(files['.csv']?.toString('utf8').slice(1) ?? '', ',');
  expect(lines).toContainEqual(['Trucks', 'Class: Booked']);
  expect(lines).toContainEqual(['From', `${new Date(yesterday).toISOString().slice(0, 10)} 00:00:00`]);
  expect(lines.find(([activity]) => activity === 'Waiting')?.slice(1, 3)).toEqual([
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^\d+\.\d\d$/),
  ]);
  await picture(page, 'reports');

  // A truck that waits now is behind every number that counts it.
  await arrive(await post.officer(station), { plate: '01KG123ABC' });
  await page.keyboard.press('Alt+2');
  await expect(page.getByTestId('now-waiting')).toContainText('1', { timeout: 30_000 });
  for (const tile of ['now-waiting', 'now-clearance'])
    await leadToTheirVisits(page, `[data-testid="${tile}"]`);
  await page.getByTestId('now-waiting').getByRole('button').press('Enter');
  await expect(page.getByRole('listbox', { name: 'Waiting now' })).toContainText('01 KG 123 ABC');
  await picture(page, 'throughput-now');
});

/** Each number of a part of the screen leads, by a key, to as many visits as it was computed of. */
async function leadToTheirVisits(page: Page, part: string): Promise<void> {
  const numbers = page.locator(part).locator('[data-visits]');
  await expect(numbers).not.toHaveCount(0);
  const count = await numbers.count();
  for (let nth = 0; nth < count; nth += 1) {
    const n = await numbers.nth(nth).getAttribute('data-visits');
    await numbers.nth(nth).press('Enter');
    await expect(page.getByTestId('behind-count')).toHaveText(new RegExp(`^${n} visits?$`));
    await page.keyboard.press('Escape');
  }
}

/** From today, once it is there. */
async function dayBefore(page: Page): Promise<void> {
  await expect(page.getByLabel(/^Period/)).toHaveValue('day');
  await expect(page.getByTestId('action-periodBefore')).toBeEnabled();
  await page.keyboard.press('Alt+ArrowLeft');
}

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
