import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../node_modules/electron/dist', import.meta.url));

/** Path of Electron's program, from ELECTRON_OVERRIDE_DIST_PATH or as fetched for this checkout; null if none. */
export function electronPath(): string | null {
  const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
  const program = programs[process.platform as keyof typeof programs] ?? 'electron';
  const file = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH || dist, program);
  return existsSync(file) ? file : null;
}
