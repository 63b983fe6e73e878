import type { Locator, Page } from '@playwright/test';
import { openScene } from '../../native-bridge/simulator/scenes.ts';
import { type Display, greyOf, plainDisplay, planeOf } from '../../renderer/viewer/transfer.ts';
import { placementOf, visibleRectangle } from '../../renderer/viewer/view.ts';
import { underAnalysis } from './console.ts';
import { expect, type Post, picture, test } from './harness.ts';
import { type Plane, sentPlanes } from './pixels.ts';

const scene = 'machinery';
const seed = 7;
const pitchMm = 4;
const dark = 300;
const air = 60_000;
const logarithmic: Display = { ...plainDisplay, log: true };

// Worked out once: it takes seconds.
let sent: readonly Plane[];
test.beforeAll(() => {
  sent = sentPlanes(openScene(scene, seed));
});

test('without a mouse, the loupe says the exact counts of every pixel it is moved to', async ({ post }) => {
  const page = await pictureOpen(post);
  await page.keyboard.press('1');
  await page.keyboard.press('z');
  const start = await loupe(page);
  expect(start.counts).toEqual(sentAt(start.column, start.row));
  for (const [key, dx, dy] of [
    ['Shift+ArrowRight', 1, 0],
    ['Shift+ArrowDown', 1, 1],
    ['Shift+ArrowLeft', 0, 1],
    ['Shift+ArrowUp', 0, 0],
    ['ArrowRight', 10, 0],
  ] as const) {
    await page.keyboard.press(key);
    const [column, row] = [start.column + dx, start.row + dy];
    await expect(page.getByTestId('loupe-words')).toContainText(sentAt(column, row).join(' / '));
    expect(await loupe(page)).toMatchObject({ column, row });
    await expect.poll(() => loupesWorst(page, column, row)).toBeLessThanOrEqual(1);
  }
  // Of both energies the loupe shows the mean, as the picture does.
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  await expect
    .poll(() => loupesWorst(page, start.column + 10, start.row, { ...logarithmic, show: 'blend' }))
    .toBeLessThanOrEqual(1);
  await page.keyboard.press('w');
  // Beside the counts what they mean, in words for who hears them, too.
  await expect(page.getByTestId('loupe-words')).toHaveText(
    /: \d+ \/ \d+, .*mm steel, .*g\/cm², (organic|light metal|metal|not penetrated|material unknown: .+)$/,
  );
  await picture(page, 'measure-loupe');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('loupe')).toBeHidden();
});

test('without a mouse, the ruler says the distance of two points in millimetres, and what that holds for', async ({
  post,
}) => {
  const page = await pictureOpen(post);
  await page.keyboard.press('1');
  await page.keyboard.press('Shift+M');
  await expect(panel(page)).toContainText('Put down two points');
  await page.keyboard.press('Enter');
  await press(page, 'Shift+ArrowRight', 30);
  await press(page, 'Shift+ArrowDown', 40);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('measured')).toContainText(`${50 * pitchMm} mm`);
  await expect(page.getByTestId('measured')).toContainText(
    `across ${30 * pitchMm} mm · down ${40 * pitchMm} mm`,
  );
  await expect(page.getByTestId('line-label')).toHaveText(`${50 * pitchMm} mm`);
  await expect(panel(page)).toContainText('nearer to the source they come out too large');
  await picture(page, 'measure-ruler');

  // It stays where it is in the picture, however that is looked at.
  await page.keyboard.press('y');
  await page.keyboard.press('2');
  await expect(page.getByTestId('line-label')).toHaveText(`${50 * pitchMm} mm`);
  await page.keyboard.press('r');
  await expect(panel(page)).toBeHidden();
  await expect(page.getByTestId('aim')).toBeHidden();
});

test('by pointer, a drag measures as two clicks do, while the wheel still zooms', async ({ post }) => {
  const page = await pictureOpen(post);
  await page.keyboard.press('1');
  await page.keyboard.press('Shift+M');
  await expect(panel(page)).toBeVisible();
  const box = (await page.getByTestId('picture').boundingBox())!;
  const [x, y] = [Math.round(box.x) + 200, Math.round(box.y) + 150];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 80, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('measured')).toContainText(`${100 * pitchMm} mm`);
  await page.mouse.move(x + 200, y + 10);
  await expect(page.getByTestId('measured')).toContainText(`${100 * pitchMm} mm`);

  await page.mouse.click(x, y);
  await page.mouse.click(x + 120, y);
  await expect(page.getByTestId('measured')).toContainText(`${120 * pitchMm} mm`);
  const scale = page.getByTestId('scale');
  await expect(scale).toHaveText('1:1');
  await page.mouse.wheel(0, -300);
  await expect(scale).not.toHaveText('1:1');
  await expect(page.getByTestId('measured')).toContainText(`${120 * pitchMm} mm`);
});

test('without a mouse, the statistics of a region are those of plain arithmetic', async ({ post }) => {
  const page = await pictureOpen(post);
  const { column, row } = await aimAtMiddle(page, 'Shift+S');
  await page.keyboard.press('Enter');
  await press(page, 'Shift+ArrowRight', 25);
  await press(page, 'Shift+ArrowDown', 15);
  await page.keyboard.press('Enter');
  await expect(panel(page)).toContainText(`26 × 16 pixels · ${26 * pitchMm} × ${16 * pitchMm} mm`);
  const rows = page.getByTestId('statistics').locator('tbody tr');
  await expect(rows).toHaveCount(2);
  for (const plane of [0, 1]) {
    const values = valuesOf(plane, column, row, 26, 16);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const expected = [
      mean.toFixed(1),
      spread(values).toFixed(1),
      String(Math.min(...values)),
      String(Math.max(...values)),
      String(26 * 16),
    ];
    await expect
      .poll(async () => (await cells(rows.nth(plane))).map((text) => Number(text)))
      .toEqual(expected.map(Number));
  }
  await picture(page, 'measure-region');

  // Of both energies, the mean that is on screen as well.
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  await expect(rows).toHaveCount(3);
  const means = valuesOf(null, column, row, 26, 16);
  await expect
    .poll(async () => (await cells(rows.nth(2))).map(Number))
    .toEqual([
      Number((means.reduce((a, b) => a + b) / means.length).toFixed(1)),
      Number(spread(means).toFixed(1)),
      Math.min(...means),
      Math.max(...means),
      26 * 16,
    ]);
  await picture(page, 'measure-region-both');
});

test('without a mouse, a profile is every pixel of its line, in counts and in transmission', async ({
  post,
}) => {
  const page = await pictureOpen(post);
  const { column, row } = await aimAtMiddle(page, 'Shift+L');
  await page.keyboard.press('Enter');
  await press(page, 'Shift+ArrowRight', 40);
  await page.keyboard.press('Enter');
  await expect(panel(page)).toContainText(`A–B: ${40 * pitchMm} mm`);
  const rows = page.getByTestId('profile-table').locator('tbody tr');
  await expect(rows).toHaveCount(41);
  for (const at of [0, 1, 17, 40]) {
    const [first, second] = sentAt(column + at, row);
    const percent = (counts: number) => Number(((100 * (counts - dark)) / (air - dark)).toFixed(2));
    expect((await cells(rows.nth(at))).map(Number)).toEqual([
      first,
      second,
      percent(first!),
      percent(second!),
    ]);
    expect(await rows.nth(at).locator('th').textContent()).toBe(String(at * pitchMm));
  }
  const curves = page.getByTestId('profile-chart').locator('[data-plane]');
  await expect(curves).toHaveCount(2);
  // The curves go through every value: logarithmic, air at the top, a hundred high and a thousand wide.
  for (const plane of [0, 1]) {
    const numbers =
      ((await curves.nth(plane).getAttribute('d')) ?? '')
        .replace('h0', '')
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    expect(numbers).toHaveLength(82);
    for (const [at, counts] of valuesOf(plane, column, row, 41, 1).entries()) {
      const height = Math.log(Math.max(1, counts - dark)) / Math.log(air - dark);
      expect(numbers[2 * at]).toBeCloseTo(25 * at, 0);
      expect(Math.abs(numbers[2 * at + 1]! - 100 * (1 - height))).toBeLessThan(0.06);
    }
  }
  // The table scrolls by keys as well.
  await page.getByRole('region', { name: 'Values along the line' }).focus();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
});

test('each window at a key is one step to undo, however quickly they follow one another', async ({
  post,
}) => {
  const page = await pictureOpen(post);
  const settings = page.getByRole('group', { name: 'Picture settings' });
  await page.keyboard.press('1');
  await expect(settings.getByTestId('scale')).toHaveText('1:1');
  const span = Math.log(air - dark);
  // What of log transmission up to 50 mm of steel is: exp(−0.0331 cm²/g · 7.87 g/cm³ · 5 cm).
  const thin = 1 + (-0.0331 * 7.87 * 5) / span;
  const windowLevel = (low: number, high: number) =>
    `W/L ${(high - low).toFixed(2)}/${((low + high) / 2).toFixed(2)}`;

  await page.keyboard.press('6');
  await page.keyboard.press('7');
  await expect(settings).toContainText(windowLevel(0, thin));
  await page.keyboard.press('u');
  await expect(settings).toContainText(windowLevel(thin, 1));
  await page.keyboard.press('u');
  await expect(settings).toContainText(windowLevel(0, 1));

  const [low, high] = percentiles(await onScreen(page));
  const [bothLow, bothHigh] = percentiles(await onScreen(page, null));
  const shown = (counts: number) => Math.log(Math.max(1, counts - dark)) / span;
  await page.keyboard.press('8');
  await expect(settings).toContainText(windowLevel(shown(low), shown(high)));
  await page.keyboard.press('5');
  await expect(settings).toContainText(windowLevel(0, 1));
  await page.keyboard.press('u');
  await expect(settings).toContainText(windowLevel(shown(low), shown(high)));

  // Around the middle of the canvas, as no pointer is over it: 48 pixels each way at 1:1.
  await page.keyboard.press('u');
  const { x, y, width, height } = await rectangleOnScreen(page);
  const [left, top] = [x + width / 2 - 48, y + height / 2 - 48];
  const wide = Math.ceil(left + 96) - Math.floor(left);
  const tall = Math.ceil(top + 96) - Math.floor(top);
  const [regionLow, regionHigh] = percentiles(valuesOf(0, Math.floor(left), Math.floor(top), wide, tall));
  await page.keyboard.press('9');
  await expect(settings).toContainText(windowLevel(shown(regionLow), shown(regionHigh)));
  await page.keyboard.press('u');
  await expect(settings).toContainText(windowLevel(0, 1));

  // While both energies are shown, it is their mean that is spread.
  expect(windowLevel(shown(bothLow), shown(bothHigh))).not.toBe(windowLevel(shown(low), shown(high)));
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  await expect(settings).toContainText('BOTH ENERGIES');
  await page.keyboard.press('8');
  await expect(settings).toContainText(windowLevel(shown(bothLow), shown(bothHigh)));
});

test('the histogram counts what is on screen, and its ends move the window by keys and by hand', async ({
  post,
}) => {
  const page = await pictureOpen(post);
  const settings = page.getByRole('group', { name: 'Picture settings' });
  await page.keyboard.press('1');
  await page.keyboard.press('0');
  await expect(panel(page)).toContainText('Histogram of what is on screen, 6 MeV');
  const expected = new Array<number>(128).fill(0);
  const scale = Math.log(air - dark);
  await expect(page.getByTestId('histogram')).toBeVisible();
  for (const counts of await onScreen(page)) {
    const bin = Math.floor((Math.log(Math.max(1, counts - dark)) / scale) * 128);
    expected[Math.min(127, Math.max(0, bin))]! += 1;
  }
  const bins = async () =>
    ((await page.getByTestId('histogram').getAttribute('data-bins')) ?? '').split(' ').map(Number);
  await expect.poll(bins).toEqual(expected);
  await picture(page, 'measure-histogram');

  const low = page.getByRole('slider', { name: 'Lower end of the window' });
  await low.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect(low).toHaveAttribute('aria-valuenow', '0.1');
  await expect(settings).toContainText('W/L 0.90/0.55');
  const atEnd = Math.round(dark + (air - dark) ** 0.1);
  await expect(low).toHaveAttribute('aria-valuetext', `${atEnd} counts`);

  const high = page.getByRole('slider', { name: 'Upper end of the window' });
  const chart = (await page.getByTestId('histogram').boundingBox())!;
  await high.hover();
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width / 2, chart.y + 10, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => Number(await high.getAttribute('aria-valuenow'))).toBeCloseTo(0.5, 2);
  // Never past each other.
  await high.focus();
  await page.keyboard.press('Home');
  await expect
    .poll(async () => Number(await high.getAttribute('aria-valuenow')))
    .toBeGreaterThan(Number(await low.getAttribute('aria-valuenow')));
  await page.keyboard.press('0');
  await expect(panel(page)).toBeHidden();
});

test('while a decision is asked for, no tool takes the Enter that records it', async ({ post }) => {
  const page = await pictureOpen(post);
  await page.keyboard.press('Shift+M');
  await expect(page.getByTestId('aim')).toBeVisible();
  await page.keyboard.press('F5');
  await expect(page.getByTestId('decision-panel')).toBeVisible();
  await expect(page.getByTestId('aim')).toBeHidden();
  await page.keyboard.press('Shift+M');
  await expect(page.getByTestId('aim')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('decision-panel')).toBeHidden();
  await page.keyboard.press('Shift+M');
  await expect(page.getByTestId('aim')).toBeVisible();
});

test('all of it at once fits a small screen and a large one, in both languages', async ({ post }) => {
  const page = await pictureOpen(post);
  for (const size of [
    { width: 1366, height: 768 },
    { width: 2560, height: 1440 },
  ]) {
    await page.setViewportSize(size);
    for (const language of ['en', 'ru']) {
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await page.keyboard.press('1');
      await page.keyboard.press('0');
      await page.keyboard.press('Shift+L');
      await page.keyboard.press('Enter');
      await press(page, 'ArrowRight', 20);
      await press(page, 'ArrowDown', 5);
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('profile-table')).toBeVisible();
      const cut = await panel(page).evaluate((element) => {
        const { left, right, bottom } = element.getBoundingClientRect();
        return (
          left < 0 || right > innerWidth || bottom > innerHeight || element.scrollWidth > element.clientWidth
        );
      });
      expect({ size, language, cut }).toEqual({ size, language, cut: false });
      await picture(page, `measure-${size.width}-${language}`);
      await page.keyboard.press('r');
      await page.keyboard.press('Alt+L');
    }
  }
});

/** A window with the whole picture under analysis, and no pointer over it. */
async function pictureOpen(post: Post): Promise<Page> {
  return (await underAnalysis(post, { scene, seed })).page;
}

function panel(page: Page): Locator {
  return page.getByTestId('measure');
}

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
}

/** Starts a tool at 1:1; where its cross is, by what the loupe says of the same place. */
async function aimAtMiddle(page: Page, tool: string) {
  await page.keyboard.press('1');
  await page.keyboard.press('z');
  const at = await loupe(page);
  await page.keyboard.press(tool);
  await expect(panel(page)).toBeVisible();
  return at;
}

async function loupe(page: Page) {
  const words = page.getByTestId('loupe-words');
  await expect(words).toContainText(/: \d+ \/ \d+/);
  const [, column, row, first, second] =
    /column (\d+), row (\d+): (\d+) \/ (\d+)/.exec((await words.textContent()) ?? '') ?? [];
  return { column: Number(column), row: Number(row), counts: [Number(first), Number(second)] };
}

/** The most that a pixel of the loupe is off the grey of plain arithmetic, its middle being there; waits until it is painted. */
async function loupesWorst(
  page: Page,
  column: number,
  row: number,
  display: Display = logarithmic,
): Promise<number> {
  const { side, rgba } = await page.getByTestId('loupe').evaluate((canvas: HTMLCanvasElement) => {
    const { width: side, height } = canvas;
    return { side, rgba: [...canvas.getContext('2d')!.getImageData(0, 0, side, height).data] };
  });
  const corner = { x: column - (side - 1) / 2, y: row - (side - 1) / 2 };
  const counts = valuesOf(planeOf(display), corner.x, corner.y, side, side);
  return Math.max(
    ...counts.map((value, at) => Math.abs(rgba[4 * at]! - greyOf(value, display, { air, dark }))),
  );
}

async function cells(row: Locator): Promise<string[]> {
  return (await row.locator('td').allTextContents()).map((text) => text.replaceAll(',', ''));
}

function sentAt(column: number, row: number): number[] {
  return sent.map(({ values, width }) => values[row * width + column]!);
}

/** Of one energy; null: the mean of both. */
function valuesOf(plane: number | null, x: number, y: number, width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const of = sentAt(x + (at % width), y + Math.floor(at / width));
    return plane === null ? (of[0]! + of[1]!) / 2 : of[plane]!;
  });
}

/** Standard deviation of a sample. */
function spread(values: number[]): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** By nearest rank. */
function percentiles(values: number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(1, Math.ceil(share * values.length)) - 1]!;
  return [at(0.01), at(0.99)];
}

/** What of the picture is on the canvas at 1:1, its middle in the middle. */
async function rectangleOnScreen(page: Page) {
  const { width, height } = (await page.getByTestId('picture').locator('canvas').first().boundingBox())!;
  const size = { width: Math.round(width), height: Math.round(height) };
  const layout = {
    columns: sent[0]!.width,
    rows: sent[0]!.height,
    linePitchMm: pitchMm,
    detectorPitchMm: pitchMm,
  };
  const view = { x: layout.columns / 2, y: layout.rows / 2, pxPerMm: 1 / pitchMm };
  return visibleRectangle(layout, placementOf(layout, view, size), size);
}

/** The counts of one energy, or the mean of both, that are on screen at 1:1. */
async function onScreen(page: Page, plane: number | null = 0): Promise<number[]> {
  const { x, y, width, height } = await rectangleOnScreen(page);
  return valuesOf(plane, x, y, width, height);
}
