import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { inQueue, releaseTheTruck, startTheScan, takeIn, visitIs, wholePictureOpen } from './console.ts';
import { configure, expect, type Post, picture, setUpPost, test } from './harness.ts';

test('a radiation alarm holds a truck until an officer has said what it was', async ({ post }) => {
  const portal = await post.startDevice('radiation-portal');
  const { page } = await postWith(post, [
    { id: 'portal', driver: 'radiation-portal', lane: '1', link: tcp(portal.report.port) },
  ]);
  await takeIn(page, '01KG123ABC');
  await page.keyboard.press('F2');
  await visitIs(page, 'called');
  await backgroundHeard(page, 'portal');
  portal.tell({ do: 'vehicle', gamma: 2_000, neutron: 0, seconds: 1, end: true });
  await expect(page.getByTestId('banner-radiationAlarm')).toContainText('GAMMA', { timeout: 30_000 });
  await expect(inQueue(page, '01KG123ABC')).toContainText('RPM alarm');
  await startTheScan(page);
  await wholePictureOpen(page);
  await expect(page.getByTestId('action-release')).toBeDisabled();
  await expect(page.getByTestId('action-refer')).toBeEnabled();
  await expect(page.getByTestId('release-closed')).toContainText('a radiation alarm is not acknowledged');
  await expect(page.getByTestId('passage')).toContainText(/γ [\d,]+ over [\d,]+/);
  await page.keyboard.press('F5');
  await expect(page.getByTestId('decision-panel')).toHaveCount(0);
  await picture(page, 'radiation-alarm');

  await page.keyboard.press('a');
  await expect(page.getByTestId('decision-panel')).toContainText('Acknowledging does not release the truck.');
  await picture(page, 'radiation-alarm-acknowledge');
  await page.keyboard.press('2');
  await expect(page.getByTestId('banner-radiationAlarm')).toBeHidden();
  await expect(page.getByTestId('passage')).toContainText(
    /Acknowledged by 4117 at [\d:]+: Person after medical treatment/,
  );
  await picture(page, 'radiation-alarm-acknowledged');
  await releaseTheTruck(page);
});

test('what the scales and the plate reader say stands beside what is declared', async ({ post }) => {
  const scales = await post.startDevice('weighbridge');
  const port = await freePort();
  const { page } = await postWith(post, [
    { id: 'scales', driver: 'weighbridge', lane: '1', link: tcp(scales.report.port) },
    { id: 'plates', driver: 'plate-reader', lane: null, link: `listen://127.0.0.1:${port}` },
  ]);
  const reader = await post.startDevice('plate-reader', { to: `http://127.0.0.1:${port}/` });
  await takeIn(page, '777ABC02');
  reader.tell({ do: 'vehicle', plate: '777ABC02', confidence: 0.97 });
  await page.keyboard.press('F2');
  await visitIs(page, 'called');
  await expect(page.getByTestId('plate-read')).toContainText('777 ABC 02');
  await expect(page.getByTestId('plate-read')).toContainText('97 % sure');
  await expect(page.getByRole('img', { name: 'Picture of plate 777 ABC 02' })).toBeVisible();
  await expect(page.getByTestId('plate-read')).not.toHaveAttribute('data-differs');
  scales.tell({ do: 'truck', kg: 31_240, seconds: 2 });
  await expect(page.getByTestId('weighed')).toContainText('31.2 t', { timeout: 30_000 });
  await picture(page, 'weighed-and-read');
});

test('an alarm of nobody is told on every screen, and an officer says whose it was', async ({ post }) => {
  const portal = await post.startDevice('radiation-portal');
  const { page } = await postWith(post, [
    { id: 'gate', driver: 'radiation-portal', lane: null, link: tcp(portal.report.port) },
  ]);
  await backgroundHeard(page, 'gate');
  portal.tell({ do: 'vehicle', gamma: 0, neutron: 500, seconds: 3, end: true });
  await expect(page.getByRole('img', { name: '1 thing waits for its truck' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByTestId('banner-alarmsToMatch')).toBeVisible();
  await takeIn(page, '02KG222DEF');
  await page.keyboard.press('Alt+5');
  await expect(page.getByTestId('inbox-thing')).toBeFocused();
  await expect(page.getByTestId('inbox-thing')).toContainText('NEUTRON');
  await expect(page.getByTestId('inbox-candidate')).toContainText('02 KG 222 DEF');
  await picture(page, 'inbox-alarm');
  await page.keyboard.press('Alt+M');
  await expect(page.getByTestId('inbox-empty')).toBeVisible();
  await picture(page, 'inbox-empty');
  await page.keyboard.press('Alt+1');
  await inQueue(page, '02KG222DEF').click();
  await expect(page.getByTestId('banner-radiationAlarm')).toContainText('NEUTRON');
});

test('a picture that appears in a folder is matched and decided on, and one that is none is refused', async ({
  post,
}) => {
  const outbox = await mkdtemp(path.join(tmpdir(), 'scanpost-outbox-'));
  try {
    await configure(post, {
      devices: [
        {
          id: 'folder-1',
          driver: 'drop-folder',
          lane: '1',
          link: `folder:${outbox}`,
          settings: { pollMs: 100, stableMs: 500, graceMs: 500 },
        },
      ],
    });
    const page = await post.openWindow(await post.startStation());
    await setUpPost(page);
    await expect(page.getByTestId('scanner-state')).toContainText('ONLINE');
    // Nobody is called: it is for a person to say whose it is.
    await drop(outbox, 'scan-1.png', 1);
    await expect(page.getByRole('img', { name: '1 thing waits for its truck' })).toBeVisible({
      timeout: 40_000,
    });
    await takeIn(page, '03KG333GHI');
    await page.keyboard.press('Alt+5');
    await expect(page.getByTestId('inbox-thing')).toContainText('scan-1.png');
    await expect(page.getByRole('img', { name: 'Its picture, small' })).toBeVisible();
    await picture(page, 'inbox-picture');
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('inbox-candidate')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('inbox-empty')).toBeVisible();
    await page.keyboard.press('Alt+1');
    await inQueue(page, '03KG333GHI').click();
    await decided(page);

    await takeIn(page, '04KG444JKL');
    await page.keyboard.press('F2');
    await visitIs(page, 'called');
    await expect(page.getByText('waiting for the picture from folder-1')).toBeVisible();
    await picture(page, 'picture-awaited');
    await drop(outbox, 'scan-2.png', 2);
    await decided(page);

    await copyFile(path.join(import.meta.dirname, 'readings.spec.ts'), path.join(outbox, 'half.dcm'));
    await page.keyboard.press('Alt+5');
    await expect(page.getByTestId('refusal')).toContainText('half.dcm', { timeout: 40_000 });
    await picture(page, 'inbox-refused');
  } finally {
    await rm(outbox, { recursive: true, force: true });
  }
});

/** Opens the picture of the truck shown, looks at it and releases the truck. */
async function decided(page: Page): Promise<void> {
  await wholePictureOpen(page);
  await expect(page.getByTestId('readings')).toContainText('folder-1');
  await releaseTheTruck(page);
}

/** Waits until the portal has told what it counts while nothing is in it. */
async function backgroundHeard(page: Page, id: string): Promise<void> {
  await page.keyboard.press('Alt+4');
  await expect(page.locator(`[data-row="${id}"]`)).toContainText(/γ background \d.*n background \d/, {
    timeout: 30_000,
  });
  await page.keyboard.press('Alt+1');
}

/** A window at a post with a scanner at lane 1 and other devices. */
async function postWith(post: Post, devices: readonly object[]): Promise<{ readonly page: Page }> {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const scanner = { id: 'scanner', driver: 'line-stream', lane: '1', link: tcp(simulator.report.port) };
  await configure(post, { devices: [scanner, ...devices] });
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await expect(page.getByTestId('scanner-state')).toContainText('READY', { timeout: 60_000 });
  return { page };
}

function tcp(port: number): string {
  return `tcp://127.0.0.1:${port}`;
}

/** Writes a picture as a scanner's program does: aside, then into its place at once. */
async function drop(folder: string, name: string, seed: number): Promise<void> {
  const aside = path.join(folder, '..', `${path.basename(folder)}-${name}`);
  const pixels = new Uint8Array(600 * 200).map((_, at) => (at * seed * 37) % 251);
  await sharp(pixels, { raw: { width: 600, height: 200, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(aside);
  await rename(aside, path.join(folder, name));
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
