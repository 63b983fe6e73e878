import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** Path of the Chromium to measure with: SCANPOST_CHROMIUM, the system's, or the one Playwright fetched; null if none. */
export function browserPath(): string | null {
  return firstOf(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

/**
 * Path of the Chromium to test with: where the system has the engine without windows, that one, which spends a quarter
 * less of the processor on the same pages; else that of `browserPath`.
 */
export function testBrowserPath(): string | null {
  return firstOf(['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']);
}

function firstOf(names: readonly string[]): string | null {
  const named = process.env.SCANPOST_CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  const installed = names.map(programPath).find((file) => file !== null);
  if (installed !== undefined) return installed;
  const fetched = chromium.executablePath();
  return existsSync(fetched) ? fetched : null;
}

/** Path of a program on the PATH, or null. */
export function programPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}
