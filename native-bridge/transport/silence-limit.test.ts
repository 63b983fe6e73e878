import { expect, test } from 'vitest';
import { manualTimers } from './manual-timers.ts';
import { memoryPair } from './memory.ts';
import { limitSilence } from './silence-limit.ts';

test('a line that is silent for too long fails, and each byte begins the time anew', async () => {
  const { a, b } = memoryPair();
  const timers = manualTimers();
  const line = limitSilence(a, 10, timers);
  const reading = line.incoming[Symbol.asyncIterator]();
  for (let i = 0; i < 3; i++) {
    const next = reading.next();
    timers.advance(9_999);
    await b.write(Buffer.from([i]));
    expect(await next).toMatchObject({ value: Uint8Array.of(i) });
  }
  // Nobody waits for a byte: the time stands still.
  timers.advance(60_000);
  const next = reading.next();
  timers.advance(10_000);
  await expect(next).rejects.toMatchObject({ code: 'LINK_TIMEOUT', details: { seconds: 10 } });
  await line.close();
  expect(await b.incoming[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
});
