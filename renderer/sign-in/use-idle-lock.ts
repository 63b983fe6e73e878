import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { session, useCovered } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';

/** Covers the window now, and has the station refuse whatever comes from it until it is unlocked or taken over. */
export function useLock(): (kind: 'unlock' | 'takeOver') => void {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.session.lock.mutationOptions());
  return (kind) => {
    session.cover(kind);
    mutate({ why: 'key' });
  };
}

/**
 * Covers the window when nobody has touched a key, the mouse or the screen for `idleMs`, and tells the station of those who
 * did. The station counts for itself: a window that says nothing is locked there, too.
 */
export function useIdleLock(idleMs: number | null): void {
  const trpc = useTRPC();
  const covered = useCovered();
  const { mutate: lock } = useMutation(trpc.session.lock.mutationOptions());
  const { mutate: sayActive } = useMutation(trpc.session.active.mutationOptions());
  useEffect(() => {
    if (idleMs === null || covered) return;
    const gap = Math.min(longestGapMs, idleMs / 4);
    let [active, said] = [performance.now(), performance.now()];
    let owed: ReturnType<typeof setTimeout> | undefined;
    let due: ReturnType<typeof setTimeout> | undefined;
    const say = () => {
      owed = undefined;
      said = performance.now();
      sayActive();
    };
    const look = () => {
      const left = active + idleMs - performance.now();
      if (left > 0) {
        due = setTimeout(look, left);
        return;
      }
      session.cover('unlock');
      lock({ why: 'idle' });
    };
    const moved = () => {
      active = performance.now();
      owed ??= setTimeout(say, Math.max(0, said + gap - active));
    };
    due = setTimeout(look, idleMs);
    const stop = new AbortController();
    for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
      window.addEventListener(kind, moved, { capture: true, passive: true, signal: stop.signal });
    return () => {
      stop.abort();
      clearTimeout(owed);
      clearTimeout(due);
    };
  }, [idleMs, covered, lock, sayActive]);
}

const longestGapMs = 15_000;
