import type { Page } from '@playwright/test';
import { underAnalysis, visitIs } from './console.ts';
import { expect, firstOfficer, picture, signIn, test } from './harness.ts';
import { stationClient } from './station-client.ts';

const second = {
  serviceNumber: '4118',
  name: 'Second Officer',
  password: 'battery staple',
  role: 'officer',
} as const;

test('in the middle of an analysis an officer locks and finds all as it was, then another one takes over', async ({
  post,
}) => {
  const { page, station } = await underAnalysis(post, { scene: 'machinery', seed: 7 });
  const other = await post.officer(station, second);
  const line = page.getByTestId('mark-line');
  const note = page.getByLabel('Note');
  await page.keyboard.press('1');
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+R');
  for (const key of ['ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('double');
  await expect(note).toHaveValue('double');
  await expect(page.getByRole('group', { name: 'Picture settings' })).toContainText('FULL');
  const before = await asItLooks(page);
  await picture(page, 'before-lock');

  await test.step('locked, nothing of the post is to be read, and no key reaches it', async () => {
    await page.keyboard.press('Alt+K');
    await expect(page.getByRole('dialog', { name: 'Locked' })).toBeVisible();
    await picture(page, 'locked');
    expect(await page.locator('body').ariaSnapshot()).not.toMatch(/KG|machinery|analysis/i);
    await expect(page.getByTestId('picture')).toBeHidden();
    for (const key of ['Escape', 'F5', 'F6', '1', 'Shift+Delete', 'Control+k', 'Alt+2'])
      await page.keyboard.press(key);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
  });

  await test.step('the station refuses the window, whatever it asks for', async () => {
    const locked = await atWindow(page, station.report.url);
    const { scans } = (await other.calls.visits.open.query())[0]!;
    for (const path of [`/scans/${scans[0]!.id}`, `/scans/${scans[0]!.id}/tiles/0/0/0`, '/exports/shift.csv'])
      expect((await locked.get(path)).status, path).toBe(403);
    await expect(locked.calls.visits.open.query()).rejects.toMatchObject({
      data: { scanpost: { code: 'SCREEN_LOCKED' } },
    });
  });

  await test.step('a wrong password opens nothing, the right one everything, down to the cursor in a half-written note', async () => {
    await page.getByLabel('Password', { exact: true }).focus();
    await page.keyboard.type('a guess');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('The password is not right');
    await page.keyboard.type(firstOfficer.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    expect(await asItLooks(page)).toEqual(before);
    await expect(note).toBeFocused();
    await page.keyboard.type(' floor?');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('mark-1')).toContainText('double floor?');
  });

  await test.step('who takes over has the picture and the truck, and none of what the other began', async () => {
    await page.keyboard.press('Shift+R');
    await page.keyboard.press('Enter');
    await expect(line).toHaveCount(2);
    await page.keyboard.press('Alt+o');
    await expect(page.getByRole('dialog', { name: 'Change of officer' })).toBeVisible();
    await picture(page, 'take-over');
    await page.keyboard.type(second.serviceNumber);
    await page.keyboard.press('Tab');
    await page.keyboard.type(second.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('banner')).toContainText(second.serviceNumber);
    await visitIs(page, 'in-analysis');
    await expect(line).toHaveCount(1);
    expect((await asItLooks(page)).status).toBe(before.status);
    const [visit] = await other.calls.visits.open.query();
    expect(visit!.holder?.serviceNumber).toBe(second.serviceNumber);
  });

  await test.step('and decides, each under their own number', async () => {
    await page.keyboard.press('F6');
    await page.keyboard.press('1');
    await visitIs(page, 'referred');
    const [visit] = await other.calls.visits.open.query();
    expect(visit).toMatchObject({
      decision: { by: second.serviceNumber },
      marks: [{ by: firstOfficer.serviceNumber }],
    });
    // What was the other's window is theirs no more: they come back by their password only.
    await page.keyboard.press('Alt+q');
    await signIn(page);
  });
});

/** The picture's place and look, and the draft upon it. */
async function asItLooks(page: Page) {
  return {
    line: await page.getByTestId('mark-line').boundingBox(),
    // Its scale, window and settings; how much of it was seen grows by itself.
    status: ((await page.getByRole('group', { name: 'Picture settings' }).textContent()) ?? '').replace(
      /seen\s\d+\s%/i,
      '',
    ),
  };
}

/** The station as this window's session sees it. */
async function atWindow(page: Page, address: string) {
  const token = await page.evaluate(() => sessionStorage.getItem('scanpost.session'));
  return stationClient(address).as(token!);
}
