import { expect, type Page, test } from '@playwright/test';
import { SyntheticPicture, type SyntheticShape } from '../../renderer/viewer/harness/synthetic.ts';
import { type Display, plainDisplay } from '../../renderer/viewer/transfer.ts';
import { draw, expectFiltered, openPicture, viewerPage } from './viewer-page.ts';
import { colouredShare, pixelAt } from './viewer-reference.ts';

viewerPage();

const matter: SyntheticShape = { columns: 1400, rows: 700, planes: 2, matter: true };
const reference = new SyntheticPicture(matter);
const waves: SyntheticShape = { columns: 1400, rows: 700, planes: 2 };

const looks: readonly [string, Partial<Display>][] = [
  ['all materials', { show: 'material', log: true }],
  [
    'all materials over the low energy, with window, level and gamma',
    {
      ...{ show: 'material', log: true, plane: 1, window: 0.5, level: 0.6, gamma: 1.4 },
    },
  ],
  ['the organics, inverted', { show: 'organic', log: true, invert: true }],
  ['the metals, sharpened and with local contrast', { show: 'metal', log: true, sharpen: 1, equalise: 0.5 }],
  [
    'all materials beside a palette and a highlight, which give way',
    { show: 'material', palette: 'hot', highlight: 'dense' },
  ],
  ['the mean of both energies', { show: 'blend', log: true }],
  [
    'the mean of both energies with a palette and noise reduction',
    { show: 'blend', palette: 'ice', smooth: 0.7 },
  ],
];

test('the colours of materials are their reference within one grey level, at any scale', async ({ page }) => {
  await openPicture(page, matter);
  for (const [name, display] of looks)
    await test.step(`the whole picture with ${name}`, () =>
      expectFiltered(page, reference, { ...plainDisplay, ...display }));
  await page.evaluate(() => window.harness.viewer!.zoomTo(1));
  await expectFiltered(page, reference, { ...plainDisplay, show: 'material', log: true });
  await page.evaluate(() => window.harness.viewer!.zoomBy(2.5));
  await expectFiltered(page, reference, { ...plainDisplay, show: 'material', log: true });
});

test('organics are orange, light metals green, metals blue, and grey is grey', async ({ page }) => {
  await openPicture(page, matter);
  await show(page, { ...plainDisplay, show: 'material', log: true });
  const drawn = await draw(page);
  // Where each band is neither thin nor opaque, away from its boxes.
  const [organic, light, metal] = [
    pixelAt(drawn, 135, 190),
    pixelAt(drawn, 135, 250),
    pixelAt(drawn, 135, 127),
  ];
  expect(organic[0] - organic[2]).toBeGreaterThan(40);
  expect(light[1] - Math.max(light[0], light[2])).toBeGreaterThan(20);
  expect(metal[2] - metal[0]).toBeGreaterThan(40);
  const middle = { left: 120, right: 240, top: 60, bottom: 440 };
  expect(colouredShare(drawn, middle)).toBeGreaterThan(0.7);
  await show(page, { show: 'grey' });
  expect(colouredShare(await draw(page), middle)).toBe(0);
});

test('window, level and the kind of colours upload nothing and calm nothing anew', async ({ page }) => {
  await openPicture(page, matter);
  await show(page, { show: 'material', log: true });
  const before = await page.evaluate(() => window.harness.counts());
  await show(page, { window: 0.5 });
  await show(page, { show: 'organic' });
  await show(page, { show: 'metal', level: 0.6 });
  const after = await page.evaluate(() => window.harness.counts());
  expect(after.uploads - before.uploads).toBe(0);
  expect(after.frames - before.frames).toBe(3);
  expect(after.fieldPasses - before.fieldPasses).toBe(0);
});

test('a picture that nobody calibrated, or of one energy, stays grey and has no thickness', async ({
  page,
}) => {
  await openPicture(page, matter);
  await page.getByRole('application', { name: 'Synthetic scan' }).hover();
  const thickness = () =>
    page.evaluate(() => {
      const cursor = window.harness.events.cursors.at(-1);
      return cursor?.exact ? { of: cursor.thickness } : null;
    });
  await expect.poll(thickness).not.toBeNull();
  expect((await thickness())!.of).toMatchObject({ steelMm: expect.any(Number), isMore: false });

  await show(page, { show: 'material' });
  await page.evaluate((shape) => window.harness.showNext(shape), waves);
  const display = () => page.evaluate(() => window.harness.viewer!.display.show);
  expect(await display()).toBe('grey');
  await show(page, { show: 'organic' });
  expect(await display()).toBe('grey');
  await show(page, { show: 'blend' });
  expect(await display()).toBe('blend');
  await page.mouse.move(40, 40);
  await page.getByRole('application', { name: 'Synthetic scan' }).hover();
  await expect.poll(thickness).toEqual({ of: null });
  await page.evaluate((shape) => window.harness.showNext(shape), { ...waves, planes: 1 as const });
  expect(await display()).toBe('grey');
});

async function show(page: Page, display: Partial<Display>): Promise<void> {
  await page.evaluate((change) => {
    window.harness.viewer!.setDisplay(change);
    return window.harness.viewer!.painted();
  }, display);
}
