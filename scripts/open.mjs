// The second half of `npm start`, under the project's own Node: opens the workstation in Electron where it is there or
// can be fetched, else in Chromium's app window, else says the address.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { readLaunchOptions } from '../electron/launch-options.ts';
import { ensureBuilt } from './build.mjs';
import { findBrowser } from './find-browser.mjs';
import { findOrFetchElectron } from './find-electron.mjs';
import { root } from './prepare.mjs';
import { say } from './progress.mjs';
import { startStation } from './station-process.mjs';

const argv = process.argv.slice(2);
// Chromium's sandbox does not work for root, and it refuses to start without being told so.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

process.exitCode = await open();

async function open() {
  let options;
  try {
    options = readLaunchOptions(argv, {
      platform: process.platform,
      env: process.env,
      homeFolder: homedir(),
    });
  } catch (error) {
    say(error.message);
    return 2;
  }
  if (!hasDisplay()) return openNowhere(options);
  if (asRoot.length > 0)
    say('This is the root user, so the window runs without its sandbox. Better start it as another user.');
  const electron = process.env.SCANPOST_SHELL === 'browser' ? null : await findOrFetchElectron();
  return electron === null ? openInBrowser(options) : openInElectron(electron, options);
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function openInElectron(electron, options) {
  await ensureBuilt(['desktop']);
  say(`Opening Scanpost. Its data is in ${options.dataFolder}`);
  const window = spawn(electron, [...asRoot, root, ...argumentsFor(options)], { stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => window.kill('SIGTERM'));
  return exitCodeOf(window);
}

async function openInBrowser(options) {
  const browser = findBrowser();
  if (browser === null) {
    say(
      'Neither Electron nor a browser was found on this machine; install Chromium, Chrome or Edge to get a window.',
    );
    return openNowhere(options);
  }
  say(
    'Electron is not on this machine and cannot be fetched, so Scanpost opens in a Chromium window instead.',
  );
  return withStation(options, async (station, stopped) => {
    const started = Date.now();
    const window = spawn(
      browser,
      [
        ...asRoot,
        `--app=${station.url}`,
        `--user-data-dir=${path.join(options.dataFolder, 'chromium')}`,
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-networking',
        '--disable-sync',
        '--password-store=basic',
        '--window-size=1600,900',
        // The picture needs WebGL; on a machine without a GPU this lets it be drawn by the processor.
        '--enable-unsafe-swiftshader',
      ],
      { stdio: 'ignore', detached: process.platform !== 'win32' },
    );
    const closed = exitCodeOf(window);
    const first = await Promise.race([closed.then(() => 'closed'), stopped]);
    // Chromium hands over to one that already runs with the same profile, and ends at once.
    if (first === 'closed' && Date.now() - started < 2_000) {
      say(`The window could not be opened, or an earlier one took it over. The address is ${station.url}`);
      await stopped;
    }
    window.kill();
    await closed;
  });
}

async function openNowhere(options) {
  return withStation(options, async (station, stopped) => {
    say(
      'There is no display to open a window on. Open this address in a browser on this machine (Ctrl+C ends the station):',
    );
    process.stdout.write(`${station.url}\n`);
    await stopped;
  });
}

/** Runs `work` beside a station. `stopped` resolves when the station ended by itself or somebody asked to end. */
async function withStation(options, work) {
  let station;
  try {
    station = await startStation(argumentsFor(options));
  } catch (error) {
    say(error.message);
    return 1;
  }
  say(`Scanpost runs in ${options.mode} mode. Its data is in ${options.dataFolder}`);
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('asked'));
  });
  const endedByItself = station.ended.then(() => 'ended');
  await work(station, Promise.race([asked, endedByItself]));
  await station.stop();
  const code = await station.ended;
  if (code !== 0) {
    say(
      `The station ended with code ${code}. Start again: everything that was saved is there. Its log is in ${path.join(options.dataFolder, 'logs')}`,
    );
  }
  return code;
}

function argumentsFor({ dataFolder, mode, scanner }) {
  return [
    '--data',
    dataFolder,
    '--mode',
    mode,
    ...(scanner === undefined ? [] : ['--scanner', scanner]),
    ...port(),
  ];
}

function port() {
  const at = argv.indexOf('--port');
  return at === -1 ? [] : argv.slice(at, at + 2);
}

function exitCodeOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 0));
  });
}
