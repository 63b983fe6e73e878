import path from 'node:path';
import { type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import type {} from '../../renderer/viewer/harness/harness.ts';
import type { SyntheticShape } from '../../renderer/viewer/harness/synthetic.ts';
import type { Drawn } from './viewer-reference.ts';

export const canvasSize = { width: 900, height: 500 };

/** The viewer's harness page for every test of a file. Answers where it is. */
export function viewerPage(): () => string {
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
  test.beforeEach(async ({ page }) => {
    await page.setViewportSize({ width: 1000, height: 640 });
    await page.goto(address());
    await page.waitForFunction(() => window.harness !== undefined);
  });
  return address;
}

export async function openPicture(page: Page, shape: SyntheticShape): Promise<void> {
  await page.evaluate(
    ({ shape, size }) => {
      window.harness.prepare(shape);
      window.harness.mount(size.width, size.height);
      return window.harness.viewer!.painted();
    },
    { shape, size: canvasSize },
  );
}

/** What is on the canvas. */
export async function draw(page: Page, { wait = true } = {}): Promise<Drawn> {
  const { width, height, rgba } = await page.evaluate((waits) => window.harness.pixels(waits), wait);
  return { width, height, rgba: Buffer.from(rgba, 'base64') };
}
