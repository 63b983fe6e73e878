import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenTcp } from '../transport/tcp.ts';
import { openLink } from './open-link.ts';

const never = new AbortController().signal;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scanpost-link-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder that is there is the link', async () => {
  expect(await openLink(`folder:${folder}`, never)).toEqual({ kind: 'folder', path: folder });
});

test('a folder that is not there is named in a sentence', async () => {
  const missing = path.join(folder, 'scans');
  await expect(openLink(`folder:${missing}`, never)).rejects.toMatchObject({
    code: 'LINK_FAILED',
    message: `The folder ${missing} cannot be used: it is not there; make it, or connect its disk or network drive.`,
    details: { address: `folder:${missing}` },
  });
});

test('a file is no folder, and a folder that may not be read is none to use', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await expect(openLink(`folder:${file}`, never)).rejects.toMatchObject({
    message: expect.stringContaining('it is a file'),
  });
  await expect(openLink(`folder:${file}/below`, never)).rejects.toMatchObject({
    message: expect.stringContaining('a part of its path is a file'),
  });
  if (process.getuid?.() === 0) return;
  await chmod(folder, 0o000);
  await expect(openLink(`folder:${folder}`, never)).rejects.toMatchObject({
    message: expect.stringContaining('may not read it'),
  });
  await chmod(folder, 0o700);
});

test('an address to listen on is passed on, for the driver to listen', async () => {
  expect(await openLink('listen://127.0.0.1:0', never)).toEqual({
    kind: 'listen',
    host: '127.0.0.1',
    port: 0,
  });
});

test('a TCP address is an open connection', async () => {
  const server = await listenTcp({ host: '127.0.0.1', port: 0 }, (connection) => {
    void connection.write(Buffer.from('hello'));
  });
  const link = await openLink(`tcp://127.0.0.1:${server.port}`, never);
  if (link.kind !== 'bytes') throw new Error(`a link of ${link.kind}`);
  const first = await link.connection.incoming[Symbol.asyncIterator]().next();
  expect(Buffer.from(first.value ?? []).toString()).toBe('hello');
  await link.connection.close();
  await server.close();
});

test('opening that is stopped ends as stopped', async () => {
  await expect(openLink(`folder:${folder}`, AbortSignal.abort())).rejects.toMatchObject({
    code: 'LINK_CLOSED',
  });
});
