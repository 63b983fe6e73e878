import { inQueue } from './console.ts';
import { expect, picture, setUpPost, test } from './harness.ts';

test('a truck is taken in with what its papers say, by keys, from whatever field', async ({ post }) => {
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  await expect(page.getByTestId('action-arrive')).toBeEnabled();
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.type('01 kg-123 abc');
  await expect(dialog).toContainText('01 KG 123 ABC');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ree');
  await page.keyboard.press('Tab');
  await page.keyboard.type('csqu3054384');
  await expect(dialog).toContainText('The check digit is wrong');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('3');
  await expect(dialog).toContainText('The check digit is right');
  for (const typed of ['Apples', '22,4', '7777AB', 'kg', 'D-12', 'H1, H2', '2', '3.5']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(typed);
  }
  await page.keyboard.press('Tab');
  await page.keyboard.type('Run');
  await page.keyboard.press('Tab');
  await page.keyboard.type('6');
  await picture(page, 'arrive-reefer');
  await page.keyboard.press('Shift+Tab');
  await expect(dialog.getByLabel('Genset')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  // The time left stands in the queue, beside the mark of a reefer.
  await expect(inQueue(page, '01KG123ABC')).toContainText(/5:59:\d\d/);

  const officer = await post.officer(station);
  const [visit] = await officer.calls.visits.open.query();
  expect(visit?.truck).toMatchObject({
    plate: '01KG123ABC',
    laneClass: 'reefer',
    container: 'CSQU3054383',
    goods: 'Apples',
    declaredWeightKg: 22_400,
    trailerPlate: '7777AB',
    country: 'KG',
    declaration: 'D-12',
    seals: ['H1', 'H2'],
    reefer: { setPointC: 2, actualC: 3.5, gensetRunning: true },
  });
});

test('a plate alone is enough, and the keys go on where they were', async ({ post }) => {
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  const arrive = page.getByTestId('action-arrive');
  await expect(arrive).toBeEnabled();
  await arrive.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Plate', { exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Enter the plate.');
  await page.keyboard.type('02KG222ONE');
  await page.keyboard.press('Enter');
  await expect(inQueue(page, '02KG222ONE')).toBeVisible();
  await expect(arrive).toBeFocused();
});
