import type { IncomingMessage } from 'node:http';
import type { Timers } from '../../transport/timers.ts';
import { Refusal } from './refusal.ts';

/** Bytes of bodies that may be in memory at once, from all readers together. */
export class BodyBudget {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes bytes into account. Throws Refusal where there is no room: the reader is to try again. */
  hold(bytes: number): void {
    if (this.#held + bytes > this.#most)
      throw new Refusal(503, 'BUSY', 'Too many readings at once: try again.');
    this.#held += bytes;
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }
}

/**
 * The body of a request, never more than `most` bytes, with `use` while it is in memory. Throws Refusal where it is
 * longer, packed, or not whole.
 */
export async function withBody<T>(
  request: IncomingMessage,
  most: number,
  budget: BodyBudget,
  use: (body: Uint8Array) => Promise<T>,
): Promise<T> {
  const packed = request.headers['content-encoding'];
  if (packed !== undefined && packed !== 'identity') {
    throw new Refusal(415, 'ENCODING', 'A packed body is not taken: send it as it is.');
  }
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLong(most);
  let held = 0;
  const chunks: Uint8Array[] = [];
  try {
    try {
      // Leaving the loop early must not end the connection: the reader is still to be answered.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
        if (held + chunk.length > most) throw tooLong(most);
        budget.hold(chunk.length);
        held += chunk.length;
        chunks.push(chunk);
      }
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw new Refusal(400, 'CUT', 'The reading is not whole: the reader has gone.');
    }
    if (held === 0) throw new Refusal(400, 'EMPTY', 'There is nothing in the body.');
    return await use(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  } finally {
    budget.release(held);
  }
}

/**
 * Reads on for a moment and keeps nothing: a connection that is closed on unread bytes is reset, and the answer to
 * what was refused would be lost with it.
 */
export async function discard(request: IncomingMessage, timers: Timers): Promise<void> {
  if (request.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = timers.after(discardMs, resolve);
  let left = discardBytes;
  request.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) resolve();
  });
  request.once('close', resolve);
  request.once('end', resolve);
  request.resume();
  await promise;
  cancel();
}

const discardMs = 2_000;
const discardBytes = 64 << 20;

function tooLong(most: number): Refusal {
  return new Refusal(413, 'TOO_LONG', `A reading may have ${most} bytes: send a smaller picture.`);
}
