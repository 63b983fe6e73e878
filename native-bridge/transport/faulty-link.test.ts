import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultyLink, type LinkFaults } from './faulty-link.ts';
import { manualTimers } from './manual-timers.ts';
import { memoryPair } from './memory.ts';
import type { Connection } from './transport.ts';

async function all({ incoming }: Connection): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of incoming) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** What arrives of the pieces when they are written and the link is closed, on the way there and on the way back. */
async function carry(pieces: readonly Uint8Array[], faults: LinkFaults, random: () => number) {
  const results: Buffer[] = [];
  for (const way of ['outgoing', 'incoming'] as const) {
    const { a, b } = memoryPair({ capacity: 1 << 20 });
    const faulty = faultyLink(a, { [way]: faults, random });
    const [from, to] = way === 'outgoing' ? [faulty, b] : [b, faulty];
    const reading = all(to);
    for (const piece of pieces) await from.write(piece);
    await from.close();
    results.push(await reading);
    await faulty.close();
  }
  return results;
}

const piecesOf = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 12 });

/** A random source of its own for each run, so that every run can be repeated. */
function seeded(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('without faults everything comes as it was written, whatever it is split into', async () => {
  await fc.assert(
    fc.asyncProperty(piecesOf, fc.integer({ min: 1, max: 50 }), async (pieces, splitBytes) => {
      for (const arrived of await carry(pieces, { splitBytes }, seeded(1))) {
        expect(arrived.equals(Buffer.concat(pieces))).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test('damage turns single bits and nothing else; loss and duplication keep pieces whole', async () => {
  await fc.assert(
    fc.asyncProperty(piecesOf, fc.integer(), async (pieces, seed) => {
      const sent = Buffer.concat(pieces);
      for (const arrived of await carry(pieces, { damage: 1 }, seeded(seed))) {
        expect(arrived.length).toBe(sent.length);
        const turned = [...arrived].reduce((sum, byte, i) => sum + ones(byte ^ (sent[i] ?? 0)), 0);
        expect(turned).toBe(pieces.length);
      }
      for (const arrived of await carry(pieces, { duplicate: 1 }, seeded(seed))) {
        expect(arrived.equals(Buffer.concat(pieces.flatMap((piece) => [piece, piece])))).toBe(true);
      }
      for (const arrived of await carry(pieces, { loss: 1 }, seeded(seed))) expect(arrived.length).toBe(0);
    }),
    { numRuns: 20 },
  );
});

const ones = (byte: number) => byte.toString(2).replaceAll('0', '').length;

test('a cut comes after so many bytes, and fails what is read and written then', async () => {
  const { a, b } = memoryPair();
  const faulty = faultyLink(a, { incoming: { cutAfterBytes: 5 } });
  const read: number[] = [];
  const reading = (async () => {
    for await (const chunk of faulty.incoming) read.push(...chunk);
  })();
  await b.write(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));
  await expect(reading).rejects.toMatchObject({ code: 'LINK_FAILED' });
  expect(read).toEqual([1, 2, 3, 4, 5]);
  await expect(faulty.write(Buffer.from('late'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
  expect((await all(b)).length).toBe(0);
});

test('a cut in the middle of a write lets its beginning through', async () => {
  const { a, b } = memoryPair();
  const faulty = faultyLink(a, { outgoing: { cutAfterBytes: 3 } });
  const reading = all(b);
  await expect(faulty.write(Buffer.from('abcdef'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
  expect((await reading).toString()).toBe('abc');
});

test('a half-open link takes writes, brings nothing, and tells nobody, not even of the end', async () => {
  const { a, b } = memoryPair();
  const faulty = faultyLink(a);
  const reading = all(faulty);
  faulty.halfOpen();
  await faulty.write(Buffer.from('into the void'));
  await b.write(Buffer.from('from the void'));
  await b.close();
  expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 30, 'silence'))])).toBe(
    'silence',
  );
  expect((await all(b)).length).toBe(0);
  await faulty.close();
  expect((await reading).length).toBe(0);
});

test('a slow link keeps the order and takes its time', async () => {
  const timers = manualTimers();
  const { a, b } = memoryPair();
  const faulty = faultyLink(a, { incoming: { delayMs: [10, 20] }, timers, random: seeded(3) });
  const read: number[] = [];
  const reading = (async () => {
    for await (const chunk of faulty.incoming) read.push(...chunk);
  })();
  for (let i = 0; i < 5; i++) await b.write(Buffer.from([i]));
  await b.close();
  for (let ms = 0; ms < 200; ms += 5) {
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.length).toBeLessThanOrEqual(ms / 10);
    timers.advance(5);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await reading;
  expect(read).toEqual([0, 1, 2, 3, 4]);
});

test('closing ends what waits', async () => {
  const { a, b } = memoryPair();
  const faulty = faultyLink(a, { incoming: { delayMs: 1e9 } });
  await b.write(Buffer.from('x'));
  const reading = all(faulty);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await faulty.close();
  expect((await reading).length).toBe(0);
});
