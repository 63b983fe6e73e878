import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { BridgeError } from '../errors.ts';
import { memoryPair } from '../transport/memory.ts';
import type { Connection } from '../transport/transport.ts';
import { lendConnection, remoteConnection } from './remote-connection.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function lent(link: Connection) {
  const { port1, port2 } = new MessageChannel();
  const giveBack = lendConnection(link, port1);
  const connection = remoteConnection(port2, link.address);
  undo.push(giveBack, () => connection.close());
  return { connection, giveBack };
}

async function take(connection: Connection, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of connection.incoming) {
    parts.push(Buffer.from(chunk));
    if (Buffer.concat(parts).length >= length) break;
  }
  return Buffer.concat(parts);
}

test('a lent connection carries bytes both ways, in order', async () => {
  const { a, b } = memoryPair();
  const { connection } = lent(a);
  const writes = Array.from({ length: 20 }, (_, i) => connection.write(Buffer.from([i, i])));
  expect([...(await take(b, 40))]).toEqual(Array.from({ length: 20 }, (_, i) => [i, i]).flat());
  await Promise.all(writes);
  await b.write(Buffer.from('and back'));
  expect((await take(connection, 8)).toString()).toBe('and back');
});

test('a lent connection is read only when its reader asks', async () => {
  const { a, b } = memoryPair({ capacity: 4 });
  const { connection } = lent(a);
  let written = 0;
  const writing = (async () => {
    for (; written < 50; written++) await b.write(Buffer.alloc(4));
  })();
  writing.catch(() => {});
  await connection.incoming[Symbol.asyncIterator]().next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(written).toBeLessThan(5);
  await take(connection, 196);
  await writing;
});

test('the end and a failure of a lent connection are told as they are', async () => {
  const { a, b } = memoryPair();
  const { connection } = lent(a);
  await b.close();
  expect((await take(connection, 1)).length).toBe(0);

  const broken = new BridgeError('LINK_FAILED', 'It broke.', { details: { why: 'pulled out' } });
  const failing: Connection = {
    address: 'serial:/dev/x?baudRate=9600',
    incoming: {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(broken) }),
    },
    write: () => Promise.reject(broken),
    close: async () => {},
  };
  const { connection: other } = lent(failing);
  await expect(take(other, 1)).rejects.toMatchObject({ code: 'LINK_FAILED', details: { why: 'pulled out' } });
  await expect(other.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'LINK_FAILED' });
});

test('closing on either side closes both', async () => {
  const { a, b } = memoryPair();
  const one = lent(a);
  await one.connection.close();
  expect((await take(b, 1)).length).toBe(0);
  await expect(one.connection.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });

  const two = memoryPair();
  const other = lent(two.a);
  const reading = take(other.connection, 1);
  await other.giveBack();
  expect((await reading).length).toBe(0);
  await expect(other.connection.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
});
