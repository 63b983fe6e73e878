import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** Path of the Chromium to test with: SCANPOST_CHROMIUM, the system's, or the one Playwright fetched; null if none. */
export function browserPath(): string | null {
  const named = process.env.SCANPOST_CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
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
