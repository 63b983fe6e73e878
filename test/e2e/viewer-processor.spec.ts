import { expect, type Page, test } from '@playwright/test';
import {
  SyntheticPicture,
  type SyntheticShape,
  syntheticValue,
} from '../../renderer/viewer/harness/synthetic.ts';
import { type Display, plainDisplay } from '../../renderer/viewer/transfer.ts';
import { draw, expectFiltered, openPicture, viewerPage } from './viewer-page.ts';

viewerPage();

const size = { width: 450, height: 250 };
const graphics = 'no-webgl2';
const waves: SyntheticShape = { columns: 1500, rows: 700, planes: 2 };
const matter: SyntheticShape = { columns: 1400, rows: 700, planes: 2, matter: true };

const looks: readonly Partial<Display>[] = [
  {},
  { log: true, invert: true, window: 0.5, level: 0.7, gamma: 1.8, plane: 1 },
  { show: 'blend', palette: 'hot', highlight: 'thin' },
  { show: 'blend', log: true, window: 0.12, level: 0.93 },
  { smooth: 0.8 },
  { sharpen: 1.5, log: true },
  { equalise: 1, palette: 'moss', highlight: 'dense', log: true },
];

const materialLooks: readonly Partial<Display>[] = [
  { show: 'material', log: true },
  { show: 'organic', log: true, sharpen: 1, equalise: 0.5, palette: 'hot', invert: true },
];

test('without WebGL2 the processor paints every tool as its reference, at any scale, and it says so', async ({
  page,
}) => {
  for (const [shape, displays] of [
    [waves, looks],
    [matter, materialLooks],
  ] as const) {
    await openPicture(page, shape, { size, graphics });
    const reference = new SyntheticPicture(shape);
    for (const display of displays) {
      await test.step(JSON.stringify(display), () =>
        expectFiltered(page, reference, { ...plainDisplay, ...display }),
      );
    }
    await page.evaluate(() => window.harness.viewer!.zoomTo(1));
    await expectFiltered(page, reference, { ...plainDisplay, ...displays.at(-1) });
  }
  await openPicture(page, waves, { size, graphics });
  await page.evaluate(() => window.harness.viewer!.zoomBy(9.7));
  await expectFiltered(page, new SyntheticPicture(waves), { smooth: 0.5, sharpen: 1 });
  const said = await page.evaluate(() => [window.harness.events.failures, window.harness.viewer!.processor]);
  expect(said).toEqual([
    [1, 2, 3].map(() => ({ code: 'VIEWER_NO_WEBGL2', details: {} })),
    'VIEWER_NO_WEBGL2',
  ]);
});

test('what is missing, loading or not received looks the same by the processor, and pixels can be read', async ({
  page,
}) => {
  const drawnBy = async (who: string) => {
    await page.evaluate(
      ({ shape, size, who }) => {
        const { harness } = window;
        harness.prepare(shape);
        harness.picture!.break('1/0/0');
        harness.workerName = who;
        harness.mount(size.width, size.height);
        return harness.viewer!.painted();
      },
      { shape: { ...waves, received: 1100 }, size, who },
    );
    return draw(page);
  };
  const [gpu, processor] = [await drawnBy(''), await drawnBy(graphics)];
  let worst = 0;
  for (const [at, value] of gpu.rgba.entries())
    worst = Math.max(worst, Math.abs(value - processor.rgba[at]!));
  expect(worst).toBeLessThanOrEqual(1);

  await page.mouse.move(300, 130);
  await page.waitForFunction(() => window.harness.events.cursors.at(-1)?.exact === true);
  const { column, row, values } = (await page.evaluate(() => window.harness.events.cursors.at(-1)))!;
  expect(values).toEqual([0, 1].map((plane) => syntheticValue(column, row, plane)));
});

test('a GPU that does not keep all sixteen bits is left alone, with the picture where it was', async ({
  page,
}) => {
  await mountPretending(page, 'eight-bits', waves);
  await expect.poll(() => processor(page)).toBe('VIEWER_GPU_WRONG');
  await expect.poll(() => page.evaluate(() => window.harness.viewer?.fidelity)).toBe('full');
});

test('a GPU that goes away again and again is given up, and values are read all the while', async ({
  page,
}) => {
  await mountPretending(page, '', waves);
  await expect.poll(() => page.evaluate(() => window.harness.viewer?.fidelity)).toBe('full');
  await page.evaluate(() => {
    window.harness.viewer!.setDisplay({ log: true });
    window.harness.viewer!.zoomTo(1);
    Object.assign(window, { readings: [] as unknown[] });
    window.harness.viewer!.on('cursor', (reading) =>
      (window as unknown as { readings: unknown[] }).readings.push(reading),
    );
  });
  const before = await page.evaluate(() => window.harness.viewer!.view);
  const last = () =>
    page.evaluate(
      () =>
        (
          window as unknown as { readings: { column: number; row: number; values: number[] | null }[] }
        ).readings.at(-1) ?? null,
    );
  for (const x of [200, 210]) {
    await tell(page, 'lose-context');
    await page.mouse.move(x, 100);
    await expect.poll(async () => (await last())?.values ?? null).not.toBeNull();
    const { column, row, values } = (await last())!;
    expect(values).toEqual([0, 1].map((plane) => syntheticValue(column, row, plane)));
    await tell(page, 'restore-context');
    await page.evaluate(() => window.harness.viewer!.panBy(1, 0));
    await page.evaluate(() => window.harness.viewer!.painted());
    await page.evaluate(() => window.harness.viewer!.panBy(-1, 0));
  }
  expect(await processor(page)).toBeNull();
  await tell(page, 'lose-context');
  await expect.poll(() => processor(page)).toBe('VIEWER_GPU_LOST');
  await expect.poll(() => page.evaluate(() => window.harness.viewer?.fidelity)).toBe('full');
  expect(await page.evaluate(() => window.harness.viewer!.view)).toEqual(before);
  expect(await page.evaluate(() => window.harness.viewer!.display.log)).toBe(true);
});

/** The component, each of whose workers pretends this of its graphics. */
async function mountPretending(page: Page, name: string, shape: SyntheticShape): Promise<void> {
  await page.evaluate(
    async ({ name, shape, size }) => {
      const workers: Worker[] = [];
      window.Worker = class extends window.Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(String(url).replace('/viewer/worker.ts', '/viewer/harness/worker.ts'), { ...options, name });
          workers.push(this);
        }
      };
      Object.assign(window, { tellWorker: (harness: string) => workers.at(-1)!.postMessage({ harness }) });
      window.harness.prepare(shape);
      await window.harness.mountComponent(size.width, size.height);
    },
    { name, shape, size },
  );
}

function tell(page: Page, word: string): Promise<void> {
  return page.evaluate(
    (what) => (window as unknown as { tellWorker(what: string): void }).tellWorker(what),
    word,
  );
}

function processor(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => window.harness.viewer?.processor);
}
