import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron';
import { shellOrigin } from '../station/launch.ts';
import { channels } from './channels.ts';
import { failureSentence } from './failure-sentence.ts';
import { answerWindow } from './ipc.ts';
import { readLaunchOptions } from './launch-options.ts';
import { createForwarder, privilegedSchemes } from './protocol.ts';
import { type StationChild, type StationState, superviseStation } from './station-process.ts';
import { bringPageBack, confine, denyEverything, windowOptions } from './window.ts';

/** The desktop shell: one locked-down window, one station process, and a pipe between them. */

const machine = { platform: process.platform, env: process.env, homeFolder: homedir() };
const developer = !app.isPackaged;
const clock = {
  now: () => performance.now(),
  later: (ms: number, call: () => void) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

app.enableSandbox();
// The picture needs WebGL; on a machine without a GPU this lets it be drawn by the processor.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
protocol.registerSchemesAsPrivileged([...privilegedSchemes]);

// Not awaited here: Electron is ready only once this module has been evaluated.
run().catch((fault: unknown) => {
  dialog.showErrorBox('Scanpost', fault instanceof Error ? fault.message : String(fault));
  app.exit(1);
});

async function run(): Promise<void> {
  const options = readLaunchOptions(process.argv.slice(1), machine);
  // What Chromium keeps is not the post's data. A folder per data folder: a live and a training window may be open
  // side by side, two of the same may not.
  const post = createHash('sha256').update(options.dataFolder).digest('hex').slice(0, 12);
  app.setPath('userData', path.join(app.getPath('appData'), 'Scanpost', `window-${post}`));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  await app.whenReady();
  Menu.setApplicationMenu(null);
  const door = { pipe: privatePipe(), token: randomBytes(32).toString('base64url') };
  // Also when a failure ends the app at once, without asking anyone.
  app.on('quit', () => {
    if (process.platform !== 'win32') rmSync(path.dirname(door.pipe), { recursive: true, force: true });
  });
  denyEverything(session.defaultSession, { developer });
  app.on('web-contents-created', (_event, contents) => confine(contents));
  protocol.handle('scanpost', createForwarder(door));

  const window = new BrowserWindow(
    windowOptions(path.join(import.meta.dirname, '../preload/preload.cjs'), { developer }),
  );
  window.once('ready-to-show', () => window.show());
  bringPageBack(window.webContents, clock);
  answerWindow(ipcMain, window, () => app.quit());
  app.on('second-instance', () => {
    // The window goes first when the app quits, and the station may take seconds to follow.
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });

  let shown = false;
  const onState = (state: StationState) => {
    if (window.isDestroyed()) return;
    window.webContents.send(channels.station, state);
    if (state.state === 'ready' && !shown) {
      shown = true;
      void window.loadURL(`${shellOrigin}/`);
    }
    if (state.state === 'failed') {
      const locales = path.join(app.getAppPath(), 'resources', 'locales');
      void failureSentence(state, locales, app.getLocale()).then((sentence) => {
        dialog.showErrorBox('Scanpost', `${sentence}\n\n${state.code}`);
        app.exit(1);
      });
    }
  };
  const station = superviseStation({
    fork: forkStation,
    order: {
      kind: 'launch',
      ...door,
      ...options,
      rendererFolder: path.join(app.getAppPath(), 'out', 'renderer'),
    },
    onState,
    ...clock,
  });

  app.on('window-all-closed', () => app.quit());
  // The station ends in good order first: a scan in progress is marked, the journal is closed.
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void station.stop().then(() => {
      ended = true;
      app.quit();
    });
  });
}

function forkStation(): StationChild {
  const entry = path.join(import.meta.dirname, 'station.js');
  return utilityProcess.fork(entry, [], { serviceName: 'Scanpost station', stdio: 'inherit' });
}

/** A Unix socket in a folder that only this user may enter, or a named pipe that nobody can guess. */
function privatePipe(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\scanpost-${randomBytes(16).toString('hex')}`;
  return path.join(mkdtempSync(path.join(tmpdir(), 'scanpost-')), 'station.sock');
}
