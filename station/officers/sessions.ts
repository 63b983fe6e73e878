import { createHash, randomBytes } from 'node:crypto';

/** A session ends by itself after the longest shift. */
const longestMs = 16 * 3_600_000;

/**
 * `locked`: the window is covered until its officer's password is typed. `first-password`: nothing can be done but to
 * choose a password of one's own.
 */
export type SessionState = 'open' | 'locked' | 'first-password';

export interface Session {
  readonly officerId: string;
  readonly state: SessionState;
  /** It has just been found to be locked because nobody did anything. */
  readonly fellIdle: boolean;
}

interface Kept {
  readonly officerId: string;
  readonly until: number;
  firstPassword: boolean;
  locked: boolean;
  activeAt: number;
}

export interface SessionsOptions {
  /** Monotonic ms. */
  readonly now: () => number;
  /** After how long without anything done a session locks, ms; asked each time, because it can be changed. */
  readonly idleMs: () => number;
}

/**
 * Who is signed in, in memory only: a station that starts again asks everyone to sign in again.
 * A session is 256 random bits; only its hash is kept, so that comparing leaks no time.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  begin(officerId: string, firstPassword = false): string {
    const now = this.#options.now();
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
    const session = randomBytes(32).toString('base64url');
    const until = now + longestMs;
    this.#kept.set(keyOf(session), { officerId, until, firstPassword, locked: false, activeAt: now });
    return session;
  }

  /** Null when there is no such session or it is over. One that nobody has used for too long is locked from here on. */
  at(session: string): Session | null {
    const kept = this.#find(session);
    if (!kept) return null;
    const fellIdle = !kept.locked && this.#options.now() - kept.activeAt >= this.#options.idleMs();
    kept.locked ||= fellIdle;
    return { officerId: kept.officerId, state: stateOf(kept), fellIdle };
  }

  /** Its officer did something. A locked session stays locked. */
  touch(session: string): void {
    const kept = this.#find(session);
    if (kept) kept.activeAt = this.#options.now();
  }

  lock(session: string): void {
    const kept = this.#find(session);
    if (kept) kept.locked = true;
  }

  unlock(session: string): void {
    const kept = this.#find(session);
    if (!kept) return;
    kept.locked = false;
    kept.activeAt = this.#options.now();
  }

  /** Its officer has chosen a password of their own. */
  choosePassword(session: string): void {
    const kept = this.#find(session);
    if (kept) kept.firstPassword = false;
  }

  end(session: string): void {
    this.#kept.delete(keyOf(session));
  }

  /** Ends every session of an officer, but for the one that may stay. */
  endOf(officerId: string, staying: string | null = null): void {
    const stays = staying === null ? null : keyOf(staying);
    for (const [key, kept] of this.#kept)
      if (kept.officerId === officerId && key !== stays) this.#kept.delete(key);
  }

  /** Whether an officer is at another window too: one that is open, and where they did something lately. */
  isElsewhere(officerId: string, session: string): boolean {
    const now = this.#options.now();
    const key = keyOf(session);
    return [...this.#kept].some(
      ([other, kept]) =>
        other !== key &&
        kept.officerId === officerId &&
        !kept.locked &&
        now < Math.min(kept.until, kept.activeAt + this.#options.idleMs()),
    );
  }

  #find(session: string): Kept | null {
    const kept = this.#kept.get(keyOf(session));
    return kept && kept.until > this.#options.now() ? kept : null;
  }
}

function stateOf({ locked, firstPassword }: Kept): SessionState {
  if (locked) return 'locked';
  return firstPassword ? 'first-password' : 'open';
}

function keyOf(session: string): string {
  return createHash('sha256').update(session).digest('base64');
}
