import path from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { samplesFolder, samplesIn, samplesMissing } from '../samples.ts';
import { expect, picture, test } from './harness.ts';
import { type Program, startProgram } from './processes.ts';

const ready = z.object({ url: z.string() });
let server: Program<z.output<typeof ready>> | null = null;
test.afterEach(async () => {
  await server?.end();
  server = null;
});

const [width, height] = [700, 300];
const valueAt = (column: number, row: number) => 1000 + column * 61 + row * 70;

test('without a station and without samples, a file that is opened can be looked at by keys, a damaged one says why not', async ({
  page,
}) => {
  server = await startProgram('station/cli/viewer.ts', ['--samples', '/nowhere'], (line) =>
    ready.parse(line),
  );
  await page.goto(server.report.url);
  await expect(page.getByText('The folder of samples is not here.')).toBeVisible();
  await expect(page.getByText('No picture is open.')).toBeVisible();

  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'broken.tif', mimeType: '', buffer: Buffer.from('II*\0 and no more') });
  await expect(page.getByRole('alert')).toContainText('The picture cannot be read');
  await expect(page.getByRole('alert')).toContainText('IMAGE_UNREADABLE');

  const values = Uint16Array.from({ length: width * height }, (_, at) =>
    valueAt(at % width, Math.floor(at / width)),
  );
  const png = await sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  await input.setInputFiles({ name: 'ramp.png', mimeType: 'image/png', buffer: png });
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(page.getByTestId('facts')).toContainText('700 × 300 pixels');
  await expect(page.getByTestId('facts')).toContainText('16 bits');

  const strip = page.getByRole('group', { name: 'Picture settings' });
  await page.keyboard.press('1');
  await expect(strip).toContainText('1:1');
  await page.keyboard.press('i');
  await expect(strip).toContainText('INVERTED');
  await page.keyboard.press('u');
  await expect(strip).not.toContainText('INVERTED');
  await page.keyboard.press('z');
  const words = page.getByTestId('loupe-words');
  await expect(words).toContainText(/column \d+, row \d+: \d+/);
  const [column, row, counts] = /column (\d+), row (\d+): (\d+)/
    .exec((await words.textContent())!)!
    .slice(1)
    .map(Number);
  expect(counts).toBe(valueAt(column!, row!));
  await page.keyboard.press('Shift+M');
  await page.keyboard.press('Enter');
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('measured')).toContainText('5 mm · across 5 mm');
  await picture(page, 'viewer-page');
  await page.keyboard.press('Alt+l');
  await expect(page.getByTestId('facts')).toContainText('пиксель 1 × 1 мм');
});

test('every kind of sample opens or says why not, chosen by the arrows alone', async ({ page }) => {
  test.skip(samplesMissing !== null, samplesMissing ?? '');
  const first = path.join(samplesFolder, 'dicos/SimpleProcessingDX.dcs');
  server = await startProgram('station/cli/viewer.ts', ['--samples', samplesFolder, first], (line) =>
    ready.parse(line),
  );
  await page.goto(server.report.url);
  const facts = page.getByTestId('facts');
  await expect(facts).toContainText('DICOS');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full');

  const names = ['dicom', 'dicos', 'tiff', 'png'].flatMap((folder) => samplesIn(folder).slice(-2));
  const files = page.getByRole('option');
  await expect.poll(() => files.count()).toBeGreaterThan(names.length);
  for (const name of [...names, ...samplesIn('corrupt').slice(0, 2)]) {
    await files.and(page.getByTitle(name, { exact: true })).click();
    await expect(facts).toContainText(name);
    const isThere = page.getByTestId('fidelity').and(page.locator('[data-fidelity=full]'));
    await expect(isThere.or(page.getByRole('alert').filter({ hasText: 'IMAGE_' }))).toBeVisible();
  }
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('alert')).toContainText(samplesIn('corrupt')[2]!);
});
