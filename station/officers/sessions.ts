import { createHash, randomBytes } from 'node:crypto';

/** A session ends by itself after the longest shift. */
const longestMs = 16 * 3_600_000;

/**
 * Who is signed in, in memory only: a station that starts again asks everyone to sign in again.
 * A session is 256 random bits; only its hash is kept, so that comparing leaks no time. `now` is monotonic ms.
 */
export class Sessions {
  readonly #now: () => number;
  readonly #officers = new Map<string, { officerId: string; until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(officerId: string): string {
    const now = this.#now();
    for (const [key, { until }] of this.#officers) if (until <= now) this.#officers.delete(key);
    const session = randomBytes(32).toString('base64url');
    this.#officers.set(keyOf(session), { officerId, until: now + longestMs });
    return session;
  }

  /** The officer's id, or null when there is no such session or it is over. */
  officerOf(session: string): string | null {
    const found = this.#officers.get(keyOf(session));
    return found && found.until > this.#now() ? found.officerId : null;
  }

  end(session: string): void {
    this.#officers.delete(keyOf(session));
  }
}

function keyOf(session: string): string {
  return createHash('sha256').update(session).digest('base64');
}
