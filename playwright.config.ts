import { defineConfig } from '@playwright/test';
import { testBrowserPath } from './test/e2e/browser.ts';

const executablePath = testBrowserPath();
/** Whose tests take the canvas for its pixels, and so need it to reach the page with no detour. */
const ofPixels = /viewer(-looks|-tools|-materials|-processor)?\.spec\.ts$/;

/** Browser tests: a real station and a real simulator for each, in whatever Chromium the machine has. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  // Twice what the longest takes on two busy processors: only what hangs is ended.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  // On a shared machine a real window is sometimes starved; what fails twice is a fault. It is listed as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: process.env.SCANPOST_TRACE === undefined ? 'off' : 'retain-on-failure',
  },
  projects: [
    { name: 'viewer', testMatch: ofPixels, use: { launchOptions: startedWith() } },
    // A screen needs no GPU around its picture: painting all of it on one made of software costs a third more.
    {
      name: 'chromium',
      testIgnore: ofPixels,
      use: { launchOptions: startedWith('--disable-gpu-compositing') },
    },
  ],
});

function startedWith(...more: string[]) {
  return {
    ...(executablePath === null ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--no-first-run',
      ...more,
    ],
  };
}
