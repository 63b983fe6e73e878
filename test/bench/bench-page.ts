import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { browserPath } from '../e2e/browser.ts';

/** Builds a page of the project, opens it in Chromium on software GL, and gives it to `use`; all is closed afterwards. */
export async function withBenchPage<Result>(
  { html, folder, size }: { html: string; folder: string; size: readonly [width: number, height: number] },
  use: (page: Page, browser: Browser) => Promise<Result>,
): Promise<Result> {
  const executablePath = browserPath();
  if (executablePath === null) throw new Error('there is no Chromium; name one in SCANPOST_CHROMIUM');
  const root = path.resolve(import.meta.dirname, '../..');
  const settings = { configFile: false, root, logLevel: 'error' } as const;
  await build({
    ...settings,
    build: { outDir: folder, emptyOutDir: true, rolldownOptions: { input: path.join(root, html) } },
    worker: { format: 'es' },
  });
  const server = await preview({
    ...settings,
    build: { outDir: folder },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: size[0], height: size[1] } });
    await page.goto(`${server.resolvedUrls!.local[0]}${html}`);
    return await use(page, browser);
  } finally {
    await browser.close();
    await server.close();
  }
}
