import type { PostEvent } from '../api/views.pure.ts';
import type { Journal } from '../journal/journal.ts';

export interface SeenEvent {
  /** The journal's seq to resume after: events that are no entry carry the last entry's. */
  readonly seq: number;
  readonly event: PostEvent;
}

export interface PostEventsOptions {
  readonly journal: Pick<Journal, 'head' | 'read' | 'onAppend'>;
  /** What a screen that has just come must know besides the entries it asks for. */
  readonly standing: () => readonly PostEvent[];
}

/** Entries read from the journal at a time when a screen resumes. */
const page = 500;
/** For a screen that is this far behind nothing more is kept: it gets the rest from the journal, which forgets nothing. */
const mostWaiting = 2_000;

/** Tells every screen what happens at the post, as it happens; what a screen missed it gets from the journal. */
export class PostEvents {
  readonly #options: PostEventsOptions;
  readonly #screens = new Set<Waiting>();
  readonly #stopListening: () => void;
  /** The last entry that the screens were told of: what is published between two entries must not hide the second. */
  #told: number;

  constructor(options: PostEventsOptions) {
    this.#options = options;
    this.#told = options.journal.head().seq;
    this.#stopListening = options.journal.onAppend(({ seq, kind, subject }) => {
      this.#told = seq;
      for (const screen of this.#screens) screen.add({ seq, event: { type: 'entry', seq, kind, subject } });
    });
  }

  /** For what is no entry: a scanner's state, a picture's growth. */
  publish(event: PostEvent): void {
    for (const screen of this.#screens) screen.add({ seq: this.#told, event });
  }

  /** Entries after `after` (null: from now on) and then whatever happens, until `signal` aborts. */
  async *follow(after: number | null, signal: AbortSignal): AsyncGenerator<SeenEvent, void> {
    const { journal, standing } = this.#options;
    const screen = new Waiting();
    this.#screens.add(screen);
    signal.addEventListener('abort', screen.end, { once: true });
    if (signal.aborted) screen.end();
    try {
      const head = this.#told;
      // A screen that has seen more than there is comes from another journal: it begins with this one's present.
      let seen = after === null || after > head ? head : after;
      for (const event of standing()) yield { seq: seen, event };
      screen.behind = true;
      for (;;) {
        if (screen.behind) {
          screen.behind = false;
          while (seen < this.#told && !signal.aborted) {
            const entries = journal.read(seen + 1, page);
            if (entries.length === 0) break;
            for (const { seq, kind, subject } of entries) {
              seen = seq;
              yield { seq, event: { type: 'entry', seq, kind, subject } };
            }
          }
        }
        const next = await screen.next();
        if (next === null) return;
        if (next === 'behind') continue;
        if (next.event.type === 'entry') {
          if (next.seq <= seen) continue;
          seen = next.seq;
        }
        yield { seq: Math.max(seen, next.seq), event: next.event };
      }
    } finally {
      signal.removeEventListener('abort', screen.end);
      this.#screens.delete(screen);
    }
  }

  /** Ends every stream. */
  close(): void {
    this.#stopListening();
    for (const screen of this.#screens) screen.end();
  }
}

/** What one screen has not fetched yet. Of a scanner's states and a picture's growth only the newest counts. */
class Waiting {
  /** Entries were let go of: they are to be fetched from the journal before anything else. */
  behind = false;
  readonly #events = new Map<string, SeenEvent>();
  #over = false;
  #wake: () => void = () => {};

  add(seen: SeenEvent): void {
    if (this.#over) return;
    const key = keyOf(seen.event);
    this.#events.delete(key);
    this.#events.set(key, seen);
    if (this.#events.size > mostWaiting) this.#fallBehind();
    this.#wake();
  }

  #fallBehind(): void {
    this.behind = true;
    for (const [key, { event }] of this.#events) if (event.type === 'entry') this.#events.delete(key);
  }

  readonly end = (): void => {
    this.#over = true;
    this.#wake();
  };

  async next(): Promise<SeenEvent | 'behind' | null> {
    for (;;) {
      if (this.#over) return null;
      if (this.behind) return 'behind';
      for (const [key, seen] of this.#events) {
        this.#events.delete(key);
        return seen;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function keyOf(event: PostEvent): string {
  if (event.type === 'entry') return `entry ${event.seq}`;
  if (event.type === 'lines') return `lines ${event.scanId}`;
  if (event.type === 'assessment') return `assessment ${event.scanId}`;
  return event.type === 'scanner' ? `scanner ${event.scanner.id}` : `device ${event.device.id}`;
}
