import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { electronPath } from './electron.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const electron = electronPath();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

const test = base.extend<{ desktop: { app: ElectronApplication; page: Page } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  desktop: async ({}, use, testInfo) => {
    testInfo.skip(
      electron === null,
      'Electron’s program is not on this machine: npx install-electron --no fetches it, or name its folder in ELECTRON_OVERRIDE_DIST_PATH',
    );
    testInfo.skip(!hasDisplay, 'no display: run under xvfb-run');
    const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-desktop-'));
    const app = await _electron.launch({
      executablePath: electron ?? '',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        root,
        '--data',
        path.join(folder, 'data'),
      ],
    });
    await use({ app, page: await app.firstWindow() });
    await app.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});

test('the desktop window opens a post in training mode through its own scheme', async ({
  desktop: { page },
}) => {
  await expect(page.getByText('TRAINING').first()).toBeVisible();
  expect(page.url()).toBe('scanpost://post/');
});

test('a page of the desktop window has no Node and only the desktop’s own calls', async ({
  desktop: { page },
}) => {
  await page.waitForLoadState();
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    desktop: Object.keys((globalThis as unknown as { scanpostDesktop: object }).scanpostDesktop).sort(),
  }));
  expect(seen).toEqual({ node: [], desktop: ['onStation', 'print', 'quit', 'setFullScreen'] });
});

test('the desktop window goes nowhere, opens nothing and gets no permission', async ({
  desktop: { app, page },
}) => {
  await page.waitForLoadState();
  const tried = await page.evaluate(async () => {
    const opened = window.open('https://example.org/');
    const permission = await navigator.permissions.query({ name: 'geolocation' });
    const outside = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    );
    location.href = 'https://example.org/';
    return { opened: opened === null, permission: permission.state, outside };
  });
  expect(tried).toEqual({ opened: true, permission: 'denied', outside: 'refused' });
  expect(page.url()).toBe('scanpost://post/');
  expect(app.windows()).toHaveLength(1);
});
