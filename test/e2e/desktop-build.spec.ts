import { fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { createTRPCClient, httpLink } from '@trpc/client';
import { createForwarder } from '../../electron/protocol.ts';
import { type StationChild, type StationState, superviseStation } from '../../electron/station-process.ts';
import type { AppRouter } from '../../station/api/router.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = path.join(root, 'out/main/station.js');

/**
 * What the desktop app is made of, all but Electron itself: the built station as a child, supervised by the shell's
 * own code and asked through the shell's own forwarder.
 */
test('the built station serves the built screen over the pipe, scans a truck, and comes back after a crash', async () => {
  test.skip(!existsSync(entry), 'the desktop app is not built: npm run build');
  const folder = await mkdtemp(path.join(tmpdir(), 'scanpost-built-'));
  const pipe =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\${path.basename(folder)}`
      : path.join(folder, 'station.sock');
  const token = randomBytes(32).toString('base64url');
  const states: StationState[] = [];
  const ready = () => states.filter(({ state }) => state === 'ready').length;
  const children: ReturnType<typeof forkBuilt>[] = [];
  const supervision = superviseStation({
    fork: () => {
      const child = forkBuilt();
      children.push(child);
      return child;
    },
    order: {
      kind: 'launch',
      pipe,
      token,
      dataFolder: path.join(folder, 'data'),
      mode: 'training',
      rendererFolder: path.join(root, 'out/renderer'),
    },
    onState: (state) => states.push(state),
    now: () => performance.now(),
    later: (ms, call) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
  try {
    await expect.poll(ready, { timeout: 30_000 }).toBe(1);
    const ask = createForwarder({ pipe, token });
    const page = await (await ask(new Request('scanpost://post/'))).text();
    expect(page).toContain('<div id="root">');
    const script = /src="([^"]+[.]js)"/.exec(page)?.[1];
    const code = await ask(new Request(new URL(script ?? '', 'scanpost://post/')));
    expect([code.status, code.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('javascript'),
    ]);
    const hello = await ask(new Request('scanpost://post/rpc/session.hello'));
    expect(await hello.json()).toMatchObject({ result: { data: { firstRun: true, mode: 'training' } } });
    const guessed = createForwarder({ pipe, token: 'x'.repeat(43) });
    expect((await guessed(new Request('scanpost://post/rpc/session.hello'))).status).toBe(401);

    await scanOneTruck(ask);

    children[0]!.crash();
    await expect.poll(ready, { timeout: 30_000 }).toBe(2);
    expect(states.map(({ state }) => state)).toEqual([
      'starting',
      'ready',
      'restarting',
      'starting',
      'ready',
    ]);
    expect((await ask(new Request('scanpost://post/rpc/session.hello'))).status).toBe(200);
  } finally {
    await supervision.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  expect(states.at(-1)).toEqual({ state: 'stopped' });
});

/** From first run to archive: the built simulator's thread sends, the built imaging thread archives. */
async function scanOneTruck(ask: (request: Request) => Promise<Response>): Promise<void> {
  let session = '';
  const {
    session: sessions,
    visits,
    commands,
    post,
  } = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: 'scanpost://post/rpc',
        headers: () => (session === '' ? {} : { 'x-scanpost-session': session }),
        fetch: (url, init) => ask(new Request(url, init as RequestInit)),
      }),
    ],
  });
  const account = { serviceNumber: '4117', name: 'Officer', password: 'correct horse' };
  session = (await sessions.firstRun.mutate({ ...account, role: 'officer', language: 'en' })).session;
  await expect
    .poll(async () => (await post.view.query()).scanners[0]?.state, { timeout: 30_000 })
    .toBe('ready');
  const [lane = ''] = (await post.view.query()).lanes;
  const called = await visits.callNext.mutate({ commandId: randomUUID(), lane });
  await commands.startScan.mutate({
    commandId: randomUUID(),
    visitId: called.id,
    version: called.version,
  });
  await expect
    .poll(async () => (await visits.get.query({ visitId: called.id })).scans.at(-1), { timeout: 60_000 })
    .toMatchObject({ state: 'complete', archived: true });
}

function forkBuilt(): StationChild & { crash(): void } {
  const child = fork(entry, [], { cwd: root, stdio: 'inherit' });
  return {
    postMessage: (message) => void child.send(message),
    on: (event, listener) => child.on(event, listener as (value: unknown) => void),
    kill: () => child.kill(),
    crash: () => void child.kill('SIGKILL'),
  };
}
