import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StationError } from '../errors.ts';
import { type Listening, listen } from './listen.ts';

const open: Listening[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
const hello = () => new Response('hello');

describe('listening', () => {
  it('takes a free port on the loopback address and on no other', async () => {
    const listening = await listen(hello, { port: 0 });
    open.push(listening);
    expect(listening.port).toBeGreaterThan(0);
    expect(await (await fetch(`http://127.0.0.1:${listening.port}/`)).text()).toBe('hello');
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && !address.internal && address.family === 'IPv4');
    for (const address of outside) {
      await expect(fetch(`http://${address?.address}:${listening.port}/`)).rejects.toThrow();
    }
  });

  it('says PORT_TAKEN with the way out', async () => {
    const first = await listen(hello, { port: 0 });
    open.push(first);
    const refused = await listen(hello, { port: first.port ?? 0 }).catch((fault: unknown) => fault);
    expect(refused).toBeInstanceOf(StationError);
    expect(refused).toMatchObject({ code: 'PORT_TAKEN', details: { port: first.port } });
    expect((refused as StationError).message).toContain('--port');
  });

  it.skipIf(process.platform === 'win32')(
    'answers on a pipe and takes over the one of a killed station',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-pipe-'));
      folders.push(folder);
      const pipe = path.join(folder, 'p');
      const script = `require('node:net').createServer().listen(${JSON.stringify(pipe)}, () => console.log('up'))`;
      const killed = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(killed.stdout, 'data');
      await expect(listen(hello, { pipe })).rejects.toMatchObject({ code: 'PIPE_TAKEN' });
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      expect(existsSync(pipe)).toBe(true);
      const listening = await listen(hello, { pipe });
      open.push(listening);
      expect(await askPipe(pipe)).toBe('hello');
    },
  );
});

describe('a peer that stalls', () => {
  const limits = { headersMs: 100, wholeMs: 200, lookMs: 20 };

  it.each([
    ['headers', 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-half: '],
    ['body', 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nhalf'],
  ])('in its %s is cut off', async (_where, sent) => {
    const listening = await listen(
      async (request) => new Response(await request.text()),
      { port: 0 },
      limits,
    );
    open.push(listening);
    const socket = connect(listening.port ?? 0, '127.0.0.1', () => socket.write(sent));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
    expect(answer).not.toMatch(/^HTTP\/1\.1 200/);
  });

  it('does not hold for an answer that takes its time, as a stream of events does', async () => {
    const told = Promise.withResolvers<void>();
    const listening = await listen(
      () => {
        const body = new ReadableStream({
          async start(stream) {
            stream.enqueue(Buffer.from('first '));
            await told.promise;
            stream.enqueue(Buffer.from('last'));
            stream.close();
          },
        });
        return new Response(body);
      },
      { port: 0 },
      limits,
    );
    open.push(listening);
    const answer = await fetch(`http://127.0.0.1:${listening.port}/`);
    // Another one is cut off meanwhile, so the limits have passed.
    const stalled = connect(listening.port ?? 0, '127.0.0.1', () => stalled.write('GET / HTTP/1.1\r\n'));
    stalled.on('error', () => undefined).resume();
    await once(stalled, 'close');
    told.resolve();
    expect(await answer.text()).toBe('first last');
  });
});

it.skipIf(process.platform === 'win32')('leaves a file alone that is in the place of its pipe', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-pipe-'));
  folders.push(folder);
  const pipe = path.join(folder, 'journal.db');
  writeFileSync(pipe, 'precious');
  await expect(listen(hello, { pipe })).rejects.toMatchObject({ code: 'PIPE_TAKEN' });
  expect(readFileSync(pipe, 'utf8')).toBe('precious');
});

function askPipe(pipe: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath: pipe, path: '/' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}
