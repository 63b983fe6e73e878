import { defineConfig } from '@playwright/test';
import { testBrowserPath } from './test/e2e/browser.ts';

const executablePath = testBrowserPath();

/** Browser tests: a real station and a real simulator for each, in whatever Chromium the machine has. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  // On a shared machine a real window is sometimes starved; what fails twice is a fault. It is listed as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: 'list',
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        viewport: { width: 1366, height: 768 },
        locale: 'en-GB',
        screenshot: 'only-on-failure',
        trace: process.env.SCANPOST_TRACE === undefined ? 'off' : 'retain-on-failure',
        launchOptions: {
          ...(executablePath === null ? {} : { executablePath }),
          args: [
            '--no-sandbox',
            '--use-angle=swiftshader',
            '--enable-unsafe-swiftshader',
            // The page around the picture needs no GPU: painting it on one made of software costs a third more.
            '--disable-gpu-compositing',
            '--disable-background-networking',
            '--no-first-run',
          ],
        },
      },
    },
  ],
});
