/** How many lines each scan has, as the events say it. */
export interface ScanProgress {
  /** Lines received of a scan so far. */
  lines(scanId: string, lines: number): void;
  of(scanId: string): number;
  /** Calls back whenever a scan grew; returns the way to stop. */
  watch(scanId: string, listener: (lines: number) => void): () => void;
}

export function createScanProgress(): ScanProgress {
  const known = new Map<string, number>();
  const listeners = new Map<string, Set<(lines: number) => void>>();
  return {
    lines(scanId, lines) {
      // Events of a resumed stream may come twice; a picture never shrinks.
      if (lines <= (known.get(scanId) ?? 0)) return;
      known.set(scanId, lines);
      for (const listener of listeners.get(scanId) ?? []) listener(lines);
    },
    of: (scanId) => known.get(scanId) ?? 0,
    watch(scanId, listener) {
      const set = listeners.get(scanId) ?? new Set();
      listeners.set(scanId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(scanId);
      };
    },
  };
}
