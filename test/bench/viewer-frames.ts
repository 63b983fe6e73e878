import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { browserPath } from '../e2e/browser.ts';
import type {} from './viewer/page.ts';

/**
 * The viewer's frame time while panning and while moving the window, each beside one full-screen bilinear `R16UI`
 * draw of the same size in the same page, and how long a picture takes to its first pixels and to full resolution
 * when its tiles come at once. Chromium, software GL, 1600×800, a picture of 12000×1536×2.
 */
export async function benchViewerFrames(print: (line: string) => void): Promise<Figure[]> {
  const executablePath = browserPath();
  if (executablePath === null) {
    print('viewer: no Chromium on this machine');
    return [];
  }
  const outDir = await mkdtemp(path.join(os.tmpdir(), 'scanpost-bench-'));
  const root = path.resolve(import.meta.dirname, '../..');
  const page = path.join(root, 'test/bench/viewer/index.html');
  const settings = { configFile: false, root, logLevel: 'error' } as const;
  await build({ ...settings, build: { outDir, emptyOutDir: true, rolldownOptions: { input: page } } });
  const server = await preview({ ...settings, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
  try {
    const tab = await browser.newPage({ viewport: { width: 1600, height: 800 } });
    await tab.goto(`${server.resolvedUrls!.local[0]}test/bench/viewer/index.html`);
    await tab.waitForFunction(() => window.bench !== undefined);
    return await measure(tab, print);
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true });
  }
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, from the same run. */
  readonly baseline?: { readonly name: string; readonly value: number };
  readonly aim: string;
  readonly met: boolean;
}

const rounds = 3;
const size = [1600, 800] as const;

async function measure(page: Page, print: (line: string) => void): Promise<Figure[]> {
  await page.evaluate(() => window.bench.prepare({ columns: 12_000, rows: 1536, planes: 2 }));
  const times = {
    ...{ baseline: [], pan: [], window: [] },
    ...{ coldOverview: [], coldFull: [], overview: [], full: [] },
  } as Record<string, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    times.baseline!.push(...(await page.evaluate(([w, h]) => window.bench.baseline(w, h, 60), size)));
    const cold = await page.evaluate(([w, h]) => window.bench.open(w, h, false), size);
    times.coldOverview!.push(cold.overview);
    times.coldFull!.push(cold.full);
    const warm = await page.evaluate(([w, h]) => window.bench.open(w, h, true), size);
    times.overview!.push(warm.overview);
    times.full!.push(warm.full);
    for (const what of ['pan', 'window'] as const) {
      times[what]!.push(...(await page.evaluate((kind) => window.bench.frames(kind, 60), what)));
    }
  }
  const baseline = { name: 'one full-screen bilinear R16UI draw', value: median(times.baseline!) };
  const frame = (name: string, all: number[]): Figure => {
    const value = median(all);
    return { name, value, unit: 'ms', baseline, aim: '≤ 1.5 × baseline', met: value <= 1.5 * baseline.value };
  };
  const opening = (name: string, all: number[], most: number): Figure => {
    const value = median(all);
    return { name, value, unit: 'ms', aim: `≤ ${most} ms`, met: value <= most };
  };
  const figures = [
    frame('viewer: frame while panning', times.pan!),
    frame('viewer: frame while moving the window', times.window!),
    opening('viewer: first overview', times.overview!, 150),
    opening('viewer: full-resolution viewport', times.full!, 400),
    opening('viewer: first overview, a new viewer', times.coldOverview!, 150),
    opening('viewer: full-resolution viewport, a new viewer', times.coldFull!, 400),
  ];
  for (const { name, value, baseline: held, aim, met } of figures) {
    const against = held ? ` (baseline ${held.value.toFixed(1)} ms)` : '';
    print(`${name}: ${value.toFixed(1)} ms${against}, aim ${aim}: ${met ? 'met' : 'not met'}`);
  }
  return figures;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

if (import.meta.main) await benchViewerFrames((line) => console.log(line));
