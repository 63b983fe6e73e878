import { expect, type Page, test } from '@playwright/test';
import {
  SyntheticPicture,
  type SyntheticShape,
  syntheticValue,
} from '../../renderer/viewer/harness/synthetic.ts';
import { plainDisplay } from '../../renderer/viewer/transfer.ts';
import { canvasSize, draw, expectReference, openPicture as open, viewerPage } from './viewer-page.ts';
import { colouredShare, compareWithReference, pixelAt, placementIn } from './viewer-reference.ts';

const address = viewerPage();

const dual: SyntheticShape = { columns: 1500, rows: 700, planes: 2 };

test.describe('what is drawn is the reference within one grey level', () => {
  test('one energy', async ({ page }) => {
    const shape = { ...dual, planes: 1 } as const;
    await open(page, shape);
    await expectReference(page, shape);
  });

  test('fit, from a coarser level', async ({ page }) => {
    const shape = { ...dual, columns: 4100, rows: 900 };
    await open(page, shape);
    const { level } = await expectReference(page, shape);
    expect(level).toBe(2);
  });

  test('3.3 times, across the corner of four tiles', async ({ page }) => {
    await open(page, { ...dual, rows: 1200 });
    await page.evaluate(() => {
      const { viewer } = window.harness;
      viewer!.zoomTo(1);
      viewer!.zoomBy(3.3);
      const { rectangle } = viewer!.view!;
      viewer!.panBy(
        (rectangle.x + rectangle.width / 2 - 512.3) * 3.3,
        (rectangle.y + rectangle.height / 2 - 512.6) * 3.3,
      );
    });
    const rectangle = await page.evaluate(() => window.harness.viewer!.view!.rectangle);
    expect(rectangle.x).toBeLessThan(500);
    expect(rectangle.x + rectangle.width).toBeGreaterThan(524);
    await expectReference(page, { ...dual, rows: 1200 });
  });

  test('pixels that are not square, in right proportion', async ({ page }) => {
    const shape = { ...dual, linePitchMm: 2.5, detectorPitchMm: 4.2 };
    await open(page, shape);
    const drawn = await expectReference(page, shape);
    const proportion = drawn.picture.width / drawn.picture.height;
    expect(proportion).toBeCloseTo((1500 * 2.5) / (700 * 4.2), 1);
  });

  test('a canvas of two device pixels per CSS pixel', async ({ browser }) => {
    const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1000, height: 640 } });
    await page.goto(address());
    await page.waitForFunction(() => window.harness !== undefined);
    await open(page, dual);
    const { drawn } = await expectReference(page, dual);
    expect([drawn.width, drawn.height]).toEqual([1800, 1000]);
    await page.close();
  });
});

test('at 1:1 each device pixel is one picture pixel, unmixed', async ({ page }) => {
  await open(page, dual);
  await page.evaluate(() => window.harness.viewer!.zoomTo(1));
  const { drawn, view } = await expectReference(page, dual);
  expect(view.scale).toBe(1);
  const column = Math.ceil(view.rectangle.x);
  const range = { air: 60_000, dark: 500 };
  const line = Array.from({ length: 200 }, (_, x) => {
    const counts = syntheticValue(column + x, Math.ceil(view.rectangle.y), 0);
    return Math.abs(255 * ((counts - range.dark) / (range.air - range.dark)) - pixelAt(drawn, x, 0)[0]);
  });
  expect(Math.max(...line)).toBeLessThan(1);
});

test('a growing picture shows what came, marks what has not, and never blanks what was there', async ({
  page,
}) => {
  const shape = { ...dual, received: 700 };
  await open(page, shape);
  const first = await expectReference(page, dual, {}, 700);
  expect(await fidelity(page)).toBe('receiving');
  const picture = new SyntheticPicture(dual);
  const place = placementIn(first.drawn, picture, first.view.at);
  const unreceived = (from: number) => ({
    left: place.originX + from * place.scaleX + 1,
    right: place.originX + 1500 * place.scaleX - 1,
    top: place.originY + 1,
    bottom: place.originY + 700 * place.scaleY - 1,
  });
  expect(colouredShare(first.drawn, unreceived(700))).toBe(1);

  await page.evaluate(() => {
    window.harness.hold();
    window.harness.advance({ columns: 1100, state: 'receiving' });
  });
  await page.waitForFunction(() => window.harness.picture!.asked.filter((key) => key === '0/1/0').length > 1);
  const whileFetching = await draw(page, { wait: false });
  expect(
    compareWithReference(whileFetching, picture, first.view.at, plainDisplay, 700).difference,
  ).toBeLessThan(2);

  await page.evaluate(() => window.harness.release());
  await expectReference(page, dual, {}, 1100);
  await page.evaluate(() => window.harness.advance({ columns: 1500, state: 'complete' }));
  await expectReference(page, dual);
  await expect.poll(() => fidelity(page)).toBe('full');
});

test('a growing picture is right from a coarser level too', async ({ page }) => {
  const shape = { ...dual, columns: 4100, rows: 900 };
  await open(page, { ...shape, received: 1003 });
  const { level } = await expectReference(page, shape, {}, 1000);
  expect(level).toBe(2);
  await page.evaluate(() => window.harness.advance({ columns: 3206, state: 'receiving' }));
  await expectReference(page, shape, {}, 3204);
});

test('a picture that ends short is laid out at its true length and called incomplete', async ({ page }) => {
  await open(page, { ...dual, received: 600 });
  await page.evaluate(() => window.harness.advance({ columns: 900, state: 'incomplete' }));
  await expect.poll(() => fidelity(page)).toBe('incomplete');
  const view = await page.evaluate(() => window.harness.viewer!.view!);
  expect(view.rectangle).toEqual({ x: 0, y: 0, width: 900, height: 700 });
  expect(view.fitted).toBe(true);
});

test('the overview is asked for first and shown until the needed level is there', async ({ page }) => {
  await page.evaluate((shape) => {
    const { harness } = window;
    harness.prepare(shape);
    harness.hold('0/');
    harness.mount(900, 500);
    harness.viewer!.zoomTo(1);
  }, dual);
  await expect
    .poll(() => page.evaluate(() => window.harness.counts().then(({ uploads }) => uploads)))
    .toBeGreaterThan(0);
  const whole = { left: 0, top: 0, right: 900, bottom: 500 };
  await expect.poll(async () => colouredShare(await draw(page, { wait: false }), whole)).toBe(0);
  expect(await page.evaluate(() => window.harness.picture!.asked[0])).toBe('2/0/0');
  expect(await fidelity(page)).toBe('overview');
  await page.evaluate(() => window.harness.release());
  await expectReference(page, dual);
  expect(await fidelity(page)).toBe('full');
});

test('a tile that cannot be had is shown as missing, reported once, and comes back when it can', async ({
  page,
}) => {
  await page.evaluate((shape) => {
    window.harness.prepare(shape);
    window.harness.picture!.break('0/1/0');
    window.harness.mount(900, 500);
  }, dual);
  await expect.poll(() => fidelity(page)).toBe('incomplete');
  const drawn = await draw(page);
  const view = await page.evaluate(() => window.harness.viewer!.view!);
  const place = placementIn(drawn, new SyntheticPicture(dual), view.at);
  const tile = (column: number) => ({
    left: place.originX + column * 512 * place.scaleX + 1,
    right: place.originX + (column + 1) * 512 * place.scaleX - 1,
    top: place.originY + 1,
    bottom: place.originY + 512 * place.scaleY - 1,
  });
  expect(colouredShare(drawn, tile(1))).toBeGreaterThan(0.1);
  expect(colouredShare(drawn, tile(1))).toBeLessThan(0.6);
  expect(colouredShare(drawn, tile(0))).toBe(0);
  const failures = await page.evaluate(() => window.harness.events.failures);
  expect(failures).toEqual([
    { code: 'VIEWER_TILE_FAILED', details: { level: 0, column: 1, row: 0, reason: 'broken on purpose' } },
  ]);
  await page.evaluate(() => window.harness.picture!.mend());
  await expect.poll(() => fidelity(page)).toBe('full');
  await expectReference(page, dual);
});

test('moving the window uploads nothing, and nothing is painted while nothing changes', async ({ page }) => {
  await open(page, dual);
  await page.evaluate(() => window.harness.idle());
  const before = await page.evaluate(() => window.harness.counts());
  for (let step = 1; step <= 20; step += 1) {
    await page.evaluate((level) => {
      window.harness.viewer!.setDisplay({ level, window: 0.3, gamma: 1 + level, invert: level > 0.5 });
      return window.harness.viewer!.painted();
    }, step / 20);
  }
  await page.evaluate(() => window.harness.idle());
  const after = await page.evaluate(() => window.harness.counts());
  expect(after.uploads).toBe(before.uploads);
  expect(after.draws).toBeGreaterThan(before.draws);
  await page.evaluate(() => window.harness.pause(1500));
  expect(await page.evaluate(() => window.harness.counts())).toEqual(after);
});

test('a picture ten times as long costs no more memory and no more work a frame', async ({ page }) => {
  const walk = (columns: number) =>
    page.evaluate(
      async (of) => {
        const { harness } = window;
        harness.mount(900, 500);
        harness.showRepeating(of);
        harness.viewer!.zoomTo(1);
        await harness.viewer!.painted();
        for (let step = 0; step < 24; step += 1) {
          harness.viewer!.panBy(step % 12 < 8 ? -800 : 400, step % 3 ? -400 : 400);
          await harness.viewer!.painted();
        }
        return harness.counts();
      },
      { columns, rows: 4096, planes: 2 as const },
    );
  for (const { mostCells, layers, uploads } of [await walk(3200), await walk(32_000)]) {
    expect(uploads).toBeGreaterThan(20);
    // With at most two texels for a device pixel a canvas of 900 × 500 meets no more than 5 × 3 tiles of 512.
    expect(mostCells).toBeLessThanOrEqual(15);
    // Layers of 514² × 2 planes × 2 bytes.
    expect(layers * 514 * 514 * 4).toBeLessThanOrEqual(112 * 1024 * 1024);
  }
});

test('a lost graphics context comes back by itself with the same picture', async ({ page }) => {
  await open(page, dual);
  await page.evaluate(() => window.harness.viewer!.setDisplay({ log: true }));
  await expectReference(page, dual, { log: true });
  await page.evaluate(() => window.harness.tell('lose-context'));
  await page.waitForFunction(() =>
    window.harness.events.failures.some(({ code }) => code === 'VIEWER_CONTEXT_LOST'),
  );
  const { uploads } = await page.evaluate(() => window.harness.counts());
  await page.evaluate(() => window.harness.tell('restore-context'));
  await expect
    .poll(() => page.evaluate(async () => (await window.harness.counts()).uploads))
    .toBeGreaterThan(uploads);
  await expectReference(page, dual, { log: true });
});

test('a worker that crashes is reported', async ({ page }) => {
  await open(page, dual);
  await page.evaluate(() => window.harness.tell('crash'));
  await page.waitForFunction(() => window.harness.events.failures.length > 0);
  const [failure] = await page.evaluate(() => window.harness.events.failures);
  expect(failure!.code).toBe('VIEWER_WORKER_FAILED');
  expect(failure!.details.reason).toContain('crashed on purpose');
});

test('the component survives strict mode, and a crash of its worker with the picture where it was', async ({
  page,
}) => {
  await page.evaluate(async (shape) => {
    const { harness } = window;
    const made: Worker[] = [];
    window.Worker = class extends window.Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        made.push(this);
      }
    };
    Object.assign(window, { crash: () => made.at(-1)!.dispatchEvent(new ErrorEvent('error')) });
    harness.prepare(shape);
    await harness.mountComponent(900, 500);
  }, dual);
  await expect.poll(() => fidelity(page)).toBe('full');
  await page.evaluate(() => {
    window.harness.viewer!.setDisplay({ log: true });
    window.harness.viewer!.zoomBy(3);
  });
  const before = await page.evaluate(() => window.harness.viewer!.view);
  await page.evaluate(() => {
    Object.assign(window, { first: window.harness.viewer });
    (window as unknown as { crash(): void }).crash();
  });
  await page.waitForFunction(() => {
    const { viewer } = window.harness;
    return (
      viewer !== null &&
      viewer !== (window as unknown as { first: unknown }).first &&
      viewer.fidelity === 'full'
    );
  });
  expect(await page.evaluate(() => window.harness.viewer!.view)).toEqual(before);
  expect(await page.evaluate(() => window.harness.viewer!.display.log)).toBe(true);
  expect(await page.locator('canvas').count()).toBe(1);
});

test('what the worker said of the last picture is never taken for the one shown now', async ({ page }) => {
  await open(page, dual);
  const next = { columns: 700, rows: 400, planes: 1 } as const;
  const mixed = await page.evaluate(async (shape) => {
    const { harness } = window;
    harness.showNext(shape);
    harness.hear({ picture: 1, kind: 'seen', cells: { across: 1, down: 1, seen: Uint8Array.of(1) } });
    harness.hear({ picture: 1, kind: 'fetch', request: 1, address: { level: 0, column: 2, row: 1 } });
    const painted = { serial: 1_000_000, level: 0, fidelity: 'full', pixels: true, settled: true } as const;
    harness.hear({ picture: 1, kind: 'painted', painted });
    return [harness.viewer!.seen, harness.viewer!.fidelity, harness.picture!.asked.includes('0/2/1')];
  }, next);
  expect(mixed).toEqual([0, 'overview', false]);
  await expectReference(page, next, {});
});

test('the exact 16-bit values under the cursor are there, even while the whole picture is looked at', async ({
  page,
}) => {
  const shape = { ...dual, columns: 4100, rows: 900, linePitchMm: 3 };
  await open(page, shape);
  await page.mouse.move(451, 260);
  await page.waitForFunction(() => window.harness.events.cursors.at(-1)?.exact === true);
  const reading = (await page.evaluate(() => window.harness.events.cursors.at(-1)))!;
  const view = await page.evaluate(() => window.harness.viewer!.view!);
  const place = placementIn(canvasSize, new SyntheticPicture(shape), view.at);
  expect(reading.column).toBe(Math.floor((451 - place.originX) / place.scaleX));
  expect(reading.row).toBe(Math.floor((260 - place.originY) / place.scaleY));
  expect(reading.values).toEqual([0, 1].map((plane) => syntheticValue(reading.column, reading.row, plane)));
  expect(reading.xMm).toBeCloseTo((reading.column + 0.5) * 3);
  await page.mouse.move(451, 10);
  await expect.poll(() => page.evaluate(() => window.harness.events.cursors.at(-1)?.values)).toBe(null);
});

test.describe('hands', () => {
  test('the wheel zooms and keeps the point under the cursor', async ({ page }) => {
    await open(page, dual);
    const under = async () => {
      const { at } = await page.evaluate(() => window.harness.viewer!.view!);
      const place = placementIn(canvasSize, new SyntheticPicture(dual), at);
      return (300 - place.originX) / place.scaleX;
    };
    const before = await under();
    await page.mouse.move(300, 250);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => scale(page)).toBeGreaterThan(0.9);
    expect(await under()).toBeCloseTo(before, 6);
  });

  test('a drag moves the picture with the hand', async ({ page }) => {
    await open(page, dual);
    await page.evaluate(() => window.harness.viewer!.zoomTo(1));
    const before = await page.evaluate(() => window.harness.viewer!.view!.rectangle);
    await drag(page, 'left', 80, 30);
    const after = await page.evaluate(() => window.harness.viewer!.view!.rectangle);
    expect(after.x).toBeCloseTo(before.x - 80, 6);
    expect(after.y).toBeCloseTo(before.y - 30, 6);
  });

  test('a right drag moves window and level, one step to undo', async ({ page }) => {
    await open(page, dual);
    await drag(page, 'right', 150, -60);
    const display = await page.evaluate(() => window.harness.viewer!.display);
    expect(display.window).toBeCloseTo(2, 6);
    expect(display.level).toBeLessThan(0.5);
    expect(await page.evaluate(() => window.harness.viewer!.undo())).toBe(true);
    expect(await page.evaluate(() => window.harness.viewer!.display)).toEqual(plainDisplay);
  });

  test('with the keyboard alone: focus, plus, arrows', async ({ page }) => {
    await open(page, dual);
    await page.keyboard.press('Tab');
    const canvas = page.getByRole('application', { name: 'Synthetic scan' });
    await expect(canvas).toBeFocused();
    const fitted = await scale(page);
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('+');
    expect(await scale(page)).toBeCloseTo(fitted * 1.25 ** 4, 6);
    const { x } = await page.evaluate(() => window.harness.viewer!.view!.rectangle);
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => window.harness.viewer!.view!.rectangle.x)).toBeGreaterThan(x);
  });

  test('a double click shows the whole picture again, also after the canvas changed its size', async ({
    page,
  }) => {
    await open(page, dual);
    await page.evaluate(() => window.harness.viewer!.zoomBy(4));
    await page.mouse.dblclick(400, 250);
    expect(await page.evaluate(() => window.harness.viewer!.view!.fitted)).toBe(true);
    await page.evaluate(() => window.harness.resize(600, 400));
    await expect
      .poll(() => page.evaluate(() => window.harness.viewer!.view!.scale))
      .toBeCloseTo(600 / 1500, 6);
    const { drawn } = await expectReference(page, dual);
    expect([drawn.width, drawn.height]).toEqual([600, 400]);
  });
});

test('what was looked at closely for half a second counts as seen, an overview does not', async ({
  page,
}) => {
  await open(page, { columns: 1800, rows: 500, planes: 1 });
  await page.evaluate(() => window.harness.pause(800));
  expect(await page.evaluate(() => window.harness.viewer!.seen)).toBe(0);
  await page.evaluate(() => {
    window.harness.viewer!.zoomTo(1);
    window.harness.viewer!.panBy(5000, 0);
  });
  await page.evaluate(() => window.harness.viewer!.panBy(-450, 0));
  await expect.poll(() => page.evaluate(() => window.harness.viewer!.seen)).toBeGreaterThan(0.45);
  expect(await page.evaluate(() => window.harness.viewer!.seen)).toBeLessThan(0.55);
});

function fidelity(page: Page): Promise<string> {
  return page.evaluate(() => window.harness.viewer!.fidelity);
}

function scale(page: Page): Promise<number> {
  return page.evaluate(() => window.harness.viewer!.view!.scale);
}

async function drag(page: Page, button: 'left' | 'right', dx: number, dy: number): Promise<void> {
  await page.mouse.move(400, 250);
  await page.mouse.down({ button });
  await page.mouse.move(400 + dx / 2, 250 + dy / 2);
  await page.mouse.move(400 + dx, 250 + dy);
  await page.mouse.up({ button });
}
