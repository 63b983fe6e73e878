import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { CustomScheme } from 'electron';
import { shellOrigin } from '../station/launch.ts';

const own = new URL(shellOrigin);

/** For `protocol.registerSchemesAsPrivileged`, before the app is ready: a page of this scheme is like one of https. */
export const privilegedSchemes: readonly CustomScheme[] = [
  {
    scheme: own.protocol.slice(0, -1),
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  },
];

export interface StationDoor {
  /** Unix socket or Windows named pipe where the station listens. */
  readonly pipe: string;
  readonly token: string;
}

/** Whether an address is a page or a resource of the station (`scanpost://post/…`). */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === own.protocol && url.host === own.host;
}

/**
 * Makes the handler for `protocol.handle`: forwards a request to the station's pipe with the token, which the page
 * itself never sees. Bodies stream both ways and nothing is kept; an abort or a cancelled answer closes the
 * connection. Another host or origin than the station's own is answered 403, a station that is away 503.
 */
export function createForwarder({ pipe, token }: StationDoor): (request: Request) => Promise<Response> {
  // A connection for each request: opening one on a pipe costs next to nothing, and a kept one that the station is
  // just closing would fail a request that must not be sent twice.
  const agent = new Agent({ keepAlive: false });
  return async (request) => {
    const url = new URL(request.url);
    const origin = request.headers.get('origin');
    if (!isOwnAddress(request.url) || (origin !== null && origin !== shellOrigin)) {
      return refusal(403, 'FOREIGN_ORIGIN');
    }
    const headers = new Headers(request.headers);
    headers.set('host', own.host);
    headers.set('origin', shellOrigin);
    headers.set('authorization', `Bearer ${token}`);
    try {
      const answer = await send(request, {
        agent,
        socketPath: pipe,
        path: url.pathname + url.search,
        headers: Object.fromEntries(headers),
      });
      return toResponse(answer);
    } catch (fault) {
      if (request.signal.aborted) throw request.signal.reason;
      return refusal(503, (fault as NodeJS.ErrnoException).code ?? 'STATION_AWAY');
    }
  };
}

interface Where {
  readonly agent: Agent;
  readonly socketPath: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

function send(request: Request, where: Where): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ ...where, method: request.method, signal: request.signal });
    outgoing.once('response', resolve);
    // Stays: an error after the answer has begun would else end the whole app.
    outgoing.on('error', reject);
    if (request.body === null) {
      outgoing.end();
      return;
    }
    const body = Readable.fromWeb(request.body as NodeReadableStream);
    body.once('error', (fault) => outgoing.destroy(fault));
    body.pipe(outgoing);
  });
}

/** Statuses that the fetch standard allows no body for. */
const withoutBody = new Set([204, 205, 304]);
/** They speak of the connection to the station, which ends here. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function toResponse(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const name = answer.rawHeaders[at]!;
    if (!hopByHop.has(name.toLowerCase())) headers.append(name, answer.rawHeaders[at + 1]!);
  }
  if (withoutBody.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  const body = Readable.toWeb(answer, { strategy: { highWaterMark: 2 } }) as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  return new Response(body, { status, headers });
}

function refusal(status: number, code: string): Response {
  return new Response(null, {
    status,
    headers: { 'x-scanpost-refusal': code, 'cache-control': 'no-store' },
  });
}
