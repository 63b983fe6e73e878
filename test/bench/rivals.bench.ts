import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { type Bench, type BenchContext, type Figure, quantile } from './bench.ts';
import { withBenchPage } from './bench-page.ts';
import type {} from './viewer/page.ts';

const size = [1600, 800] as const;
const framesPerRound = 40;
const rounds = 3;
const pictures = [
  { columns: 12_000, rows: 1536 },
  { columns: 32_000, rows: 4096 },
];

/** What people would otherwise look at such a picture with, in the same Chromium. */
export const rivals: Bench = {
  name: 'rivals',
  about:
    'the viewer beside OpenSeadragon (8-bit JPEG tiles, canvas) and Viv (the same 16-bit pyramid, one energy), 1600×800 in ' +
    'one Chromium on software GL, tiles of 512² made in the page. The viewer shows two energies. Baseline: the quicker rival',
  async run({ folder, progress }) {
    installRivals(progress);
    return withBenchPage({ html: 'test/bench/rivals/page.html', folder, size }, async (page, browser) => {
      await page.waitForFunction(() => 'rivals' in window);
      const figures: Figure[] = [];
      for (const picture of pictures) figures.push(...(await compare(page, browser, picture, progress)));
      return figures;
    });
  },
};

type Contender = 'viewer' | 'openseadragon' | 'viv';
type Measured = Record<
  'first' | 'full' | 'nextFirst' | 'nextFull' | 'pan' | 'zoom' | 'window' | 'page' | 'gpu',
  number[]
>;

/** Rounds of everyone in turn, so that a busy moment of the machine falls on all alike. */
async function compare(
  page: Page,
  browser: Browser,
  picture: { readonly columns: number; readonly rows: number },
  progress: BenchContext['progress'],
): Promise<Figure[]> {
  const of: Record<Contender, Measured> = { viewer: nothing(), openseadragon: nothing(), viv: nothing() };
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of ['viewer', 'openseadragon', 'viv'] as const) {
      progress(`${picture.rows} × ${picture.columns}, round ${round} of ${rounds}: ${name}`);
      await page.reload();
      await page.waitForFunction(() => 'rivals' in window);
      const { first, full } = await open(page, name, picture);
      of[name].first.push(first);
      of[name].full.push(full);
      for (const what of ['pan', 'zoom', 'window'] as const)
        of[name][what].push(...(await frames(page, name, what)));
      const next = await openNext(page, name, picture);
      of[name].nextFirst.push(next.first);
      of[name].nextFull.push(next.full);
      const memory = await memoryOf(browser);
      of[name].page.push(memory.page);
      of[name].gpu.push(memory.gpu);
    }
  }
  const stall = await page.evaluate(
    ([shape, width, height]) => window.bench.longestStall(shape, width, height),
    [{ ...picture, planes: 2 }, ...size] as const,
  );
  return figuresOf(of, `${picture.rows} × ${picture.columns}`, stall);
}

function open(page: Page, name: Contender, { columns, rows }: { columns: number; rows: number }) {
  if (name === 'viewer') {
    return page.evaluate(([shape, width, height]) => window.bench.openRepeating(shape, width, height), [
      { columns, rows, planes: 2 },
      ...size,
    ] as const);
  }
  return page.evaluate(([rival, ...of]) => window.rivals.open(rival, ...of), [name, columns, rows] as const);
}

function openNext(page: Page, name: Contender, { columns, rows }: { columns: number; rows: number }) {
  if (name === 'viewer')
    return page.evaluate((shape) => window.bench.openNext(shape), { columns, rows, planes: 2 } as const);
  return page.evaluate(([rival, ...of]) => window.rivals.openNext(rival, ...of), [
    name,
    columns,
    rows,
  ] as const);
}

async function frames(page: Page, name: Contender, what: 'pan' | 'zoom' | 'window'): Promise<number[]> {
  const wanted = [what, framesPerRound] as const;
  if (name === 'viewer') return page.evaluate((args) => window.bench.frames(...args), wanted);
  return (
    (await page.evaluate(([rival, ...of]) => window.rivals.frames(rival, ...of), [
      name,
      ...wanted,
    ] as const)) ?? []
  );
}

/** Resident memory of the largest page's process and of the GPU's, MB; NaN where /proc does not tell. */
async function memoryOf(browser: Browser): Promise<{ page: number; gpu: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const largest = (type: string) =>
    Math.max(...processInfo.filter((each) => each.type === type).map(({ id }) => residentMB(id)));
  return { page: largest('renderer'), gpu: largest('GPU') };
}

function residentMB(pid: number): number {
  try {
    const kB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kB) / 1024;
  } catch {
    return Number.NaN;
  }
}

function figuresOf(of: Record<Contender, Measured>, name: string, stall: number): Figure[] {
  const median = (values: readonly number[]) => quantile(values, 0.5);
  const beside = (what: keyof Measured) =>
    (['openseadragon', 'viv'] as const)
      .map((rival) => ({ name: rival as string, value: median(of[rival][what]) }))
      .filter(({ value }) => Number.isFinite(value))
      .sort((a, b) => a.value - b.value);
  const each = (said: string, what: keyof Measured, atMost: number | null): Figure[] =>
    beside(what).map((baseline, nth) => ({
      name: `${said}, ${name}`,
      value: median(of.viewer[what]),
      unit: what === 'page' || what === 'gpu' ? 'MB' : 'ms',
      baseline,
      // Against the better of them.
      ...(nth === 0 && atMost !== null && { aim: { of: 'ratio', atMost } as const }),
    }));
  return [
    ...each('first picture, viewer and graphics new', 'first', 0.5),
    ...each('full-resolution viewport, viewer and graphics new', 'full', 0.5),
    ...each('first picture of the next truck', 'nextFirst', 0.5),
    ...each('full-resolution viewport of the next truck', 'nextFull', 0.5),
    ...each('frame while panning', 'pan', 1),
    ...each('frame while zooming', 'zoom', 1),
    ...each('frame while moving the window', 'window', 1),
    ...each('memory of the page', 'page', null),
    ...each('memory of the GPU process', 'gpu', null),
    {
      name: `longest stall of the main thread: open, pan, measure, ${name} × 2`,
      value: stall,
      unit: 'ms',
      aim: { of: 'value', atMost: 100 },
    },
  ];
}

function nothing(): Measured {
  return {
    first: [],
    full: [],
    nextFirst: [],
    nextFull: [],
    pan: [],
    zoom: [],
    window: [],
    page: [],
    gpu: [],
  };
}

/** A package of their own, so that nobody installs them who does not measure. */
function installRivals(progress: BenchContext['progress']): void {
  const folder = path.join(import.meta.dirname, 'rivals');
  if (existsSync(path.join(folder, 'node_modules/openseadragon'))) return;
  progress('installing OpenSeadragon and Viv (test/bench/rivals)');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    timeout: 10 * 60_000,
  });
  if (status !== 0) {
    throw new Error('OpenSeadragon and Viv could not be installed; "npm ci" in test/bench/rivals says why');
  }
}

declare global {
  interface Window {
    /** `rivals/page.js`. */
    rivals: {
      open(name: string, columns: number, rows: number): Promise<{ first: number; full: number }>;
      openNext(name: string, columns: number, rows: number): Promise<{ first: number; full: number }>;
      /** Null where it has no such thing. */
      frames(name: string, what: string, steps: number): Promise<number[] | null>;
    };
  }
}
