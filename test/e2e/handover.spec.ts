import { readFile } from 'node:fs/promises';
import { configure, expect, firstOfficer, firstPassword, picture, signIn, test } from './harness.ts';

const chief = {
  serviceNumber: '900',
  name: 'Chief',
  password: 'chief of the day',
  role: 'supervisor',
} as const;
const night = {
  serviceNumber: '901',
  name: 'Night',
  password: 'chief of the night',
  role: 'supervisor',
} as const;

test('two supervisors hand a shift over with both their passwords, and the sheet opens again', async ({
  post,
}) => {
  const station = await post.startStation();
  await post.officer(station);
  await post.officer(station, night);
  await post.officer(station, chief);
  const page = await post.openWindow(station);
  await signIn(page, chief);
  await page.keyboard.press('Alt+P');
  await picture(page, 'handover-none');
  await expect(page.getByTestId('action-openDuty')).toBeEnabled();
  await page.keyboard.press('Alt+C');
  await expect(page.getByTestId('duty')).toContainText('Opened by 900');
  await page.getByLabel('Remarks').fill('Gate 2 sticks.');
  await expect(page.getByTestId('action-prepareHandover')).toBeEnabled();
  await page.keyboard.press('Control+H');

  const outgoing = page.getByRole('region', { name: 'Hands over' });
  await outgoing.getByLabel('Service number').fill(chief.serviceNumber);
  await outgoing.getByLabel('Password', { exact: true }).fill(chief.password);
  await page.keyboard.press('Enter');
  await expect(outgoing).toContainText('Signed by 900');
  const incoming = page.getByRole('region', { name: 'Takes over' });
  const sign = async (who: { readonly serviceNumber: string; readonly password: string }) => {
    await incoming.getByLabel('Service number').fill(who.serviceNumber);
    await incoming.getByLabel('Password', { exact: true }).fill(who.password);
    await page.keyboard.press('Enter');
  };
  await sign(chief);
  await expect(incoming.getByRole('alert')).toContainText('Nobody signs both sides');
  await picture(page, 'handover-signing');
  await sign(night);
  await expect(page.getByTestId('duty')).toContainText('Opened by 901');

  const past = page.getByLabel('Handed over before');
  await past.selectOption({ index: 1 });
  await expect(page.getByText('Gate 2 sticks.')).toBeVisible();
  await picture(page, 'handover-past');
  await expect(page.getByTestId('action-saveHandover')).toBeEnabled();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+M')]);
  expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a first password is changed before anything else, and a window that nobody touches covers itself', async ({
  post,
}) => {
  const station = await post.startStation();
  const office = await post.officer(station);
  const { serviceNumber } = chief;
  const about = { serviceNumber, name: 'Chief', roles: ['supervisor' as const], language: 'en' as const };
  await office.calls.officers.add.mutate({ ...about, password: firstPassword });
  const page = await post.openWindow(station);
  await page.getByLabel('Service number').fill(serviceNumber);
  await page.getByLabel('Password', { exact: true }).fill(firstPassword);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Choose your own password' })).toBeVisible();
  await picture(page, 'first-password');
  await page.getByLabel('Password until now').fill(firstPassword);
  await page.getByLabel('New password', { exact: true }).fill(chief.password);
  await page.getByLabel('New password again').fill(chief.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeVisible();
  // From here on nobody touches the window; the shorter time is taken on while the station runs.
  await configure(post, { officers: { lockAfterMinutes: 0.05 } });
  await expect(page.getByRole('dialog', { name: 'Locked' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Alt+o');
  await page.keyboard.type(firstOfficer.serviceNumber);
  await page.keyboard.press('Tab');
  await page.keyboard.type(firstOfficer.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner')).toContainText(firstOfficer.serviceNumber);
});
