import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { z } from 'zod';
import type { Mode, Role, Truck, VisitView } from '../../station/api/views.pure.ts';
import { testBrowserPath } from './browser.ts';
import { type LinkProxy, startLinkProxy } from './link-proxy.ts';
import { type Program, startProgram } from './processes.ts';
import { type StationClient, stationClient } from './station-client.ts';

export { expect };

const stationReady = z.object({ ready: z.literal(true), url: z.url(), pid: z.int() });
/** What delivers by itself has no port. */
const simulatorReady = z.object({ ready: z.literal(true), port: z.int().default(0) });

export type StationProgram = Program<z.output<typeof stationReady>>;
export type SimulatorProgram = Program<z.output<typeof simulatorReady>>;

export interface StationWishes {
  readonly dataFolder?: string;
  readonly mode?: Mode;
  readonly scanner?: string;
  readonly port?: number;
}

export interface SimulatorWishes {
  readonly scene?: string;
  readonly seed?: number;
  /** Times real time; `max` is as fast as the link takes the lines. */
  readonly speed?: number | 'max';
  readonly faults?: readonly string[];
}

/** A post of its own for one test: real processes on a data folder that is removed afterwards. */
export interface Post {
  readonly dataFolder: string;
  startSimulator(wishes?: SimulatorWishes): Promise<SimulatorProgram>;
  /** Another device than the scanner, by the name of its driver; `to` is where one that delivers by itself does so. */
  startDevice(name: string, wishes?: { readonly to?: string }): Promise<SimulatorProgram>;
  /** A cable to the simulator that the test can pull. */
  startLink(simulator: SimulatorProgram): Promise<LinkProxy>;
  startStation(wishes?: StationWishes): Promise<StationProgram>;
  /** A window of its own at the station: own session, own officer. Its faults fail the test at its end. */
  openWindow(station: StationProgram): Promise<Page>;
  /** An officer without a screen. The first one of a post sets it up, the others are added by that one. */
  officer(station: StationProgram, who?: Partial<Account>): Promise<StationClient>;
}

export interface Account {
  readonly serviceNumber: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

/** Who sets up every post of these tests. */
export const firstOfficer: Account = {
  serviceNumber: '4117',
  name: 'First Officer',
  password: 'correct horse',
  role: 'officer',
};

export const test = base.extend<{ post: Post; needsBrowser: undefined }>({
  needsBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use, testInfo) => {
      testInfo.skip(
        testBrowserPath() === null,
        'no Chromium on this machine: install it (apt-get install chromium) or name one in SCANPOST_CHROMIUM',
      );
      await use(undefined);
    },
    { auto: true },
  ],

  post: async ({ browser }, use) => {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'scanpost-e2e-'));
    const programs: Program<unknown>[] = [];
    const links: LinkProxy[] = [];
    const windows: { readonly context: BrowserContext; readonly faults: string[] }[] = [];

    await use({
      dataFolder,
      async startSimulator({ scene, seed = 1, speed = 'max', faults = [] } = {}) {
        const simulator = await startProgram(
          'native-bridge/simulator/cli.ts',
          [
            ...['--port', '0', '--control', '--seed', String(seed), '--speed', String(speed)],
            ...(scene === undefined ? [] : ['--scene', scene]),
            ...faults.flatMap((fault) => ['--fault', fault]),
          ],
          (line) => simulatorReady.parse(line),
        );
        programs.push(simulator);
        return simulator;
      },
      async startDevice(name, { to } = {}) {
        const reach = to === undefined ? ['--port', '0'] : ['--to', to];
        const device = await startProgram(
          'native-bridge/simulator/cli.ts',
          ['--device', name, '--control', '--seed', '1', ...reach],
          (line) => simulatorReady.parse(line),
        );
        programs.push(device);
        return device;
      },
      async startLink(simulator) {
        const link = await startLinkProxy(simulator.report.port);
        links.push(link);
        return link;
      },
      async startStation({ dataFolder: folder = dataFolder, mode = 'live', scanner, port = 0 } = {}) {
        const station = await startProgram(
          'station/cli/station.ts',
          [
            ...['--data', folder, '--mode', mode, '--port', String(port)],
            ...(scanner === undefined ? [] : ['--scanner', scanner]),
          ],
          (line) => stationReady.parse(line),
        );
        programs.push(station);
        return station;
      },
      async openWindow(station) {
        const context = await browser.newContext();
        const faults: string[] = [];
        windows.push({ context, faults });
        const page = await context.newPage();
        await watchForFaults(page, faults);
        await page.goto(station.report.url);
        return page;
      },
      async officer(station, who = {}) {
        const account = { ...firstOfficer, ...who };
        const { serviceNumber, name, role } = account;
        const visitor = stationClient(station.report.url);
        const { firstRun } = await visitor.calls.session.hello.query();
        if (firstRun) {
          const first = await visitor.calls.session.firstRun.mutate({ ...firstOfficer, language: 'en' });
          if (serviceNumber === firstOfficer.serviceNumber) return visitor.as(first.session);
        }
        if (serviceNumber !== firstOfficer.serviceNumber) {
          const first = await visitor.calls.session.signIn.mutate(credentialsOf(firstOfficer));
          const office = visitor.as(first.session);
          await office.calls.officers.add
            .mutate({
              ...{ serviceNumber, name, roles: [role], language: 'en' },
              password: firstPassword,
            })
            .then(() => choosePassword(visitor, account))
            .catch((refusal) => {
              // Added before, by an earlier call of this test.
              if (refusal.data?.scanpost?.code !== 'SERVICE_NUMBER_TAKEN') throw refusal;
            });
          await office.calls.session.signOut.mutate();
        }
        const { session } = await visitor.calls.session.signIn.mutate(credentialsOf(account));
        return visitor.as(session);
      },
    });

    const faults = windows.flatMap((window) => window.faults);
    for (const { context } of windows) await context.close();
    for (const link of links) await link.close();
    for (const program of programs.reverse()) await program.end('SIGKILL');
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    expect(faults, 'faults that a window met').toEqual([]);
  },
});

/** Writes the post's configuration file, as an administrator does by hand. */
export function configure(post: Post, config: object): Promise<void> {
  return writeFile(path.join(post.dataFolder, 'config.json'), JSON.stringify(config, null, 2));
}

/** The address under which a station reaches a simulator or a link to one. */
export function lineStream(port: number): string {
  return `line-stream:tcp://127.0.0.1:${port}`;
}

/** Waits until an officer's screens are there: what is pressed before that is nobody's key. */
async function takesKeys(page: Page): Promise<void> {
  await expect(page.getByTestId('scanner-state')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('main')).toBeVisible({ timeout: 30_000 });
}

/** Fills in the first-run form, so that the window shows the console. */
export async function setUpPost(page: Page, account: Account = firstOfficer): Promise<void> {
  await page.getByLabel('Service number').fill(account.serviceNumber);
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByLabel('Password again').fill(account.password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await takesKeys(page);
}

/** Fills in the sign-in form, so that the window shows the console. */
export async function signIn(page: Page, account: Account = firstOfficer): Promise<void> {
  await page.getByLabel('Service number').fill(account.serviceNumber);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await takesKeys(page);
}

/** Takes a truck in without a screen. */
export function arrive(officer: StationClient, truck: Partial<Truck> = {}): Promise<VisitView> {
  const { plate = `01KG${String(Math.floor(Math.random() * 900) + 100)}ABC`, laneClass = 'walk-up' } = truck;
  return officer.calls.visits.arrive.mutate({
    commandId: randomUUID(),
    truck: {
      ...(truck.container === undefined ? {} : { container: truck.container }),
      ...(truck.goods === undefined ? {} : { goods: truck.goods }),
      ...(truck.declaredWeightKg === undefined ? {} : { declaredWeightKg: truck.declaredWeightKg }),
      plate,
      laneClass,
    },
  });
}

/** What every command on a visit carries, with an id of its own. */
export function on(visit: VisitView) {
  return { commandId: randomUUID(), visitId: visit.id, version: visit.version };
}

/** The visit once it is as wished; asks again and again, each time as the station has it. */
export async function visitWhen(
  officer: StationClient,
  visitId: string,
  wished: (visit: VisitView) => boolean,
  timeout = 60_000,
): Promise<VisitView> {
  let visit = await officer.calls.visits.get.query({ visitId });
  await expect
    .poll(
      async () => {
        visit = await officer.calls.visits.get.query({ visitId });
        return (
          wished(visit) || `${visit.state} ${JSON.stringify(visit.scans)} ${JSON.stringify(visit.notice)}`
        );
      },
      { timeout, intervals: [50, 100, 200] },
    )
    .toBe(true);
  return visit;
}

/** Writes a picture of the window into the folder that SCANPOST_PICTURES names; without one does nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCANPOST_PICTURES;
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** What an administrator gives every officer of these tests, who change it at once. */
export const firstPassword = 'from the office';

async function choosePassword(visitor: StationClient, account: Account): Promise<void> {
  const { serviceNumber, password } = account;
  const first = await visitor.calls.session.signIn.mutate({ serviceNumber, password: firstPassword });
  const change = { password: firstPassword, newPassword: password };
  await visitor.as(first.session).calls.session.changePassword.mutate(change);
}

function credentialsOf({ serviceNumber, password }: Account) {
  return { serviceNumber, password };
}

/** Collects what must never happen in a window: policy violations, errors nobody caught, calls to other hosts. */
async function watchForFaults(page: Page, faults: string[]): Promise<void> {
  await page.exposeFunction('reportViolation', (what: string) => faults.push(`policy violation: ${what}`));
  await page.addInitScript(() => {
    const { reportViolation } = globalThis as unknown as { reportViolation(what: string): void };
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      reportViolation(`${violatedDirective} ${blockedURI}`),
    );
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // A worker's violations raise no event on the page, but the console tells of them too.
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`foreign: ${request.url()}`);
  });
}
