import type { Locator, Page } from '@playwright/test';
import { keysOf } from '../../renderer/ui/actions.ts';
import { screensOf } from '../../renderer/ui/screens.ts';
import type { VisitState } from '../../station/api/views.pure.ts';
import { expect, lineStream, type Post, type StationProgram, setUpPost } from './harness.ts';

/** The key of every screen that the person who set up the post may open, the console's first. */
export const screenKeys: readonly string[] = screensOf({
  id: '',
  serviceNumber: '',
  name: '',
  roles: ['officer', 'administrator'],
  language: 'en',
}).map(({ action }) => keysOf(action)[0] ?? '');

/** Takes a truck in at the window, with keys only. */
export async function takeIn(page: Page, plate: string, laneClass?: string): Promise<void> {
  await expect(page.getByTestId('action-arrive')).toBeEnabled();
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.type(plate);
  if (laneClass !== undefined) await dialog.getByLabel('Class').selectOption({ label: laneClass });
  if (laneClass === 'Out of turn')
    await dialog.getByLabel('Why out of turn').selectOption({ label: 'Live animals' });
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(inQueue(page, plate)).toBeVisible();
}

/** The truck's row in the queue. */
export function inQueue(page: Page, plate: string): Locator {
  return page.getByRole('option').filter({ hasText: spaced(plate) });
}

/** Starts the scan by its key once the scanner says READY and the window takes the key. */
export async function startTheScan(page: Page): Promise<void> {
  await expect(page.getByTestId('scanner-state')).toContainText('READY', { timeout: 60_000 });
  await expect(page.getByTestId('action-startScan')).toBeEnabled();
  await page.keyboard.press('F3');
}

/** Releases the truck whose picture is open; a picture that was not looked at in full detail needs a reason. */
export async function releaseTheTruck(page: Page): Promise<void> {
  await recordRelease(page);
  await visitIs(page, 'released');
}

/** Records a release by keys, whatever becomes of it; where too little was seen, with the first reason. */
export async function recordRelease(page: Page): Promise<void> {
  await expect(page.getByTestId('action-release')).toBeEnabled();
  await page.keyboard.press('F5');
  await expect(page.getByTestId('decision-panel')).toBeVisible();
  await page.keyboard.press((await page.getByTestId('confirm').isVisible()) ? 'Enter' : '1');
}

/** Waits until the truck shown stands as said. */
export async function visitIs(page: Page, state: VisitState): Promise<void> {
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', state, { timeout: 60_000 });
}

/** Calls the next truck, starts its scan when the scanner is ready, and waits until its whole picture is open. */
export async function callAndScan(page: Page, plate: string): Promise<void> {
  await page.keyboard.press('F2');
  await expect(page.getByTestId('visit-plate')).toHaveText(spaced(plate));
  await visitIs(page, 'called');
  await startTheScan(page);
  await wholePictureOpen(page);
}

/** A window of a new post with the whole picture of a truck under analysis, and no pointer over it. */
export async function underAnalysis(
  post: Post,
  of: { readonly scene: string; readonly seed: number } | { readonly scannerPort: number },
): Promise<{ readonly page: Page; readonly station: StationProgram }> {
  const port = 'scannerPort' in of ? of.scannerPort : (await post.startSimulator(of)).report.port;
  const station = await post.startStation({ scanner: lineStream(port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, '01KG123ABC');
  await callAndScan(page, '01KG123ABC');
  return { page, station };
}

/** Opens the picture by its key if the window has not done so itself, and waits until every tile of it is there. */
export async function wholePictureOpen(page: Page): Promise<void> {
  const state = page.getByTestId('visit-state');
  await expect(state).toHaveAttribute('data-state', /image-ready|in-analysis/, { timeout: 60_000 });
  if ((await state.getAttribute('data-state')) === 'image-ready') await page.keyboard.press('o');
  await visitIs(page, 'in-analysis');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full', { timeout: 60_000 });
}

/** A plate as the screen shows it: letters and digits may be set apart. */
function spaced(plate: string): RegExp {
  return new RegExp([...plate].map((character) => character.replace(/\W/, '\\$&')).join('\\s*'));
}

/** From now on no worker that the window starts has WebGL 2: its pictures are painted by the processor. */
export async function withoutWebgl2(page: Page): Promise<void> {
  await page.route(/worker.*[.]js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${noWebgl2}\n${await response.text()}` });
  });
}

const noWebgl2 = `const usual = OffscreenCanvas.prototype.getContext;
OffscreenCanvas.prototype.getContext = function (kind, ...rest) {
  return kind === 'webgl2' ? null : usual.call(this, kind, ...rest);
};`;
