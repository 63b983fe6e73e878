import type { Page } from '@playwright/test';
import { type Bench, type Figure, quantile } from './bench.ts';
import { withBenchPage } from './bench-page.ts';
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
  run({ folder, progress }) {
    return withBenchPage({ html: 'test/bench/viewer/index.html', folder, size }, async (page) => {
      await page.waitForFunction(() => window.bench !== undefined);
      await page.evaluate(() => window.bench.prepare({ columns: 12_000, rows: 1536, planes: 2 }));
      return figuresOf(await measure(page, progress));
    });
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
