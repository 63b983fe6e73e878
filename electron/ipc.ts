import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { channels } from './channels.ts';
import { isOwnAddress } from './protocol.ts';

/**
 * Answers the calls of the preload script: print, full screen, quit. Only the window's own main frame, showing the
 * station's own page, is heard; anyone else gets an error and nothing happens.
 */
export function answerWindow(ipcMain: IpcMain, window: BrowserWindow, quit: () => void): void {
  const answer = (channel: string, call: (value: unknown) => unknown) => {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, value: unknown) => {
      const sender = event.senderFrame;
      if (sender === null || sender !== window.webContents.mainFrame || !isOwnAddress(sender.url)) {
        throw new Error('Only the workstation’s own window may ask this.');
      }
      return call(value);
    });
  };
  answer(
    channels.print,
    () =>
      new Promise<boolean>((resolve) => {
        window.webContents.print({ printBackground: true }, (printed) => resolve(printed));
      }),
  );
  answer(channels.setFullScreen, (value) => window.setFullScreen(z.boolean().parse(value)));
  answer(channels.quit, () => quit());
}
