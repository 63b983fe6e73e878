import { useEffect } from 'react';
import { showKnownFault } from './notices.ts';

/** What the desktop shell adds (`electron/preload.ts`), as far as the screen uses it. */
interface Desktop {
  /** Asks how to print what the page shows on paper; resolves with whether it was printed. */
  print(): Promise<boolean>;
  setFullScreen(on: boolean): Promise<void>;
  quit(): Promise<void>;
  onStation(listener: (state: { readonly state: string }) => void): () => void;
}

/** Null in a browser. */
export const desktop: Desktop | null = (globalThis as { scanpostDesktop?: Desktop }).scanpostDesktop ?? null;

let fills = false;

/** Fills the display with the window, or gives it back. A browser that refuses stays as it is. */
export async function toggleFullScreen(): Promise<void> {
  if (desktop) {
    fills = !fills;
    await desktop.setFullScreen(fills);
  } else if (document.fullscreenElement) {
    await document.exitFullscreen();
  } else {
    await document.documentElement.requestFullscreen().catch(() => undefined);
  }
}

/** Says so when the shell has to start the station again. */
export function useStationRestarts(): void {
  useEffect(
    () =>
      desktop?.onStation(({ state }) => {
        if (state === 'restarting') showKnownFault({ code: 'STATION_RESTARTS', details: {} });
      }),
    [],
  );
}
