import type { Page } from '@playwright/test';
import { inQueue } from './console.ts';
import { expect, picture, setUpPost, test } from './harness.ts';

/** Of an average typist, gloves off (Card, Moran and Newell's keystroke-level model). */
const secondsPerKey = 0.28;

test('a container truck is taken in by few enough keys for ten seconds, and a typo is put right', async ({
  post,
}) => {
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  await expect(page.getByTestId('action-arrive')).toBeEnabled();
  const hand = typist(page);
  await hand.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await hand.type('01kg123ab0');
  await hand.press('Enter');
  await expect(dialog.getByLabel('Container')).toBeFocused();
  await hand.type('csqu3054383');
  await expect(dialog).toContainText('The check digit is right');
  await hand.press('Control+Enter');
  await expect(dialog).toBeHidden();
  expect(hand.keys * secondsPerKey).toBeLessThan(10);
  await expect(inQueue(page, '01KG123AB0')).toBeVisible();

  await inQueue(page, '01KG123AB0').press('Enter');
  await page.keyboard.press('Alt+R');
  await expect(dialog.getByLabel('Plate', { exact: true })).toHaveValue('01KG123AB0');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('c');
  await page.keyboard.press('Control+Enter');
  await expect(inQueue(page, '01KG123ABC')).toBeVisible();
  await expect(page.getByTestId('corrections')).toContainText('01 KG 123 AB 0');

  const officer = await post.officer(station);
  const [visit] = await officer.calls.visits.open.query();
  expect(visit).toMatchObject({
    truck: { plate: '01KG123ABC', container: 'CSQU3054383', country: 'KG', laneClass: 'walk-up' },
    corrections: [{ by: '4117', was: { plate: '01KG123AB0' } }],
  });
});

test('a truck is taken in with what its papers say, Enter going on from field to field', async ({ post }) => {
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  await expect(page.getByTestId('action-arrive')).toBeEnabled();
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toContainText('Enter the plate.');
  for (const typed of ['01 kg-123 abc', 'csqu3054384']) {
    await page.keyboard.type(typed);
    if (typed.startsWith('csqu')) break;
    await page.keyboard.press('Enter');
  }
  await expect(dialog).toContainText('01 KG 123 ABC');
  await expect(dialog).toContainText('The check digit is wrong');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('3');
  await expect(dialog).toContainText('The check digit is right');
  for (const typed of ['7777AB', 'kz', 'Ree', 'xb12345678', 'Apples', '22,4']) {
    await page.keyboard.press('Enter');
    await page.keyboard.type(typed);
  }
  await expect(dialog).toContainText('Not usual for KZ');
  await expect(dialog).toContainText('A TIR carnet.');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Declared empty')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('H1234567, 88');
  await dialog.getByRole('button', { name: 'All intact' }).press('Enter');
  await dialog.getByRole('button', { name: /Seal 88/ }).press('Space');
  await dialog.getByLabel('Seals').focus();
  for (const typed of ['2', '3.5', 'Run', '6,5']) {
    await page.keyboard.press('Enter');
    await page.keyboard.type(typed);
  }
  await picture(page, 'arrive-reefer');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  // The time left stands in the queue, beside the mark of a reefer.
  await expect(inQueue(page, '01KG123ABC')).toContainText(/6:2\d:\d\d/);

  const officer = await post.officer(station);
  const [visit] = await officer.calls.visits.open.query();
  expect(visit?.truck).toMatchObject({
    plate: '01KG123ABC',
    laneClass: 'reefer',
    container: 'CSQU3054383',
    goods: 'Apples',
    declaredWeightKg: 22_400,
    trailerPlate: '7777AB',
    country: 'KZ',
    declaration: 'xb12345678',
    seals: ['H1234567', '88'],
    sealStates: { H1234567: 'intact', '88': 'broken' },
    reefer: { setPointC: 2, actualC: 3.5, gensetRunning: true },
  });
});

test('a plate alone is enough, the keys go on where they were, and the truck is known when it comes again', async ({
  post,
}) => {
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  const arrive = page.getByTestId('action-arrive');
  await expect(arrive).toBeEnabled();
  await arrive.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.type('02KG222ONE');
  await page.keyboard.press('Control+Enter');
  await expect(inQueue(page, '02KG222ONE')).toBeVisible();
  await expect(arrive).toBeFocused();

  await page.keyboard.press('F9');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.type('02kg222one');
  await expect(dialog.getByTestId('known-here')).toContainText('02 KG 222 ONE is here already: Waiting');
  await page.keyboard.press('Escape');
  await inQueue(page, '02KG222ONE').press('Enter');
  await page.keyboard.press('x');
  await page.keyboard.press('1');
  await expect(inQueue(page, '02KG222ONE')).toBeHidden();
  await page.keyboard.press('F9');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.type('02kg2');
  await expect(dialog.getByTestId('known-plate')).toContainText('Cancelled');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Plate', { exact: true })).toHaveValue('02KG222ONE');
  await picture(page, 'arrive-known');
});

/** Counts every key that is pressed. */
function typist(page: Page) {
  return {
    keys: 0,
    async press(key: string) {
      this.keys += key.split('+').length;
      await page.keyboard.press(key);
    },
    async type(text: string) {
      this.keys += text.length;
      await page.keyboard.type(text);
    },
  };
}
