import { expect, type Page, test } from '@playwright/test';
import type { SyntheticShape } from '../../renderer/viewer/harness/synthetic.ts';
import { plainDisplay } from '../../renderer/viewer/transfer.ts';
import { openPicture as open, viewerPage } from './viewer-page.ts';

viewerPage();

const scanned: SyntheticShape = { columns: 900, rows: 600, planes: 1 };
const foreign: SyntheticShape = {
  ...scanned,
  imported: { counts: 'attenuation', bitsStored: 16, pitchKnown: false, energyKnown: false },
};

test('a picture whose counts are attenuation begins inverted, and goes back to that', async ({ page }) => {
  await open(page, foreign);
  expect(await display(page)).toEqual({ ...plainDisplay, invert: true });
  await page.evaluate(() => window.harness.viewer!.setDisplay({ invert: false, gamma: 2 }));
  await page.evaluate(() => window.harness.viewer!.reset());
  expect(await display(page)).toEqual({ ...plainDisplay, invert: true });
});

test('from truck to truck the inverse goes with the picture, and what the officer set stays', async ({
  page,
}) => {
  await open(page, scanned);
  await page.evaluate(() => window.harness.viewer!.setDisplay({ gamma: 2, highlight: 'dense' }));
  await page.evaluate((shape) => window.harness.showNext(shape), foreign);
  // Marks of so much steel cannot be put on counts of which nobody knows I0.
  expect(await display(page)).toEqual({ ...plainDisplay, gamma: 2, invert: true });
  await page.evaluate((shape) => window.harness.showNext(shape), scanned);
  expect(await display(page)).toEqual({ ...plainDisplay, gamma: 2 });
});

test('where the size of a pixel is not known the cursor says columns and rows, not millimetres', async ({
  page,
}) => {
  await open(page, foreign);
  await page.getByRole('application', { name: 'Synthetic scan' }).hover();
  await expect.poll(() => page.evaluate(() => window.harness.events.cursors.at(-1) ?? null)).not.toBeNull();
  const reading = (await page.evaluate(() => window.harness.events.cursors.at(-1)))!;
  expect(reading).toMatchObject({ xMm: null, yMm: null });
  expect(reading.column).toBeGreaterThan(0);
});

function display(page: Page) {
  return page.evaluate(() => window.harness.viewer!.display);
}
