import type { MiddlewareHandler } from 'hono';

/**
 * Refuses a request whose body has more than `most` bytes, whether or not it says its length: `refuse` throws.
 * Hono's own derives a new Request from the Node server's one, which that is not fit for, so every body sent in
 * chunks (as the desktop shell does) would fail.
 */
export function limitBody(most: number, refuse: () => never): MiddlewareHandler {
  return async (c, next) => {
    const { raw } = c.req;
    if (raw.body === null) return next();
    const length = raw.headers.get('content-length');
    if (length !== null && !raw.headers.has('transfer-encoding')) {
      if (Number(length) > most) refuse();
      return next();
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of raw.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > most) refuse();
      chunks.push(chunk);
    }
    const { url, method, headers, signal } = raw;
    c.req.raw = new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
    return next();
  };
}
