import { useSyncExternalStore } from 'react';

const keptAt = 'scanpost.session';
const listeners = new Set<() => void>();

/**
 * Which officer is at this window: a random string of the station, kept for the life of the window only, so that
 * two windows may belong to two officers.
 */
export const session = {
  token: (): string | null => sessionStorage.getItem(keptAt),
  headers: (): Record<string, string> => {
    const token = sessionStorage.getItem(keptAt);
    return token === null ? {} : { 'x-scanpost-session': token };
  },
  begin(token: string): void {
    sessionStorage.setItem(keptAt, token);
    tell();
  },
  end(): void {
    if (sessionStorage.getItem(keptAt) === null) return;
    sessionStorage.removeItem(keptAt);
    tell();
  },
};

/** The session string of this window, or null when nobody is signed in. */
export function useSessionToken(): string | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, session.token);
}

function tell(): void {
  for (const listener of listeners) listener();
}
