// The second half of `npm run screenshot`, under the project's own Node.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect } from '@playwright/test';
import sharp from 'sharp';
import { findBrowser } from './find-browser.mjs';
import { root } from './prepare.mjs';
import { say } from './progress.mjs';
import { startStation } from './station-process.mjs';

const file = path.join(root, 'docs/images/console.png');
const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-screenshot-'));
const station = await startStation([
  ...['--data', folder, '--mode', 'training', '--port', '0'],
  ...['--training-seed', '7', '--simulator-speed', '20'],
]);
const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});

try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, locale: 'en-GB' });
  await page.goto(station.url);
  await work(page);
  const picture = await page.screenshot();
  mkdirSync(path.dirname(file), { recursive: true });
  const { size } = await sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toFile(file);
  say(`${path.relative(root, file)}: ${Math.round(size / 1024)} kB`);
} finally {
  await browser.close();
  await station.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Signs in, calls and scans a truck, and looks at it: what an officer does in the first minute. */
async function work(page) {
  await page.getByLabel('Service number').fill('4117');
  await page.getByLabel('Name', { exact: true }).fill('Officer');
  await page.getByLabel('Password', { exact: true }).fill('only for this picture');
  await page.getByLabel('Password again').fill('only for this picture');
  await page.getByRole('button', { name: 'Begin' }).click();
  const can = (action) => expect(page.getByTestId(`action-${action}`)).toBeEnabled({ timeout: 60_000 });
  await can('callNext');
  await page.keyboard.press('F2');
  await can('startScan');
  await page.keyboard.press('F3');
  await can('release');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full', { timeout: 60_000 });
  await expect(page.getByText('LOG', { exact: true })).toBeVisible();
}
