import { request } from 'node:http';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitBody } from './body-limit.ts';
import { type Listening, listen } from './listen.ts';

const most = 1_000;
let listening: Listening;

beforeEach(async () => {
  const app = new Hono();
  app.use(
    limitBody(most, () => {
      throw new Error('too large');
    }),
  );
  app.onError((fault, c) => c.text(fault.message, 413));
  app.post('/', async (c) => c.text(`${c.req.header('x-said')} ${await c.req.text()}`));
  app.get('/', (c) => c.text('nothing sent'));
  listening = await listen(app.fetch, { port: 0 });
});

afterEach(() => listening.close());

describe('the limit on bodies', () => {
  it('lets a body pass that says its length', async () => {
    expect(await post(['{"a":1}'], true)).toBe('200 kept {"a":1}');
  });

  it('lets a body pass that comes in chunks', async () => {
    expect(await post(['{"a"', ':', '1}'], false)).toBe('200 kept {"a":1}');
  });

  it('lets a body of just the limit pass, and refuses one byte more, with a length and without', async () => {
    const whole = 'x'.repeat(most);
    for (const sayLength of [true, false]) {
      expect(await post([whole], sayLength)).toBe(`200 kept ${whole}`);
      expect(await post([whole, 'x'], sayLength)).toBe('413 too large');
    }
  });

  it('leaves a request without a body alone', async () => {
    expect(await (await fetch(`http://127.0.0.1:${listening.port}/`)).text()).toBe('nothing sent');
  });
});

function post(parts: readonly string[], sayLength: boolean): Promise<string> {
  const length = Buffer.byteLength(parts.join(''));
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port: listening.port ?? 0,
      method: 'POST',
      headers: { 'x-said': 'kept', ...(sayLength ? { 'content-length': length } : {}) },
    });
    outgoing.on('error', reject);
    outgoing.on('response', async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve(`${answer.statusCode} ${text}`);
    });
    for (const part of parts) outgoing.write(part);
    outgoing.end();
  });
}
