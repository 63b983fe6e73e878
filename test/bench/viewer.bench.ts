import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { browserPath } from '../e2e/browser.ts';
import { type Bench, type Figure, quantile } from './bench.ts';
import type {} from './viewer/page.ts';

const size = [1600, 800] as const;
const rounds = 3;
const framesPerRound = 60;

/** The viewer alone, in Chromium on software GL, its tiles made in the page beforehand. */
export const viewer: Bench = {
  name: 'viewer',
  about:
    'frames of 1600×800 of a 12000×1536×2 picture until the GPU is done, uploads included; baseline: one full-screen ' +
    'bilinear R16UI draw in the same page. Opening it at 1:1 with tiles at hand, in a viewer that waits and in a new one',
  async run({ folder, progress }) {
    const executablePath = browserPath();
    if (executablePath === null) throw new Error('there is no Chromium; name one in SCANPOST_CHROMIUM');
    const root = path.resolve(import.meta.dirname, '../..');
    const settings = { configFile: false, root, logLevel: 'error' } as const;
    const input = path.join(root, 'test/bench/viewer/index.html');
    await build({
      ...settings,
      build: { outDir: folder, emptyOutDir: true, rolldownOptions: { input } },
    });
    const server = await preview({
      ...settings,
      build: { outDir: folder },
      preview: { port: 0, host: '127.0.0.1' },
    });
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: size[0], height: size[1] } });
      await page.goto(`${server.resolvedUrls!.local[0]}test/bench/viewer/index.html`);
      await page.waitForFunction(() => window.bench !== undefined);
      await page.evaluate(() => window.bench.prepare({ columns: 12_000, rows: 1536, planes: 2 }));
      return figuresOf(await measure(page, progress));
    } finally {
      await browser.close();
      await server.close();
    }
  },
};

interface Times {
  readonly baseline: number[];
  readonly pan: number[];
  readonly window: number[];
  readonly overview: number[];
  readonly full: number[];
  readonly newOverview: number[];
  readonly newFull: number[];
}

/** Rounds of everything in turn, so that a busy moment of the machine falls on all alike. */
async function measure(page: Page, progress: (text: string) => void): Promise<Times> {
  const times: Times = {
    ...{ baseline: [], pan: [], window: [] },
    ...{ overview: [], full: [], newOverview: [], newFull: [] },
  };
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    const draws = [...size, framesPerRound] as const;
    times.baseline.push(...(await page.evaluate((args) => window.bench.baseline(...args), draws)));
    const fresh = await page.evaluate(([width, height]) => window.bench.open(width, height, false), size);
    times.newOverview.push(fresh.overview);
    times.newFull.push(fresh.full);
    const waiting = await page.evaluate(([width, height]) => window.bench.open(width, height, true), size);
    times.overview.push(waiting.overview);
    times.full.push(waiting.full);
    for (const what of ['pan', 'window'] as const) {
      const frames = [what, framesPerRound] as const;
      times[what].push(...(await page.evaluate((args) => window.bench.frames(...args), frames)));
    }
  }
  return times;
}

function figuresOf(times: Times): Figure[] {
  const median = (values: readonly number[]) => quantile(values, 0.5);
  const baseline = { name: 'one full-screen bilinear R16UI draw', value: median(times.baseline) };
  const frame = (name: string, values: readonly number[]): Figure => ({
    name,
    value: median(values),
    unit: 'ms',
    baseline,
    aim: { of: 'ratio', atMost: 1.5 },
  });
  const opening = (name: string, values: readonly number[], atMost?: number): Figure => ({
    name,
    value: median(values),
    unit: 'ms',
    ...(atMost !== undefined && { aim: { of: 'value', atMost } }),
  });
  return [
    frame('frame while panning', times.pan),
    frame('frame while moving the window', times.window),
    opening('first overview', times.overview, 150),
    opening('full-resolution viewport', times.full, 400),
    opening('first overview, new viewer', times.newOverview),
    opening('full-resolution viewport, new viewer', times.newFull),
  ];
}
