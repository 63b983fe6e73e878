import { useSyncExternalStore } from 'react';

/**
 * Why the window is covered: its officer unlocks it, another one takes over, or a first password is changed.
 */
export type CoverKind = 'unlock' | 'takeOver' | 'firstPassword';

export interface WindowSession {
  /** The session string of this window, or null when nobody is signed in. */
  readonly token: string | null;
  /** Another number for each time somebody comes to an empty window; a change of officers is none. */
  readonly sitting: number;
  readonly cover: CoverKind | null;
}

const keptAt = 'scanpost.session';
const coveredAt = 'scanpost.covered';
const listeners = new Set<() => void>();

/** What had the focus when the window was covered. */
let focusBefore: Element | null = null;
// A window that was covered is covered when its page is loaded again, whatever the station has heard of it.
let now: WindowSession = {
  token: sessionStorage.getItem(keptAt),
  sitting: 0,
  cover: sessionStorage.getItem(coveredAt) === null ? null : 'unlock',
};

/**
 * Which officer is at this window: a random string of the station, kept for the life of the window only, so that
 * two windows may belong to two officers.
 */
export const session = {
  token: (): string | null => now.token,
  isCovered: (): boolean => now.cover !== null,
  headers: (): Record<string, string> => (now.token === null ? {} : { 'x-scanpost-session': now.token }),
  begin(token: string): void {
    change({ token, sitting: now.sitting + 1, cover: null });
  },
  /** Another officer goes on at this window: what is on screen stays. */
  continueAs(token: string): void {
    change({ ...now, token });
  },
  end(): void {
    if (now.token !== null) change({ token: null, sitting: now.sitting + 1, cover: null });
  },
  /** Hides all that is on screen, and keeps it. */
  cover(kind: CoverKind): void {
    if (now.token === null || now.cover === kind) return;
    if (now.cover === null) focusBefore = document.activeElement;
    change({ ...now, cover: kind });
  },
  uncover(): void {
    if (now.cover !== null) change({ ...now, cover: null });
  },
  /** Gives the focus back to what had it before the window was covered. */
  returnFocus(): void {
    if (focusBefore instanceof HTMLElement) focusBefore.focus({ preventScroll: true });
    focusBefore = null;
  },
  /** Hears of every change; returns the way to stop. */
  onChange: subscribe,
  /** Resolves when the window is not covered. Rejects with the signal's reason when it aborts before. */
  whenUncovered(signal?: AbortSignal): Promise<void> {
    if (now.cover === null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = subscribe(() => {
        if (now.cover !== null) return;
        stop();
        resolve();
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(signal.reason);
      });
    });
  },
};

export function useSession(): WindowSession {
  return useSyncExternalStore(subscribe, () => now);
}

/** Whether the window is covered, for what must not go on beneath. */
export function useCovered(): boolean {
  return useSyncExternalStore(subscribe, session.isCovered);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: WindowSession): void {
  now = next;
  keep(keptAt, next.token);
  keep(coveredAt, next.cover);
  for (const listener of listeners) listener();
}

function keep(key: string, value: string | null): void {
  if (value === null) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, value);
}
