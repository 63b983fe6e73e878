import { describe, expect, it } from 'vitest';
import type { PostEvent } from '../api/views.pure.ts';
import type { Entry } from '../journal/entry.ts';
import { PostEvents, type SeenEvent } from './post-events.ts';

function post(before: number, standing: PostEvent[] = []) {
  const entries: Entry[] = [];
  const listeners = new Set<(entry: Entry) => void>();
  const append = () => {
    const entry = { seq: entries.length + 1, kind: 'k', subject: 's' } as Entry;
    entries.push(entry);
    for (const listener of listeners) listener(entry);
  };
  for (let n = 0; n < before; n += 1) append();
  const events = new PostEvents({
    journal: {
      head: () => ({ seq: entries.length, hash: '' }),
      read: (from, limit) => entries.slice(from - 1, from - 1 + limit),
      onAppend: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    standing: () => standing,
  });
  return { events, append, listeners };
}

async function take(stream: AsyncGenerator<SeenEvent>, count: number): Promise<SeenEvent[]> {
  const taken: SeenEvent[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
const never = new AbortController().signal;
const lines = (count: number): PostEvent => ({ type: 'lines', scanId: 'a', lines: count });

describe('post events', () => {
  it('begin with the present and go on with every entry', async () => {
    const { events, append } = post(3, [lines(7)]);
    const stream = events.follow(null, never);
    expect(await take(stream, 1)).toEqual([{ seq: 3, event: lines(7) }]);
    const next = take(stream, 2);
    append();
    append();
    expect((await next).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  it('resume after the last entry seen, without a gap and without a repeat, while more are written', async () => {
    const { events, append } = post(1200);
    const stream = events.follow(10, never);
    const first = await take(stream, 600);
    for (let n = 0; n < 50; n += 1) append();
    const rest = await take(stream, 1250 - 10 - 600);
    expect([...first, ...rest].map(({ seq }) => seq)).toEqual(Array.from({ length: 1240 }, (_, n) => n + 11));
  });

  it('begin anew for a screen that has seen more than there is', async () => {
    const { events, append } = post(5);
    const stream = events.follow(99, never);
    const next = take(stream, 1);
    append();
    expect((await next)[0]?.seq).toBe(6);
  });

  it('give a slow screen only the newest growth of a picture, and drop no entry', async () => {
    const { events, append } = post(1, [lines(0)]);
    const stream = events.follow(null, never);
    await take(stream, 1);
    events.publish(lines(10));
    append();
    events.publish(lines(20));
    const got = await take(stream, 2);
    expect(got).toEqual([
      { seq: 2, event: { type: 'entry', seq: 2, kind: 'k', subject: 's' } },
      { seq: 2, event: lines(20) },
    ]);
  });

  it('lead a screen that fell far behind through the journal, so that it misses no entry and is never cut off', async () => {
    const { events, append } = post(0, [lines(0)]);
    const stream = events.follow(null, never);
    await take(stream, 1);
    for (let n = 0; n < 5000; n += 1) append();
    events.publish(lines(7));
    const first = await take(stream, 3000);
    for (let n = 0; n < 2500; n += 1) append();
    const rest = await take(stream, 4501);
    const seqs = [...first, ...rest].filter(({ event }) => event.type === 'entry').map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 7500 }, (_, index) => index + 1));
    expect([...first, ...rest].filter(({ event }) => event.type === 'lines')).toHaveLength(1);
  });

  it('end with their signal and with the station', async () => {
    const { events, listeners } = post(0);
    const leaving = new AbortController();
    const gone = events.follow(null, leaving.signal).next();
    const staying = events.follow(null, never).next();
    leaving.abort();
    expect((await gone).done).toBe(true);
    events.close();
    expect((await staying).done).toBe(true);
    expect(listeners.size).toBe(0);
  });
});
