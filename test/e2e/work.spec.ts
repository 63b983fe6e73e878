import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import {
  callAndScan,
  inQueue,
  releaseTheTruck,
  startTheScan,
  takeIn,
  visitIs,
  wholePictureOpen,
} from './console.ts';
import {
  arrive,
  configure,
  expect,
  firstOfficer,
  lineStream,
  picture,
  setUpPost,
  signIn,
  test,
} from './harness.ts';
import { linesReceived } from './scanning.ts';

test('a truck arrives, is called, scanned, looked at and released, without a mouse', async ({ post }) => {
  const simulator = await post.startSimulator({ scene: 'curtain-sider', speed: 8 });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await picture(page, 'first-run');
  await setUpPost(page);
  await picture(page, 'empty');
  await takeIn(page, '01KG123ABC');
  await callAndScan(page, '01KG123ABC');
  await picture(page, 'whole-picture');

  await page.keyboard.press('F5');
  await expect(page.getByTestId('decision-panel')).toContainText(firstOfficer.serviceNumber);
  await picture(page, 'release-asked');
  await page.keyboard.press('Escape');
  await releaseTheTruck(page);

  const officer = await post.officer(station);
  const [visit] = (await officer.calls.shifts.report.query()).visits;
  expect(visit).toMatchObject({ state: 'released', decision: 'release', officer: '4117', scans: 1 });
  const { decision, moments } = await officer.calls.visits.get.query({ visitId: visit!.visitId });
  expect(decision).toMatchObject({ kind: 'release', fidelity: 'full' });
  const order = [
    'arrived',
    'called',
    'scanStarted',
    'beamOn',
    'beamOff',
    'imageReady',
    'opened',
    'decided',
  ] as const;
  const times = order.map((moment) => Date.parse(moments[moment] ?? ''));
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a truck is referred with a reason, examined, detained and departs', async ({ post }) => {
  await configure(post, { decisions: { undoSeconds: 2 } });
  const simulator = await post.startSimulator({ scene: 'machinery' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, '02KG222REF');
  await callAndScan(page, '02KG222REF');
  await page.keyboard.press('F6');
  await page.keyboard.press('1');
  await visitIs(page, 'referred');
  // Until the decision is final the truck is not told, and so not examined.
  await expect(page.getByTestId('undo')).toContainText('final in');
  await expect(page.getByTestId('action-startExamination')).toBeEnabled({ timeout: 30_000 });
  await page.keyboard.press('e');
  await visitIs(page, 'in-examination');
  const officer = await post.officer(station);
  const [row] = (await officer.calls.shifts.report.query()).visits;
  const { visitId } = row!;
  const seen = await officer.calls.visits.get.query({ visitId });
  const markId = randomUUID();
  await officer.calls.commands.mark.mutate({
    commandId: randomUUID(),
    visitId,
    version: seen.version,
    markId,
    basedOn: 0,
    scanId: seen.scans[0]!.id,
    shape: { kind: 'rectangle', x: 100, y: 40, width: 200, height: 80 },
    category: 'hiddenSpace',
    confidence: 'high',
    note: '',
  });
  await expect(page.getByTestId('marks')).toContainText('Hidden space');
  await page.keyboard.press('Shift+E');
  const form = page.getByTestId('decision-panel');
  await form.getByLabel('Outcome').selectOption({ label: 'Undeclared goods' });
  await form.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Tobacco' });
  await form.getByLabel('Quantity').fill('480');
  await form.getByRole('combobox', { name: 'Unit' }).selectOption({ label: 'packages' });
  await form.getByLabel('Place on the scan').selectOption({ label: 'mark 1, Hidden space' });
  await form.getByLabel('Place on the yard').fill('ramp 2');
  const chosen = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+B');
  await (await chosen).setFiles([
    { name: 'wall.jpg', mimeType: 'image/jpeg', buffer: await photo('jpeg', '#734') },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
  ]);
  await expect(form.getByTestId('photo-refused')).toContainText('notes.txt: This file is no JPEG');
  await form.getByLabel('What photo 1 shows').fill('cartons behind the wall');
  await copyPicture(page, await photo('png', '#274'));
  await page.keyboard.press('Control+V');
  await expect(form.getByTestId('photo-draft')).toHaveCount(2);
  await expect(form.getByLabel('What photo 1 shows')).toHaveValue('cartons behind the wall');
  await dropPicture(page, await photo('jpeg', '#247'));
  await expect(form.getByTestId('photo-draft')).toHaveCount(3);
  await form.getByRole('button', { name: 'Remove photo 3' }).press('Enter');
  await expect(form.getByTestId('photo-draft')).toHaveCount(2);
  await picture(page, 'photos-attached');
  await page.getByLabel('The truck is detained').check();
  await page.getByTestId('confirm').press('Enter');
  await visitIs(page, 'detained');
  const card = page.getByTestId('examined');
  await expect(card).toContainText('Undeclared goods · Tobacco · 480 packages · mark 1, Hidden space');
  await expect(card.getByRole('button', { name: 'Open photo 2 large' })).toBeVisible();
  await page.keyboard.press('Control+O');
  await form.getByLabel('Quantity').fill('500');
  await form.getByLabel('Why it is corrected').fill('counted again');
  await page.keyboard.press('Enter');
  await expect(card).toContainText('500 packages');
  await expect(card).toContainText('counted again');
  // Whoever opens the visit later sees them too.
  await page.keyboard.press('Alt+6');
  await expect(page.getByTestId('archive-total')).toHaveText('1 visit');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('archived-visit')).toBeVisible();
  await page.keyboard.press('Control+G');
  const viewer = page.getByTestId('photo-viewer');
  await expect(viewer.getByRole('img', { name: 'cartons behind the wall' })).toBeVisible();
  await expect(viewer).toContainText('Photo 1 of 2');
  await picture(page, 'photo-large');
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('Photo 2 of 2');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(page.getByTestId('archived-visit')).toBeVisible();
  await picture(page, 'photos-in-archive');
  // What the data folder has lost is said in the photo's place.
  const kept = path.join(post.dataFolder, 'photos');
  for (const name of await readdir(kept)) await rm(path.join(kept, name));
  await page.keyboard.press('Control+G');
  await expect(viewer.getByTestId('photo-missing')).toContainText('gone from the data folder');
  await picture(page, 'photo-missing');
  await page.keyboard.press('Escape');
  const visit = await officer.calls.visits.get.query({ visitId });
  expect(visit).toMatchObject({
    state: 'detained',
    decision: { kind: 'refer', reason: 'Not as declared' },
    examination: {
      outcome: 'undeclared',
      record: { place: 'ramp 2', findings: [{ category: 'tobacco', markId, amount: { value: 500 } }] },
    },
  });
});

test('a re-scan keeps the truck with its officer and both pictures with the visit', async ({ post }) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, '03KG333AGN');
  await callAndScan(page, '03KG333AGN');
  await page.keyboard.press('F7');
  await page.keyboard.press('1');
  await visitIs(page, 'called');
  await startTheScan(page);
  await wholePictureOpen(page);
  await releaseTheTruck(page);
  const officer = await post.officer(station);
  const [row] = (await officer.calls.shifts.report.query()).visits;
  expect(row).toMatchObject({ scans: 2, decision: 'release' });
});

test('of two windows that call the next truck at once, one has it and the other says whose it is', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const second = {
    serviceNumber: '4118',
    name: 'Second Officer',
    password: 'battery staple',
    role: 'officer',
  } as const;
  const first = await post.officer(station);
  await post.officer(station, second);
  const windows = await Promise.all([post.openWindow(station), post.openWindow(station)]);
  await signIn(windows[0]!);
  await signIn(windows[1]!, second);
  await arrive(first, { plate: '04KG444TWO' });
  await arrive(first, { plate: '05KG555TWO' });
  await expect(inQueue(windows[0]!, '04KG444TWO')).toBeVisible();
  await expect(inQueue(windows[1]!, '04KG444TWO')).toBeVisible();
  // Both hands on the key at once: one lane, one truck, one holder.
  await Promise.all(windows.map((page) => page.keyboard.press('F2')));
  await expect
    .poll(
      async () => (await first.calls.visits.open.query()).filter(({ state }) => state === 'called').length,
    )
    .toBe(1);
  const called = (await first.calls.visits.open.query()).find(({ state }) => state === 'called');
  expect(called?.truck.plate).toBe('04KG444TWO');
  const holder = called?.holder?.serviceNumber;
  const other = windows[holder === '4117' ? 1 : 0]!;
  await expect(inQueue(other, '04KG444TWO')).toContainText(String(holder));
});

test('a picture cut short by its cable says so on screen, can be decided, and is recorded as incomplete', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'tanker', speed: 4 });
  const link = await post.startLink(simulator);
  const station = await post.startStation({ scanner: lineStream(link.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  const officer = await post.officer(station);
  await takeIn(page, '07KG777CUT');
  await page.keyboard.press('F2');
  await visitIs(page, 'called');
  await startTheScan(page);
  await linesReceived(officer, 700);
  await picture(page, 'receiving');
  link.cut();
  await expect(page.getByTestId('banner-scannerLost')).toBeVisible();
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', /image-ready|in-analysis/);
  if ((await page.getByTestId('visit-state').getAttribute('data-state')) === 'image-ready') {
    await page.keyboard.press('o');
  }
  await visitIs(page, 'in-analysis');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'incomplete');
  await expect(page.getByTestId('banner-incomplete')).toBeVisible();
  await picture(page, 'incomplete');
  await page.keyboard.press('F6');
  await page.keyboard.press('1');
  await visitIs(page, 'referred');
  const [visit] = await officer.calls.visits.open.query();
  expect(visit?.decision).toMatchObject({ kind: 'refer', fidelity: 'incomplete' });
});

test('a window whose station is gone says so and pretends nothing', async ({ post }) => {
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, '08KG888OFF');
  await station.end('SIGKILL');
  await expect(page.getByTestId('banner-stationLost')).toBeVisible({ timeout: 30_000 });
  await picture(page, 'station-lost');
  await expect(page.getByTestId('station-connection')).toHaveAttribute('data-state', 'lost');
});

/** A picture of one colour, as a camera would make it. */
function photo(format: 'jpeg' | 'png', background: string): Promise<Buffer> {
  return sharp({ create: { width: 800, height: 600, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** Puts a PNG into the clipboard, as a screen shot would be. */
async function copyPicture(page: Page, png: Buffer): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([
      new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) }),
    ]);
  }, png.toString('base64'));
}

/** Lets a picture go over the middle of the window. */
async function dropPicture(page: Page, jpeg: Buffer): Promise<void> {
  const files = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], 'a.jpg', { type: 'image/jpeg' }));
    return dropped;
  }, jpeg.toString('base64'));
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
}
