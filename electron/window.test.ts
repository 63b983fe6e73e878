import type { Session, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { bringPageBack, confine, denyEverything, windowOptions } from './window.ts';

describe('the window', () => {
  test('is isolated, sandboxed and without Node, and its locks are said outright', () => {
    expect(windowOptions('/app/preload.cjs', { developer: false }).webPreferences).toMatchObject({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      devTools: false,
    });
  });

  test('opens no other window', () => {
    expect(confined().openWindow()).toEqual({ action: 'deny' });
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    '%s to elsewhere is stopped',
    (event) => {
      const { raise } = confined();
      for (const url of [
        'https://example.org/',
        'file:///etc/passwd',
        'scanpost://elsewhere/',
        'javascript:1',
        '',
      ]) {
        expect({ url, stopped: raise(event, url) }).toEqual({ url, stopped: true });
      }
      expect(raise(event, 'scanpost://post/scans/1')).toBe(true);
      expect(raise(event, 'scanpost://post/')).toBe(false);
    },
  );

  test('embeds no other page', () => {
    expect(confined().raise('will-attach-webview', '')).toBe(true);
  });
});

describe('a page whose process ended', () => {
  test('is loaded again, after pauses that grow with each crash, and at once after a quiet minute', () => {
    const page = crashing();
    const pauses = [0, 0, 0, 0, 0, 0, 0, 0].map(() => page.crash('crashed'));
    expect(pauses).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(page.reloads()).toBe(8);
    page.pass(60_000);
    expect(page.crash('oom')).toBe(0);
  });

  test('is left alone when it ended as it should, or the window is gone', () => {
    const page = crashing();
    expect(page.crash('clean-exit')).toBeUndefined();
    page.destroy();
    page.crash('crashed');
    expect(page.reloads()).toBe(0);
  });
});

describe('the session', () => {
  test('grants no permission and no device', () => {
    const { handlers } = locked(false);
    let granted: boolean | undefined;
    handlers.request?.(null, 'media', (answer) => {
      granted = answer;
    });
    expect(granted).toBe(false);
    expect(handlers.check?.()).toBe(false);
    expect(handlers.device?.()).toBe(false);
  });

  test.each([
    ['scanpost://post/rpc/post.view', false],
    ['blob:scanpost://post/6e0f', false],
    ['https://example.org/x.js', true],
    ['http://127.0.0.1:9222/', true],
    ['ws://127.0.0.1/', true],
    ['file:///etc/passwd', true],
    ['scanpost://elsewhere/', true],
    ['devtools://devtools/bundled/inspector.html', true],
  ])('a request for %s is cancelled: %s', (url, cancelled) => {
    expect(locked(false).cancels(url)).toBe(cancelled);
  });

  test('developer tools load only for a developer', () => {
    expect(locked(true).cancels('devtools://devtools/bundled/inspector.html')).toBe(false);
    expect(locked(true).cancels('https://example.org/')).toBe(true);
  });
});

function crashing() {
  let [time, reloads, destroyed] = [0, 0, false];
  let pause: number | undefined;
  let gone: (event: null, details: { reason: string }) => void = () => {};
  bringPageBack(
    {
      on: (_name: string, listener: typeof gone) => {
        gone = listener;
      },
      isDestroyed: () => destroyed,
      reload: () => {
        reloads += 1;
      },
    } as unknown as WebContents,
    {
      now: () => time,
      later: (ms, call) => {
        pause = ms;
        call();
      },
    },
  );
  return {
    /** The pause before it is loaded again; undefined: it is not. */
    crash: (reason: string) => {
      pause = undefined;
      gone(null, { reason });
      return pause;
    },
    pass: (ms: number) => {
      time += ms;
    },
    destroy: () => {
      destroyed = true;
    },
    reloads: () => reloads,
  };
}

function confined() {
  const listeners = new Map<string, (event: { url: string; preventDefault(): void }) => void>();
  let openWindow: () => unknown = () => 'not set';
  confine({
    setWindowOpenHandler: (handler: () => unknown) => {
      openWindow = handler;
    },
    on: (name: string, listener: (event: { url: string; preventDefault(): void }) => void) => {
      listeners.set(name, listener);
    },
  } as unknown as WebContents);
  const raise = (name: string, url: string) => {
    let stopped = false;
    listeners.get(name)?.({
      url,
      preventDefault: () => {
        stopped = true;
      },
    });
    return stopped;
  };
  return { raise, openWindow: () => openWindow() };
}

function locked(developer: boolean) {
  const handlers: {
    request?: (contents: null, permission: string, answer: (granted: boolean) => void) => void;
    check?: () => boolean;
    device?: () => boolean;
    before?: (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
  } = {};
  denyEverything(
    {
      setPermissionRequestHandler: (handler: NonNullable<typeof handlers.request>) => {
        handlers.request = handler;
      },
      setPermissionCheckHandler: (handler: () => boolean) => {
        handlers.check = handler;
      },
      setDevicePermissionHandler: (handler: () => boolean) => {
        handlers.device = handler;
      },
      setDisplayMediaRequestHandler: () => {},
      webRequest: {
        onBeforeRequest: (handler: NonNullable<typeof handlers.before>) => {
          handlers.before = handler;
        },
      },
    } as unknown as Session,
    { developer },
  );
  const cancels = (url: string) => {
    let cancelled: boolean | undefined;
    handlers.before?.({ url }, ({ cancel }) => {
      cancelled = cancel;
    });
    return cancelled;
  };
  return { handlers, cancels };
}
