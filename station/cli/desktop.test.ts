import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LaunchOrder, type LaunchReport, launchReport, shellOrigin } from '../launch.ts';
import { temporaryFolder, tidyUp } from '../post.fixture.ts';

vi.setConfig({ testTimeout: 60_000 });
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await tidyUp();
});

const token = 's'.repeat(43);
const orderFor = (folder: string): LaunchOrder => ({
  kind: 'launch',
  pipe: process.platform === 'win32' ? `\\\\.\\pipe\\scanpost-${process.pid}` : path.join(folder, 'pipe'),
  token,
  dataFolder: path.join(folder, 'data'),
  mode: 'training',
});

async function launch(order: LaunchOrder): Promise<{ child: ChildProcess; report: LaunchReport }> {
  const child = fork(path.join(import.meta.dirname, 'desktop.ts'), { stdio: 'inherit' });
  children.push(child);
  child.send(order);
  const [message] = (await once(child, 'message')) as [unknown];
  return { child, report: launchReport.parse(message) };
}

function ask(pipe: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath: pipe, path: '/rpc/session.hello', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

describe('the station under a desktop shell', () => {
  it('answers the shell on its pipe, nobody else, and ends when it is told to', async () => {
    const order = orderFor(temporaryFolder());
    const { child, report } = await launch(order);
    expect(report).toEqual({ kind: 'ready', pipe: order.pipe, pid: child.pid });
    const shell = { host: new URL(shellOrigin).host, origin: shellOrigin, authorization: `Bearer ${token}` };
    expect(await ask(order.pipe, shell)).toBe(200);
    expect(await ask(order.pipe, { ...shell, authorization: 'Bearer no' })).toBe(401);
    expect(await ask(order.pipe, { ...shell, origin: 'https://evil.example' })).toBe(403);
    expect(await ask(order.pipe, { ...shell, host: 'evil.example' })).toBe(421);
    const ended = once(child, 'exit');
    child.send({ kind: 'stop' });
    expect((await ended)[0]).toBe(0);
  });

  it('says why it cannot start, and ends', async () => {
    const folder = temporaryFolder();
    const first = await launch(orderFor(folder));
    expect(first.report.kind).toBe('ready');
    const second = await launch({ ...orderFor(folder), pipe: `${orderFor(folder).pipe}2` });
    expect(second.report).toMatchObject({ kind: 'failed', code: 'DATA_LOCKED' });
    if (second.child.exitCode === null) await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(1);
  });

  it('ends with its shell, however the shell ends', async () => {
    const { child } = await launch(orderFor(temporaryFolder()));
    const ended = once(child, 'exit');
    child.disconnect();
    expect((await ended)[0]).toBe(0);
  });
});
