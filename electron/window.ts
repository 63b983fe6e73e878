import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import { isOwnAddress } from './protocol.ts';

/** The window: a page that can do nothing but what the station and the preload script let it. */
export function windowOptions(
  preload: string,
  { developer }: { developer: boolean },
): BrowserWindowConstructorOptions {
  return {
    width: 1600,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Scanpost',
    backgroundColor: '#101418',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A picture that comes in while another program is in front must not stall.
      backgroundThrottling: false,
      devTools: developer,
    },
  };
}

/** Keeps a page where it is: it opens no window, embeds no other page and goes nowhere but to itself (a reload). */
export function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const stay = (details: { readonly url: string; preventDefault(): void }) => {
    if (!isOwnAddress(details.url) || new URL(details.url).pathname !== '/') details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
}

/**
 * Loads the page again when its process ended unasked: at once, then after ever longer pauses up to 30 s, so that a
 * page that crashes as it loads does not take the machine. A page that lasted a minute begins anew.
 */
export function bringPageBack(
  contents: WebContents,
  { now, later }: { now: () => number; later: (ms: number, call: () => void) => unknown },
): void {
  let crashes = 0;
  let last = Number.NEGATIVE_INFINITY;
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    crashes = now() - last >= 60_000 ? 0 : crashes + 1;
    last = now();
    const inMs = crashes === 0 ? 0 : Math.min(30_000, 500 * 2 ** crashes);
    later(inMs, () => {
      if (!contents.isDestroyed()) contents.reload();
    });
  });
}

/** Gives pages no permission and no device, whatever they ask for, and lets no request out to anywhere else. */
export function denyEverything(session: Session, { developer }: { developer: boolean }): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, developer) }));
}

function mayLoad(url: string, developer: boolean): boolean {
  const { protocol } = new URL(url);
  return (
    isOwnAddress(url) ||
    // What the page made itself: exports to save, small pictures.
    protocol === 'blob:' ||
    protocol === 'data:' ||
    (developer && (protocol === 'devtools:' || protocol === 'chrome-extension:'))
  );
}
