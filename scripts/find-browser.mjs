// Where a Chromium is on this machine.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Path of a browser of the Chromium family: SCANPOST_CHROMIUM, else what is found in the usual places, else null. */
export function findBrowser() {
  const named = process.env.SCANPOST_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return candidates().find((file) => existsSync(file)) ?? null;
}

/** Path of a program on the PATH, or null. */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function candidates() {
  if (process.platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].map((name) => process.env[name]);
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Chromium/Application/chrome.exe'),
        path.join(folder, 'Google/Chrome/Application/chrome.exe'),
        path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
  }
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
    .map(findProgram)
    .filter((file) => file !== null);
}
