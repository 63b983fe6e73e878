import path from 'node:path';
import { parseArgs } from 'node:util';

/** What a person may say when starting the workstation; everything has a value that suits a first look. */
export interface LaunchOptions {
  /** Absolute. */
  readonly dataFolder: string;
  readonly mode: 'training' | 'live';
  readonly scanner?: string;
}

/** The machine, as far as the defaults depend on it. */
export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/**
 * Reads `[--data DIR] [--mode training|live] [--scanner ADDRESS]`. Switches it does not know (Chromium has hundreds)
 * are left alone. Throws an Error with a sentence when a value is missing or wrong.
 */
export function readLaunchOptions(argv: readonly string[], machine: Machine): LaunchOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { data: { type: 'string' }, mode: { type: 'string' }, scanner: { type: 'string' } },
  });
  const mode = text('mode', values.mode) ?? 'training';
  if (mode !== 'training' && mode !== 'live') {
    throw new Error(`--mode is "training" or "live", not "${mode}".`);
  }
  const scanner = text('scanner', values.scanner);
  return {
    dataFolder: path.resolve(text('data', values.data) ?? defaultDataFolder(mode, machine)),
    mode,
    ...(scanner === undefined ? {} : { scanner }),
  };
}

/** The user's folder for program data, as each system has it; training and live never share one. */
export function defaultDataFolder(mode: 'training' | 'live', { platform, env, homeFolder }: Machine): string {
  if (platform === 'win32') {
    return path.win32.join(
      env.APPDATA ?? path.win32.join(homeFolder, 'AppData', 'Roaming'),
      'Scanpost',
      mode,
    );
  }
  if (platform === 'darwin') {
    return path.posix.join(homeFolder, 'Library', 'Application Support', 'Scanpost', mode);
  }
  const base = env.XDG_DATA_HOME;
  // The XDG specification has relative paths ignored.
  const folder = base?.startsWith('/') ? base : path.posix.join(homeFolder, '.local', 'share');
  return path.posix.join(folder, 'scanpost', mode);
}

function text(name: string, value: string | boolean | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new Error(`--${name} needs a value after it.`);
}
