import { expect, test } from '@playwright/test';
import {
  SyntheticPicture,
  type SyntheticShape,
  syntheticValue,
} from '../../renderer/viewer/harness/synthetic.ts';
import { CountTable } from '../../renderer/viewer/measure/count-table.ts';
import { shownCounts } from '../../renderer/viewer/measure/shown-counts.ts';
import {
  fixedSpan,
  percentileSpan,
  rangeOf,
  windowOf,
} from '../../renderer/viewer/measure/window-presets.ts';
import { PixelReader } from '../../renderer/viewer/pixel-reader.ts';
import { type Display, plainDisplay, shownOf } from '../../renderer/viewer/transfer.ts';
import { expectFiltered, openPicture, viewerPage } from './viewer-page.ts';

viewerPage();

const dual: SyntheticShape = { columns: 1500, rows: 700, planes: 2 };
const reference = new SyntheticPicture(dual);

test('at three device pixels a pixel the filters take the picture’s pixels', async ({ page }) => {
  await openPicture(page, dual);
  await page.evaluate(() => {
    window.harness.viewer!.zoomTo(1);
    window.harness.viewer!.zoomBy(3);
    window.harness.viewer!.panBy(-700, -300);
  });
  await expectFiltered(page, reference, { smooth: 0.8, sharpen: 1.5, equalise: 0.5 });
});

test('at coarser levels, too, and by every window at a key, the picture is its reference', async ({
  page,
}) => {
  const size = { width: 330, height: 160 };
  await openPicture(page, dual, { size });
  const level = await page.evaluate(() => window.harness.viewer!.view!.level);
  expect(level).toBe(2);
  const tools = coarseLooks.map((display) => [JSON.stringify(display), display] as const);
  for (const [name, display] of [...tools, ...(await windows())])
    await test.step(name, () => expectFiltered(page, reference, { ...plainDisplay, ...display }));
});

const coarseLooks: readonly Partial<Display>[] = [
  { smooth: 0.8 },
  { sharpen: 1.5, log: true },
  { equalise: 1 },
  { highlight: 'dense', log: true },
  { highlight: 'thin', show: 'blend' },
  { smooth: 0.5, sharpen: 1, equalise: 0.6, show: 'blend', log: true },
];

/** The windows at a key as the screen works them out, of one energy and of both, each held against plain arithmetic first. */
async function windows(): Promise<[string, Partial<Display>][]> {
  const range = rangeOf(reference.picture);
  const all: [string, Partial<Display>][] = [];
  const regions = {
    percentile: { x: 0, y: 0, width: dual.columns, height: dual.rows },
    region: { x: 700, y: 300, width: 96, height: 96 },
  };
  for (const [show, log] of [
    ['grey', true],
    ['blend', false],
    ['blend', true],
  ] as const) {
    for (const preset of ['whole', 'thin', 'dense'] as const) {
      const span = fixedSpan(preset, log, reference.picture);
      all.push([`${preset} ${show} ${log}`, { show, log, ...windowOf(span) }]);
    }
    for (const [name, { x, y, width, height }] of Object.entries(regions)) {
      const region = await new PixelReader(reference).region({ x, y, width, height }, 2e6);
      const values = shownCounts(region.planes, { show, plane: 0 })!;
      const span = percentileSpan(new CountTable(values), log, range)!;
      const sorted = Array.from({ length: width * height }, (_, at) => {
        const of = (plane: number) => syntheticValue(x + (at % width), y + Math.floor(at / width), plane);
        return show === 'blend' ? (of(0) + of(1)) / 2 : of(0);
      }).sort((one, other) => one - other);
      const rank = (share: number) => shownOf(sorted[Math.ceil(share * sorted.length) - 1]!, log, range);
      expect(span).toEqual([rank(0.01), rank(0.99)]);
      all.push([`${name} ${show} ${log}`, { show, log, ...windowOf(span) }]);
    }
  }
  return all;
}

test('window and level over filters upload nothing and filter nothing anew', async ({ page }) => {
  await openPicture(page, dual);
  await page.evaluate(
    (change) => {
      window.harness.viewer!.setDisplay(change);
      return window.harness.viewer!.painted();
    },
    { smooth: 0.8, sharpen: 1 },
  );
  const before = await page.evaluate(() => window.harness.counts());
  await page.evaluate(async () => {
    for (const window_ of [0.8, 0.6, 0.4]) {
      window.harness.viewer!.setDisplay({ window: window_ });
      await window.harness.viewer!.painted();
    }
  });
  const after = await page.evaluate(() => window.harness.counts());
  expect(after.uploads - before.uploads).toBe(0);
  expect(after.frames - before.frames).toBe(3);
  expect(after.fieldPasses - before.fieldPasses).toBe(0);
});

test('mirrored, what is on the left is on the right, and hands and keys go where they point', async ({
  page,
}) => {
  await openPicture(page, dual);
  await page.evaluate(() => window.harness.viewer!.zoomTo(1));
  const canvas = page.getByRole('application', { name: 'Synthetic scan' });
  const before = await canvas.screenshot();
  const rectangle = () => page.evaluate(() => window.harness.viewer!.view!.rectangle);
  const { x, width } = await rectangle();
  await page.evaluate(() => window.harness.viewer!.flip());
  expect((await canvas.screenshot()).equals(before)).toBe(false);
  expect((await rectangle()).x).toBe(x);

  await page.mouse.move(20, 200);
  await expect
    .poll(() => page.evaluate(() => window.harness.events.cursors.at(-1)?.column ?? 0))
    .toBeGreaterThan(x + width - 60);
  // The picture follows the hand to the right, which uncovers what is further on in the scan.
  await page.mouse.down();
  await page.mouse.move(120, 200);
  await page.mouse.up();
  expect((await rectangle()).x).toBeCloseTo(x + 100, 6);
  await page.evaluate(() => window.harness.viewer!.panBy(-100, 0));
  expect((await rectangle()).x).toBeCloseTo(x, 6);
  await page.evaluate(() => window.harness.viewer!.zoomBy(2, { x: 0, y: 0 }));
  expect((await rectangle()).x + (await rectangle()).width).toBeCloseTo(x + width, 6);

  await page.evaluate(() => window.harness.viewer!.flip());
  await page.evaluate(() => window.harness.viewer!.zoomTo(1));
  expect(await page.evaluate(() => window.harness.viewer!.view!.flipped)).toBe(false);
});

test('the values said are those of the place that lies under the pointer, also when the picture moves', async ({
  page,
}) => {
  await openPicture(page, dual);
  await page.mouse.move(200, 200);
  for (const move of ['fit', 'one', 'closer', 'pan'] as const) {
    await page.evaluate((how) => {
      const viewer = window.harness.viewer!;
      if (how === 'one') viewer.zoomTo(1);
      if (how === 'closer') viewer.zoomBy(1.7);
      if (how === 'pan') viewer.panBy(-230, 40);
      return viewer.painted();
    }, move);
    const expected = await page.evaluate(() => {
      const at = window.harness.viewer!.toPicture(window.harness.viewer!.pointer!)!;
      return { column: Math.floor(at.x), row: Math.floor(at.y) };
    });
    const { column, row } = expected;
    const values = [0, 1].map((plane) => syntheticValue(column, row, plane));
    await expect
      .poll(() => page.evaluate(() => window.harness.events.cursors.at(-1)))
      .toMatchObject({ column, row, values, exact: true });
  }
});

test('before and after shows the picture as it began, and the settings are there again', async ({ page }) => {
  await openPicture(page, dual);
  const change = { log: true, palette: 'hot', sharpen: 1 } as const;
  await expectFiltered(page, reference, change);
  await page.evaluate(() => window.harness.viewer!.compare(true));
  await expectFiltered(page, reference, {}, change);
  expect(await page.evaluate(() => window.harness.viewer!.view!.comparing)).toBe(true);
  await page.evaluate(() => window.harness.viewer!.compare(false));
  await expectFiltered(page, reference, change);
});

test('each setting is one step to undo, and all of them one to reset', async ({ page }) => {
  await openPicture(page, dual);
  await page.evaluate(() => {
    const { viewer } = window.harness;
    viewer!.setDisplay({ sharpen: 1 });
    viewer!.setDisplay({ palette: 'ice' });
    viewer!.setDisplay({ equalise: 1 });
    viewer!.undo();
  });
  const display = () => page.evaluate(() => window.harness.viewer!.display);
  expect(await display()).toEqual({ ...plainDisplay, sharpen: 1, palette: 'ice' });
  await page.evaluate(() => {
    window.harness.viewer!.flip();
    window.harness.viewer!.reset();
  });
  expect(await display()).toEqual(plainDisplay);
  expect(await page.evaluate(() => window.harness.viewer!.view)).toMatchObject({
    flipped: false,
    fitted: true,
  });
  await page.evaluate(() => window.harness.viewer!.undo());
  expect(await display()).toEqual({ ...plainDisplay, sharpen: 1, palette: 'ice' });
});
