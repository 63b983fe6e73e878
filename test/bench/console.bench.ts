import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import type { Painted } from '../../renderer/viewer/messages.ts';
import { browserPath } from '../e2e/browser.ts';
import { type LinkProxy, startLinkProxy } from '../e2e/link-proxy.ts';
import { type Program, startProgram } from '../e2e/processes.ts';
import { type StationClient, stationClient } from '../e2e/station-client.ts';
import { type Bench, type Figure, quantile } from './bench.ts';

const rounds = 5;
const plate = '01KG123ABC';
const settledMs = 2_000;
const pixelBytes = 12_000 * 1536 * 2 * 2;
/** The console at this size leaves the picture about 1600×800. */
const viewport = { width: 2168, height: 916 };

const stationReady = z.object({ url: z.url() });
type StationReady = z.output<typeof stationReady>;

/** What an officer waits for: a whole real post, its screen in Chromium on software GL. */
export const consoleScreen: Bench = {
  name: 'console',
  about:
    'the 1536×12000×2 scan on the console of a real station: from its last line on the wire to the complete picture; and, ' +
    'in a window each time that has never shown it, from choosing the visit to the first picture, to every tile of it, and then to 1:1. ' +
    'Baselines: the scan being durable on disk; a plain fetch of the same tiles in the same page',
  async run({ folder, progress }) {
    const executablePath = browserPath();
    if (executablePath === null) throw new Error('there is no Chromium; name one in SCANPOST_CHROMIUM');
    const simulator = await startProgram(
      'native-bridge/simulator/cli.ts',
      ['--port', '0', '--scene', 'benchmark', '--speed', '4'],
      (line) => z.object({ port: z.int() }).parse(line),
    );
    const link = await startLinkProxy(simulator.report.port);
    const scanner = `line-stream:tcp://127.0.0.1:${link.port}`;
    const data = path.join(folder, 'post');
    const station = await startProgram(
      'station/cli/station.ts',
      ['--data', data, '--mode', 'live', '--port', '0', '--scanner', scanner],
      (line) => stationReady.parse(line),
    );
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
      ],
    });
    try {
      const { first, second } = await twoOfficers(station);
      progress('scanning with the console watching');
      const lastLine = await scanWatched(browser, station, first, link);
      const opened: Opening[] = [];
      for (let round = 1; round <= rounds; round++) {
        opened.push(await openOnce(browser, station, second.session!));
        progress(`opening ${round} of ${rounds}`);
      }
      return [lastLine, ...openingFigures(opened)];
    } finally {
      await browser.close();
      await station.end();
      await simulator.end();
      await link.close();
    }
  },
};

interface Opening {
  readonly first: number;
  readonly whole: number;
  readonly wholeFetch: number;
  readonly oneToOne: number;
  readonly oneToOneFetch: number;
}

function openingFigures(opened: readonly Opening[]): Figure[] {
  const median = (name: keyof Opening) =>
    quantile(
      opened.map((opening) => opening[name]),
      0.5,
    );
  const fetched = (name: 'wholeFetch' | 'oneToOneFetch') => ({
    name: 'plain fetch of its tiles',
    value: median(name),
  });
  return [
    {
      name: 'choosing a visit → first picture',
      value: median('first'),
      unit: 'ms',
      baseline: fetched('wholeFetch'),
      aim: { of: 'value', atMost: 150 },
    },
    {
      name: 'choosing a visit → every tile of the whole picture',
      value: median('whole'),
      unit: 'ms',
      baseline: fetched('wholeFetch'),
    },
    {
      name: '1:1 → full-resolution viewport',
      value: median('oneToOne'),
      unit: 'ms',
      baseline: fetched('oneToOneFetch'),
      aim: { of: 'value', atMost: 400 },
    },
  ];
}

/** Calls a truck and scans it with the console open; the figure is from its last line on the wire to the badge FULL. */
async function scanWatched(
  browser: Browser,
  station: Program<StationReady>,
  officer: StationClient,
  link: LinkProxy,
): Promise<Figure> {
  const { calls } = officer;
  await until('scanner ready', async () => (await calls.post.view.query()).scanners[0]?.state === 'ready');
  const truck = { plate, laneClass: 'walk-up' } as const;
  const { id: visitId } = await calls.visits.arrive.mutate({ commandId: randomUUID(), truck });
  const page = await windowOf(browser, station, officer.session!);
  await page.getByRole('option').first().waitFor();
  const before = link.received();
  await page.keyboard.press('F2');
  await page.locator('[data-testid=visit-state][data-state=called]').waitFor();
  await page.locator('[data-testid=action-startScan]:enabled').waitFor();
  await page.keyboard.press('F3');
  let lastLine = 0;
  void link.whenReceived(before + pixelBytes).then(() => {
    lastLine = Date.now();
  });
  await page
    .locator('[data-testid=fidelity][data-fidelity=receiving]')
    .waitFor({ timeout: 15000 })
    .catch(async (e) => {
      await page.locator('[data-testid=fidelity][data-fidelity=receiving]').waitFor();
      throw e;
    });
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>('[data-testid=fidelity]')?.dataset.fidelity === 'full',
    undefined,
    { timeout: 120_000, polling: 'raf' },
  );
  const complete = Date.now();
  await until(
    'scan archived',
    async () => (await calls.visits.get.query({ visitId })).scans.at(-1)?.archived === true,
  );
  const { imageReady } = (await calls.visits.get.query({ visitId })).moments;
  await page.context().close();
  return {
    name: 'last line → complete picture on screen',
    value: complete - lastLine,
    unit: 'ms',
    baseline: { name: 'durable on disk', value: Date.parse(imageReady!) - lastLine },
    aim: { of: 'value', atMost: 200 },
  };
}

/** One who scans, and another who looks at what the first has open, so that no window shows it by itself. */
async function twoOfficers(station: Program<StationReady>) {
  const visitor = stationClient(station.report.url);
  const password = 'a bench password';
  const first = visitor.as(
    (
      await visitor.calls.session.firstRun.mutate({
        serviceNumber: '1',
        name: 'First',
        password,
        role: 'officer',
        language: 'en',
      })
    ).session,
  );
  await first.calls.officers.add.mutate({
    serviceNumber: '2',
    name: 'Second',
    password,
    roles: ['officer'],
    language: 'en',
  });
  const { session } = await visitor.calls.session.signIn.mutate({ serviceNumber: '2', password });
  const second = visitor.as(session);
  await second.calls.session.changePassword.mutate({ password, newPassword: `${password} of their own` });
  return { first, second };
}

/** Opens the visit's picture in a window that has never seen it, by another officer's hand. */
async function openOnce(browser: Browser, station: Program<StationReady>, session: string): Promise<Opening> {
  const page = await windowOf(browser, station, session);
  const row = page.getByRole('option').first();
  await row.waitFor();
  await page.evaluate(watchPicture);
  // An officer's window has been open for a while: what its start costs is over.
  await page.waitForTimeout(settledMs);
  await row.click();
  await page.waitForFunction(() => window.watched.full !== null, undefined, { timeout: 60_000 });
  const { clicked, first, full, tiles: wholeTiles } = await page.evaluate(() => window.watched);
  await page.evaluate(() => window.watched.again('Digit1'));
  await page.keyboard.press('1');
  await page.waitForFunction(() => window.watched.full !== null, undefined, { timeout: 60_000 });
  const near = await page.evaluate(() => window.watched);
  const fetchAll = (tiles: readonly string[]) =>
    page.evaluate(
      async ([urls, key]) => {
        const began = performance.now();
        const headers = { 'x-scanpost-session': key };
        await Promise.all(
          urls.map(async (url) => (await fetch(url, { headers, cache: 'no-store' })).arrayBuffer()),
        );
        return performance.now() - began;
      },
      [tiles, session] as const,
    );
  const opening = {
    first: first! - clicked!,
    whole: full! - clicked!,
    wholeFetch: await fetchAll(wholeTiles),
    oneToOne: near.full! - near.clicked!,
    oneToOneFetch: await fetchAll(near.tiles),
  };
  await page.context().close();
  return opening;
}

interface Watched {
  /** Times of `performance.now()`: the officer's act, the first picture on the canvas, every tile it needs. */
  clicked: number | null;
  first: number | null;
  full: number | null;
  /** Addresses of the tiles fetched since the act. */
  tiles: string[];
  /** Begins anew, with the press of the key `code` as the act. */
  again(code: string): void;
}

declare global {
  interface Window {
    watched: Watched;
  }
}

/** Runs in the page before its own code: makes what the viewer's worker says visible. */
function overhearViewer(): void {
  const Plain = Worker;
  window.Worker = class extends Plain {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        if (data.kind === 'painted')
          dispatchEvent(new CustomEvent('viewer-painted', { detail: data.painted }));
      });
    }
  };
}

/** Runs in the page: notes when the picture is on the canvas. */
function watchPicture(): void {
  const sample = document.createElement('canvas');
  sample.width = 1;
  sample.height = 1;
  const brush = sample.getContext('2d', { willReadFrequently: true })!;
  let act = 'click';
  const watched: Watched = {
    clicked: null,
    first: null,
    full: null,
    tiles: [],
    again(code) {
      act = code;
      Object.assign(watched, { clicked: null, first: null, full: null, tiles: [] });
    },
  };
  window.watched = watched;
  const noteAct = (name: string) => {
    if (name !== act || watched.clicked !== null) return;
    performance.clearResourceTimings();
    watched.clicked = performance.now();
  };
  addEventListener('click', () => noteAct('click'), true);
  addEventListener('keydown', (event) => noteAct(event.code), true);
  performance.setResourceTimingBufferSize(2000);
  addEventListener('viewer-painted', (event) => {
    const { pixels, fidelity } = (event as CustomEvent<Painted>).detail;
    if (watched.clicked === null || watched.full !== null || !pixels) return;
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=picture] canvas');
    if (!canvas) return;
    // To read a pixel is to wait until the frame is there.
    brush.drawImage(canvas, 0, 0, 1, 1);
    brush.getImageData(0, 0, 1, 1);
    watched.first ??= performance.now();
    if (fidelity !== 'full') return;
    watched.full = performance.now();
    watched.tiles = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.includes('/tiles/'));
  });
}

/** A window at the station, signed in. */
async function windowOf(browser: Browser, station: Program<StationReady>, session: string): Promise<Page> {
  const context = await browser.newContext({ viewport });
  await context.addInitScript(overhearViewer);
  await context.addInitScript((key) => sessionStorage.setItem('scanpost.session', key), session);
  const page = await context.newPage();
  await page.goto(station.report.url);
  await page.getByRole('listbox').waitFor();
  return page;
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  const latest = Date.now() + 120_000;
  while (!(await done())) {
    if (Date.now() > latest) throw new Error(`not within two minutes: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
