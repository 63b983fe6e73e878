import { contextBridge, ipcRenderer } from 'electron';
import { channels } from './channels.ts';
import type { StationState } from './station-process.ts';

/** What the desktop adds to the screen, as `window.scanpostDesktop`; in a browser it is not there. */
const desktop = {
  /** Opens the system's print dialog; resolves with whether something was printed. */
  print: (): Promise<boolean> => ipcRenderer.invoke(channels.print),
  setFullScreen: (on: boolean): Promise<void> => ipcRenderer.invoke(channels.setFullScreen, on),
  quit: (): Promise<void> => ipcRenderer.invoke(channels.quit),
  /** Calls back when the station is restarted or is ready again; returns the way to stop. */
  onStation: (listener: (state: StationState) => void): (() => void) => {
    const hear = (_event: unknown, state: StationState) => listener(state);
    ipcRenderer.on(channels.station, hear);
    return () => ipcRenderer.off(channels.station, hear);
  },
};

export type Desktop = typeof desktop;

contextBridge.exposeInMainWorld('scanpostDesktop', desktop);
