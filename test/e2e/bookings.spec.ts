import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Page } from '@playwright/test';
import { DateTime } from 'luxon';
import writeExcelFile from 'write-excel-file/node';
import { inQueue } from './console.ts';
import { configure, expect, picture, setUpPost, test } from './harness.ts';

const zone = 'Asia/Almaty';
const slot = (hours: number) => DateTime.now().setZone(zone).plus({ hours }).startOf('hour');

test('lists of each kind are imported with every row’s fate, and a plate at the gate meets its booking', async ({
  post,
}) => {
  const port = await freePort();
  await configure(post, {
    post: { name: 'Nur Zholy', timeZone: zone },
    devices: [{ id: 'plates', driver: 'plate-reader', lane: null, link: `listen://127.0.0.1:${port}` }],
  });
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  await page.keyboard.press('Alt+9');
  await expect(page.getByTestId('bookings-empty')).toBeVisible();
  await picture(page, 'bookings-empty');

  // CSV as a spreadsheet in Russian saves it: windows-1251, semicolons, Russian titles, one bad row.
  const csv = [
    'Номер брони;Госномер;Дата и время;Груз;Вес брутто, т',
    `B-1;01KG111AAA;${slot(1).toFormat('dd.MM.yyyy HH:mm')};Плитка;22,4`,
    'B-2;02KG222BBB;03/04/2026 10:00;Яблоки;20',
  ].join('\r\n');
  await choose(page, 'list.csv', windows1251(csv));
  const panel = page.getByTestId('import-panel');
  await expect(panel).toContainText('windows-1251');
  await expect(page.getByTestId('import-counts')).toContainText('1 new');
  await expect(panel).toContainText('Which is the day, which the month? 03/04/2026 10:00');
  await picture(page, 'bookings-import');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('booking')).toContainText('01 KG 111 AAA');
  const report = page.getByTestId('import-report').first();
  await expect(report).toContainText('1 new · 0 changed · 0 as before · 1 refused');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+J')]);
  expect(await readFile((await download.path()) ?? '', 'utf8')).toContain('Which is the day');

  // The same booking moved, in a workbook with its own times, and a row without a plate.
  const at = slot(2);
  const moved = new Date(Date.UTC(at.year, at.month - 1, at.day, at.hour));
  const workbook = await writeExcelFile([
    ['Booking no', 'Plate', 'Slot', 'Goods'].map((value) => ({ value })),
    [
      { value: 'B-1' },
      { value: '01KG111AAA' },
      { value: moved, type: Date, format: 'dd.mm.yyyy hh:mm' },
      { value: 'Плитка' },
    ],
    [
      { value: 'B-3' },
      { value: '' },
      { value: moved, type: Date, format: 'dd.mm.yyyy hh:mm' },
      { value: 'nothing' },
    ],
  ]).toBuffer();
  await choose(page, 'list.xlsx', workbook);
  await expect(page.getByTestId('import-counts')).toContainText('1 changed');
  await expect(panel).toContainText('There is no plate.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('import-report').first()).toContainText(
    '0 new · 1 changed · 0 as before · 1 refused',
  );

  // JSON with columns that nobody knows: named once, by keys, and known from then on.
  const json = JSON.stringify([
    { rig: '03KG333CCC', when: slot(1).toISO(), cargo: 'tiles' },
    { rig: '04KG444DDD', when: 'soon', cargo: 'tiles' },
  ]);
  await choose(page, 'list.json', Buffer.from(json.replaceAll('"when"', '"w"')));
  await expect(panel).toContainText('Say which column is the plate.');
  await panel.getByRole('combobox').nth(0).selectOption('plate');
  await panel.getByRole('combobox').nth(1).selectOption('slot');
  await expect(page.getByTestId('import-counts')).toContainText('1 refused');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('booking')).toHaveCount(2);
  await choose(page, 'again.json', Buffer.from(`${json.replaceAll('"when"', '"w"')} `));
  await expect(panel).toContainText('columns as last time');
  await expect(page.getByTestId('import-counts')).toContainText('1 as before');
  await page.keyboard.press('Escape');
  for (const [width, height] of [
    [1366, 768],
    [2560, 1440],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByTestId('booking').first().press('Home');
    await picture(page, `bookings-${width}`);
  }

  // A booking's time is changed by keys.
  await page.keyboard.press('Control+L');
  await page.keyboard.type(slot(1).plus({ minutes: 30 }).toFormat('dd.MM.yyyy HH:mm'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('booking-ask')).toBeHidden();
  await expect(page.getByTestId('booking').first()).toContainText(slot(1).toFormat('HH:30'));

  // Its plate is read at the gate: it stands first in the check-in, and two keys take it in.
  const reader = await post.startDevice('plate-reader', { to: `http://127.0.0.1:${port}/` });
  reader.tell({ do: 'vehicle', plate: '01KG111AAA', confidence: 0.97 });
  await page.keyboard.press('Alt+1');
  await expect(inQueue(page, '01KG111AAA')).toContainText('At the gate', { timeout: 30_000 });
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('known-booking')).toContainText('01 KG 111 AAA');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByTestId('booking-met')).toContainText('booking B-1 of 01 KG 111 AAA');
  await picture(page, 'arrive-booked');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  const officer = await post.officer(station);
  const open = await officer.calls.visits.open.query();
  expect(open.find(({ truck }) => truck.plate === '01KG111AAA')).toMatchObject({
    state: 'arrived',
    bookingNumber: 'B-1',
    truck: { goods: 'Плитка', declaredWeightKg: 22_400, laneClass: 'booked' },
  });
});

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Alt+I');
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
  await expect(page.getByTestId('import-panel')).toBeVisible();
}

function windows1251(text: string): Buffer {
  const decoder = new TextDecoder('windows-1251');
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Buffer.from([code])), code]),
  );
  return Buffer.from([...text].map((sign) => codes.get(sign) ?? 0x3f));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
