import type { Page } from '@playwright/test';
import { startTheScan, takeIn, visitIs } from './console.ts';
import { expect, lineStream, type Post, picture, setUpPost, test } from './harness.ts';
import { linesReceived } from './scanning.ts';

test('a latched emergency stop closes F3 and shows nothing green until it is released and READY', async ({
  post,
}) => {
  const { page, simulator } = await truckCalled(post, '01KG100STO');
  const shown = await lookShown(page);
  simulator.tell({ do: 'emergencyStop' });
  const banner = page.getByTestId('banner-emergencyStop');
  await expect(banner).toContainText('EMERGENCY STOP');
  await expect(banner).toContainText('The beam is off.');
  await expect(banner).toContainText('only by the key at the device');
  await picture(page, 'emergency-stop');
  await expectNoStart(page);
  expect(await shown()).toEqual(['ready green', 'emergency-stop red']);

  // A window opened anew knows no more than the one before.
  await page.reload();
  await expect(page.getByTestId('banner-emergencyStop')).toBeVisible();
  await expectNoStart(page);
  const shownAnew = await lookShown(page);
  await page.keyboard.press('Alt+L');
  await expect(page.getByTestId('banner-emergencyStop')).toContainText('АВАРИЙНАЯ ОСТАНОВКА');
  await page.keyboard.press('Alt+L');
  await expect(page.getByTestId('scanner-state')).toContainText('EMERGENCY STOP');
  expect(await shownAnew()).toEqual(['emergency-stop red']);

  simulator.tell({ do: 'releaseEmergencyStop' });
  await expect(page.getByTestId('banner-emergencyStop')).toBeHidden();
  await startTheScan(page);
  await visitIs(page, 'in-analysis');
});

test('an emergency stop in mid-scan stops the beam, and what arrived is shown as incomplete', async ({
  post,
}) => {
  const { page, simulator, officer } = await truckCalled(post, '02KG200MID');
  await startTheScan(page);
  await linesReceived(officer, 300);
  simulator.tell({ do: 'emergencyStop' });
  await expect(page.getByTestId('banner-emergencyStop')).toBeVisible();
  await visitIs(page, 'in-analysis');
  await expect(page.getByTestId('banner-incomplete')).toContainText('scan again (F7)');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'incomplete');
  await expect(page.getByTestId('scanner-state')).toHaveAttribute('data-state', 'emergency-stop');
  await picture(page, 'emergency-stop-mid-scan');
});

test('an open interlock names its door, closes F3, and gives it back when it is closed', async ({ post }) => {
  const { page, simulator } = await truckCalled(post, '03KG300DOO');
  simulator.tell({ do: 'openInterlock' });
  const banner = page.getByTestId('banner-interlock');
  await expect(banner).toContainText(/Interlock open: \w+/);
  await expect(banner).toContainText('The scanner cannot start before.');
  await picture(page, 'interlock-open');
  await expectNoStart(page);
  await expect(page.getByTestId('scanner-state')).toHaveAttribute('data-state', 'interlock-open');
  simulator.tell({ do: 'closeInterlock' });
  await expect(banner).toBeHidden();
  await startTheScan(page);
  await visitIs(page, 'in-analysis');
});

test('a scanner behind a pulled cable is unknown: not READY, not green, and F3 is closed', async ({
  post,
}) => {
  const { page, link } = await truckCalled(post, '04KG400CAB');
  const shown = await lookShown(page);
  link.cut();
  await expect(page.getByTestId('banner-scannerLost')).toContainText('the beam may be on');
  await expectNoStart(page);
  expect(await shown()).toEqual(['ready green', 'comms-lost red']);
  link.restore();
  await expect(page.getByTestId('banner-scannerLost')).toBeHidden({ timeout: 60_000 });
  await startTheScan(page);
  await visitIs(page, 'in-analysis');
});

test('of a station that is gone nothing green is left on screen', async ({ post }) => {
  const { page, station } = await truckCalled(post, '05KG500GON');
  const shown = await lookShown(page);
  await station.end('SIGKILL');
  await expect(page.getByTestId('banner-stationLost')).toBeVisible({ timeout: 30_000 });
  await expectNoStart(page);
  expect(await shown()).toEqual(['ready green', 'unknown plain']);
});

/** A window with a truck at a scanner that is ready for it. */
async function truckCalled(post: Post, plate: string) {
  const simulator = await post.startSimulator({ scene: 'curtain-sider', speed: 4 });
  const link = await post.startLink(simulator);
  const station = await post.startStation({ scanner: lineStream(link.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, plate);
  await page.keyboard.press('F2');
  await visitIs(page, 'called');
  await expect(page.getByTestId('action-startScan')).toBeEnabled({ timeout: 60_000 });
  return { page, simulator, link, station, officer: await post.officer(station) };
}

/** F3 does nothing: its button is closed, and the truck stays where it is when the key is pressed all the same. */
async function expectNoStart(page: Page): Promise<void> {
  await expect(page.getByTestId('action-startScan')).toBeDisabled();
  await page.keyboard.press('F3');
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', 'called');
  await expect(page.getByTestId('scanner-state')).not.toContainText('READY');
  await expect(page.locator('[data-tone="green"]')).toHaveCount(0);
}

/** Notes every look of the scanner from now on; the answer gives them, each once for as long as it stood. */
async function lookShown(page: Page): Promise<() => Promise<string[]>> {
  const looks = await page.evaluateHandle(() => {
    const seen: string[] = [];
    const note = () => {
      const scanner = document.querySelector('[data-testid="scanner-state"]');
      const tone = scanner?.querySelector('[data-tone]')?.getAttribute('data-tone');
      const look = `${scanner?.getAttribute('data-state')} ${tone}`;
      if (scanner && look !== seen.at(-1)) seen.push(look);
    };
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    return seen;
  });
  return () => looks.jsonValue();
}
