import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTRPCClient, httpLink, type TRPCClientError } from '@trpc/client';
import type { AppRouter } from './api/router.ts';
import type { Officer, VisitView } from './api/views.pure.ts';
import { createStation, type Station, type StationOptions } from './host.ts';

/** Posts for tests: in this process behind the seam, or as the real process; all are cleaned up by `tidyUp`. */

const folders: string[] = [];
const stations: Station[] = [];
const processes: ChildProcess[] = [];

export async function tidyUp(): Promise<void> {
  for (const station of stations.splice(0)) await station.close();
  for (const child of processes.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-post-'));
  folders.push(folder);
  return folder;
}

const token = 't'.repeat(43);
const origin = 'http://127.0.0.1:4400';
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

export interface Post {
  readonly station: Station;
  readonly ask: Ask;
}

/** A station in this process; passwords are hashed cheaply. */
export async function openPost(options: Partial<StationOptions> & { dataFolder: string }): Promise<Post> {
  const station = await createStation({
    mode: 'training',
    token,
    passwordCost: { logN: 10, r: 8, p: 1 },
    ...options,
    training: { speed: 1000, seed: 7, ...options.training },
  });
  stations.push(station);
  station.answerTo(origin);
  const ask: Ask = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    return station.fetch(new Request(`${origin}${path}`, { ...init, headers }));
  };
  return { station, ask };
}

/** Closes a post before the end of its test. */
export async function closePost({ station }: Post): Promise<void> {
  stations.splice(stations.indexOf(station), 1);
  await station.close();
}

export interface PostProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ask: Ask;
  /** Ends it and gives its exit code, or null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export interface FailedProcess {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly stdout: string;
}

/** `npm run station` as its own process. Resolves when it is ready or has failed to start. */
export async function startPost(...args: string[]): Promise<PostProcess | FailedProcess> {
  const entry = path.join(import.meta.dirname, 'cli/station.ts');
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  processes.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ready = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout);
    });
  });
  const closed = once(child, 'close');
  const first = await Promise.race([ready, closed.then(() => null)]);
  if (first === null) return { exitCode: child.exitCode, stderr, stdout };
  const { url } = JSON.parse(first) as { url: string };
  const { origin: at, searchParams } = new URL(url);
  return {
    child,
    url,
    ask: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${searchParams.get('token')}`);
      return fetch(`${at}${path}`, { ...init, headers });
    },
    async end(signal) {
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
}

export async function startedPost(...args: string[]): Promise<PostProcess> {
  const started = await startPost(...args);
  if ('ask' in started) return started;
  throw new Error(`The station did not start: ${started.stderr}`);
}

/** The calls of a post as one officer makes them; without a session as nobody. */
export function clientOf(ask: Ask, session?: string) {
  const headers: Record<string, string> = session === undefined ? {} : { 'x-scanpost-session': session };
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/rpc`,
        headers,
        fetch: (url, init) => {
          const { pathname, search } = new URL(String(url));
          return ask(`${pathname}${search}`, init as RequestInit);
        },
      }),
    ],
  });
}
export type Client = ReturnType<typeof clientOf>;

export const firstOfficer = {
  serviceNumber: '4117',
  name: 'Test Officer',
  password: 'a good password',
  role: 'officer',
  language: 'en',
} as const;

export interface AtWork {
  readonly client: Client;
  readonly session: string;
  readonly officer: Officer;
}

/** The first officer, set up or signed in. */
export async function goToWork(ask: Ask): Promise<AtWork> {
  const door = clientOf(ask);
  const { firstRun } = await door.session.hello.query();
  const { session, officer } = firstRun
    ? await door.session.firstRun.mutate(firstOfficer)
    : await door.session.signIn.mutate({
        serviceNumber: firstOfficer.serviceNumber,
        password: firstOfficer.password,
      });
  return { client: clientOf(ask, session), session, officer };
}

export function commandOn({ id, version }: VisitView) {
  return { commandId: randomUUID(), visitId: id, version };
}

/** The code of what a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (fault) {
    return (fault as TRPCClientError<AppRouter>).data?.scanpost.code ?? String(fault);
  }
}
