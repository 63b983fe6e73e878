import { chmod, lstat, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect, type ListenOptions } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { StationError } from '../errors.ts';

export type ListenPlace = { readonly port: number } | { readonly pipe: string };

/** How long a request may take to come in, whatever takes the answer; a peer that stalls is cut off. */
export interface RequestLimits {
  readonly headersMs: number;
  /** Headers and body. */
  readonly wholeMs: number;
  /** How often it is looked. */
  readonly lookMs: number;
}

/** A call's body is small and comes from this machine. */
const usualLimits: RequestLimits = { headersMs: 10_000, wholeMs: 30_000, lookMs: 5_000 };

export interface Listening {
  /** The port in use; null on a pipe. */
  readonly port: number | null;
  /** Stops listening and cuts every connection, event streams too. */
  close(): Promise<void>;
}

/**
 * Answers HTTP with `fetch`: on 127.0.0.1 only (port 0 picks a free one), or on a Unix socket or Windows named
 * pipe. Throws StationError PORT_TAKEN, or PIPE_TAKEN when another station answers there or the place is a file; the
 * socket of a station that was killed is taken over.
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  place: ListenPlace,
  limits: RequestLimits = usualLimits,
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.wholeMs,
      connectionsCheckingInterval: limits.lookMs,
    },
  }) as Server;
  const options: ListenOptions =
    'port' in place ? { host: '127.0.0.1', port: place.port, exclusive: true } : { path: place.pipe };
  try {
    await bind(server, options);
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if ('port' in place) throw portFault(place.port, code, fault);
    if (code !== 'EADDRINUSE' || !(await isSocket(place.pipe)) || (await someoneAnswers(place.pipe))) {
      throw new StationError(
        'PIPE_TAKEN',
        `Another station already answers on ${place.pipe}. Close it first.`,
        {
          cause: fault,
          details: { pipe: place.pipe },
        },
      );
    }
    await rm(place.pipe);
    await bind(server, options);
  }
  if ('pipe' in place && process.platform !== 'win32') await chmod(place.pipe, 0o600);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bind(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portFault(port: number, code: string | undefined, cause: unknown): unknown {
  if (code === 'EADDRINUSE') {
    return new StationError(
      'PORT_TAKEN',
      `Port ${port} is in use by another program. Choose another with --port, or --port 0 for any free one.`,
      { cause, details: { port } },
    );
  }
  if (code === 'EACCES') {
    return new StationError(
      'PORT_REFUSED',
      `This user may not listen on port ${port}. Choose one above 1023.`,
      {
        cause,
        details: { port },
      },
    );
  }
  return cause;
}

/** What else is in the place of the socket is somebody's file. */
async function isSocket(pipe: string): Promise<boolean> {
  return (await lstat(pipe).catch(() => null))?.isSocket() ?? false;
}

function someoneAnswers(pipe: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(pipe);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
