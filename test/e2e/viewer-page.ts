import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import type {} from '../../renderer/viewer/harness/harness.ts';
import { SyntheticPicture, type SyntheticShape } from '../../renderer/viewer/harness/synthetic.ts';
import { type Display, plainDisplay } from '../../renderer/viewer/transfer.ts';
import {
  compareWithFilteredReference,
  compareWithReference,
  type Drawn,
  pixelAt,
} from './viewer-reference.ts';

export const canvasSize = { width: 900, height: 500 };

/** The viewer's harness page for every test of a file. Answers where it is. */
export function viewerPage(): () => string {
  const address = viewerServer();
  test.beforeEach(({ page }) => openHarness(page, address()));
  return address;
}

/** Serves the harness page to the tests of a file. Answers where it is. */
export function viewerServer(): () => string {
  let server: ViteDevServer;
  const address = () => `${server.resolvedUrls!.local[0]}renderer/viewer/harness/index.html`;
  test.beforeAll(async () => {
    server = await createServer({
      configFile: false,
      root: path.resolve(import.meta.dirname, '../..'),
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', hmr: false },
      optimizeDeps: {
        include: ['react', 'react-dom/client', 'react/jsx-dev-runtime'],
        noDiscovery: true,
      },
    });
    await server.listen();
  });
  test.afterAll(() => server.close());
  return address;
}

export async function openHarness(page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 640 });
  await page.goto(address);
  await page.waitForFunction(() => window.harness !== undefined);
}

/** `graphics` is what the worker is to pretend (`instrument.ts`). */
export async function openPicture(
  page: Page,
  shape: SyntheticShape,
  { size = canvasSize, graphics = '' } = {},
): Promise<void> {
  await page.evaluate(
    ({ shape, size, graphics }) => {
      window.harness.prepare(shape);
      window.harness.workerName = graphics;
      window.harness.mount(size.width, size.height);
      return window.harness.viewer!.painted();
    },
    { shape, size, graphics },
  );
}

/**
 * Sets a display and compares the canvas with the slow reference as soon as they agree, or says how they differ. `set` is
 * what the viewer is told, where it is not what it is expected to show.
 */
export async function expectFiltered(
  page: Page,
  reference: SyntheticPicture,
  display: Partial<Display>,
  set: Partial<Display> = display,
): Promise<void> {
  await page.evaluate((change) => {
    window.harness.viewer!.setDisplay(change);
    return window.harness.viewer!.painted();
  }, set);
  const deadline = Date.now() + 30_000;
  for (;;) {
    const drawn = await draw(page);
    const view = await page.evaluate(() => window.harness.viewer!.view!);
    const shown = { ...plainDisplay, ...display };
    const comparison = compareWithFilteredReference(drawn, reference, view.at, shown);
    // A frame that was painted takes its time through a busy machine's compositor.
    if (comparison.difference > 1 && Date.now() < deadline) continue;
    expect(comparison.compared).toBeGreaterThan(10_000);
    expect(comparison.difference, JSON.stringify(comparison)).toBeLessThanOrEqual(1);
    return;
  }
}

/** What is on the canvas. */
export async function draw(page: Page, { wait = true } = {}): Promise<Drawn> {
  const { width, height, rgba } = await page.evaluate((waits) => window.harness.pixels(waits), wait);
  return { width, height, rgba: Buffer.from(rgba, 'base64') };
}

/** Compares the canvas with the reference as soon as they agree, or says how they differ. */
export async function expectReference(
  page: Page,
  shape: SyntheticShape,
  display: Partial<Display> = {},
  received = shape.columns,
) {
  const reference = new SyntheticPicture(shape);
  const deadline = Date.now() + 10_000;
  for (;;) {
    const drawn = await draw(page);
    const view = await page.evaluate(() => window.harness.viewer!.view!);
    const shown = { ...plainDisplay, ...display };
    const comparison = compareWithReference(drawn, reference, view.at, shown, received);
    // A frame that was painted takes its time through a busy machine's compositor.
    if (comparison.difference > 1 && Date.now() < deadline) continue;
    expect(comparison.compared).toBeGreaterThan(10_000);
    expect(comparison.level).toBe(view.level);
    expect(comparison.difference, JSON.stringify(comparison)).toBeLessThanOrEqual(1);
    return { ...comparison, drawn, view, picture: extentOf(drawn) };
  }
}

/** Width and height of what is not background, device pixels. */
function extentOf(drawn: Drawn): { width: number; height: number } {
  const [red, green, blue] = [9, 11, 14];
  let [left, right, top, bottom] = [drawn.width, 0, drawn.height, 0];
  for (let y = 0; y < drawn.height; y += 1) {
    for (let x = 0; x < drawn.width; x += 1) {
      const pixel = pixelAt(drawn, x, y);
      if (pixel[0] === red && pixel[1] === green && pixel[2] === blue) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return { width: right - left, height: bottom - top };
}
