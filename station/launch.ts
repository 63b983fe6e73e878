import { z } from 'zod';

/**
 * The contract between a shell that owns the window and the station process it starts: the only file of the
 * station that the shell imports. The shell starts `station/cli/desktop.ts` (built as `out/main/station.js`) as a
 * child with a message channel, sends one `LaunchOrder`, and gets `LaunchReport`s until the process ends.
 */

/** Sent once by the shell, first. */
export const launchOrder = z.strictObject({
  kind: z.literal('launch'),
  /** Where to listen: a Unix socket path or a Windows named pipe (`\\.\pipe\NAME`). Must be private to the user. */
  pipe: z.string().min(1),
  /** What every request must carry as `authorization: Bearer TOKEN`; 32 or more random characters. */
  token: z.string().min(32),
  dataFolder: z.string().min(1),
  mode: z.enum(['training', 'live']),
  /** Folder with the built screen (`index.html` in it). */
  rendererFolder: z.string().min(1).optional(),
  /** `line-stream:tcp://HOST:PORT` or `line-stream:serial:PATH?baudRate=N`; over what the configuration says. */
  scanner: z.string().min(1).optional(),
});
export type LaunchOrder = z.output<typeof launchOrder>;

/** Asks for a clean end: a scan in progress is ended as incomplete, the journal is closed, the process exits 0. */
export const stopOrder = z.strictObject({ kind: z.literal('stop') });

export const shellMessage = z.discriminatedUnion('kind', [launchOrder, stopOrder]);
export type ShellMessage = z.output<typeof shellMessage>;

export const launchReport = z.discriminatedUnion('kind', [
  /** Requests are answered on the pipe from now on. */
  z.strictObject({ kind: z.literal('ready'), pipe: z.string(), pid: z.number() }),
  /** The station could not start and exits with code 1. `message` is an English sentence that says what to do. */
  z.strictObject({
    kind: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type LaunchReport = z.output<typeof launchReport>;

/** What the shell puts on each forwarded request so that the station knows it for its own. */
export const shellOrigin = 'scanpost://post';
