import { useEffect, useEffectEvent, useState } from 'react';

/**
 * What `read` comes to for `key`, read again for each key that stays for `pauseMs`. Until then it is the answer before,
 * and not `current`; a key of another `scope` begins without one, and null wants none.
 */
export function useRead<T>(wish: {
  readonly key: string | null;
  readonly scope: string;
  readonly pauseMs: number;
  readonly read: (signal: AbortSignal) => Promise<T>;
}): Read<T> | null {
  const { key, scope, pauseMs } = wish;
  const [answer, setAnswer] = useState<{ key: string; scope: string; value: T } | null>(null);
  const read = useEffectEvent((signal: AbortSignal) => wish.read(signal));
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    const begin = async () => {
      try {
        const value = await read(abort.signal);
        if (!abort.signal.aborted) setAnswer({ key, scope, value });
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    };
    const timer = setTimeout(() => void begin(), pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, scope, pauseMs]);
  if (key === null || answer === null || answer.scope !== scope) return null;
  return { value: answer.value, current: answer.key === key };
}

export interface Read<T> {
  readonly value: T;
  /** It belongs to what is asked for now. */
  readonly current: boolean;
}
