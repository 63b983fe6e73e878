import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createForwarder, isOwnAddress, privilegedSchemes } from './protocol.ts';

const token = 'a-token-of-more-than-thirty-two-characters';
let folder: string;
let pipe: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'forwarder-'));
  pipe =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\${path.basename(folder)}`
      : path.join(folder, 'station.sock');
});

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

function serve(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  return new Promise((resolve) => server?.listen(pipe, resolve));
}

/** The fetch standard wants it said; the DOM's types do not know it yet. */
const streamed = { duplex: 'half' };
const forward = (address: string, init?: RequestInit) =>
  createForwarder({ pipe, token })(new Request(address, init));

describe('forwarding scanpost:// to the station', () => {
  test('a request arrives with its path, query and headers, and with the token the page never sees', async () => {
    let seen: IncomingMessage | undefined;
    await serve((request, response) => {
      seen = request;
      response.writeHead(200, { 'content-type': 'text/plain', 'x-kept': 'yes' });
      response.end('hello');
    });
    const answer = await forward('scanpost://post/rpc/post.view?input=1', {
      headers: { 'x-scanpost-session': 'officer', authorization: 'Bearer guessed' },
    });
    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('x-kept')).toBe('yes');
    expect(seen?.url).toBe('/rpc/post.view?input=1');
    expect(seen?.headers).toMatchObject({
      host: 'post',
      origin: 'scanpost://post',
      authorization: `Bearer ${token}`,
      'x-scanpost-session': 'officer',
    });
  });

  test('a body goes up as a stream and comes back bit for bit', async () => {
    await serve((request, response) => request.pipe(response));
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const parts = Array.from({ length: 20 }, () => bytes);
    const body = Readable.toWeb(Readable.from(parts)) as ReadableStream<Uint8Array>;
    const answer = await forward('scanpost://post/echo', { method: 'POST', body, ...streamed });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat(parts));
  });

  test('an answer arrives part by part, before its end', async () => {
    let finish = () => {};
    await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      finish = () => response.end('data: last\n\n');
    });
    const answer = await forward('scanpost://post/rpc/post.events');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('first');
    finish();
    expect((await reader.read()).value).toContain('last');
    expect((await reader.read()).done).toBe(true);
  });

  test('an aborted request closes its connection to the station', async () => {
    const closed = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await serve((request) => {
      request.socket.once('close', () => closed.resolve());
      asked.resolve();
    });
    const abort = new AbortController();
    const answer = forward('scanpost://post/slow', { signal: abort.signal });
    await asked.promise;
    abort.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await closed.promise;
  });

  test('a cancelled answer closes its connection to the station', async () => {
    const closed = Promise.withResolvers<void>();
    await serve((request, response) => {
      request.socket.once('close', () => closed.resolve());
      response.writeHead(200);
      response.write('endless');
    });
    const answer = await forward('scanpost://post/rpc/post.events');
    await answer.body!.cancel();
    await closed.promise;
  });

  test.each(['scanpost://elsewhere/', 'https://post/', 'scanpost://post.example/'])(
    '%s is refused and never reaches the station',
    async (address) => {
      let asked = 0;
      await serve((_request, response) => {
        asked += 1;
        response.end();
      });
      expect((await forward(address)).status).toBe(403);
      expect(asked).toBe(0);
    },
  );

  test('a page of another origin is refused', async () => {
    await serve((_request, response) => response.end());
    const answer = await forward('scanpost://post/rpc/post.view', {
      headers: { origin: 'https://example.org' },
    });
    expect(answer.status).toBe(403);
  });

  test('a station that is away is answered 503 with the reason', async () => {
    const answer = await forward('scanpost://post/');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('x-scanpost-refusal')).toBe('ENOENT');
  });

  test.each([204, 304])('a %i has no body', async (status) => {
    await serve((_request, response) => {
      response.writeHead(status);
      response.end();
    });
    const answer = await forward('scanpost://post/asset');
    expect([answer.status, answer.body]).toEqual([status, null]);
  });
});

test('the station’s own addresses are told from others', () => {
  expect(isOwnAddress('scanpost://post/scans/1?x')).toBe(true);
  for (const address of [
    'scanpost://post:1/',
    'scanpost://posts/',
    'file:///etc/passwd',
    'about:blank',
    '',
  ]) {
    expect(isOwnAddress(address)).toBe(false);
  }
});

test('pages of the scheme are secure, may fetch and may stream', () => {
  expect(privilegedSchemes).toMatchObject([
    { scheme: 'scanpost', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
});
