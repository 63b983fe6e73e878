import { type Page, test } from '@playwright/test';
import { SyntheticPicture, type SyntheticShape } from '../../renderer/viewer/harness/synthetic.ts';
import { type Display, plainDisplay } from '../../renderer/viewer/transfer.ts';
import { expectFiltered, expectReference, openHarness, openPicture, viewerServer } from './viewer-page.ts';

const address = viewerServer();
const dual: SyntheticShape = { columns: 1500, rows: 700, planes: 2 };
const reference = new SyntheticPicture(dual);

const looks: readonly [string, Partial<Display>][] = [
  ['linear', {}],
  ['inverted', { invert: true }],
  ['logarithmic', { log: true }],
  ['logarithmic, inverted', { log: true, invert: true }],
  ['a narrow window', { window: 0.18, level: 0.42 }],
  ['a window wider than the picture', { window: 1.7, level: 0.6 }],
  ['gamma above one', { gamma: 2.2 }],
  ['gamma below one', { gamma: 0.45 }],
  ['the second energy', { plane: 1 }],
  ['everything at once', { log: true, gamma: 1.6, invert: true, window: 0.5, level: 0.7, plane: 1 }],
];

const tools: readonly [string, Partial<Display>][] = [
  ['the hot palette', { palette: 'hot' }],
  ['the ice palette, inverted', { palette: 'ice', invert: true, log: true }],
  ['the moss palette with gamma', { palette: 'moss', gamma: 1.8 }],
  ['what absorbs much, in the logarithm', { highlight: 'dense', log: true }],
  ['what absorbs little', { highlight: 'thin', palette: 'hot' }],
  ['sharpening', { sharpen: 1.5 }],
  ['noise reduction', { smooth: 0.8 }],
  ['noise reduction, then sharpening, in the logarithm', { smooth: 0.5, sharpen: 1, log: true }],
  ['local contrast', { equalise: 1 }],
  ['half of local contrast, in the logarithm, of the second energy', { equalise: 0.5, log: true, plane: 1 }],
  [
    'everything at once',
    {
      ...{ smooth: 0.6, sharpen: 2, equalise: 0.7, palette: 'moss', highlight: 'dense' },
      ...{ log: true, gamma: 1.4, invert: true, window: 0.6, level: 0.55, plane: 1 },
    },
  ],
];

/** One window for all of them, as at a post: what one look leaves behind would show in the next. */
let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openHarness(page, address());
  await openPicture(page, dual);
});
test.afterAll(() => page.close());

test.describe('what is drawn is the reference within one grey level', () => {
  for (const [name, display] of looks) {
    test(name, async () => {
      await page.evaluate((look) => window.harness.viewer!.setDisplay(look), { ...plainDisplay, ...display });
      await expectReference(page, dual, display);
    });
  }
});

test.describe('each tool is its reference within one grey level', () => {
  for (const [name, display] of tools) {
    test(`the whole picture with ${name}`, async () => {
      await expectFiltered(page, reference, display, { ...plainDisplay, ...display });
    });
  }
});
