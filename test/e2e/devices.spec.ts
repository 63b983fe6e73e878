import type { Locator, Page } from '@playwright/test';
import { configure, expect, picture, setUpPost, signIn, test } from './harness.ts';

test('a device is added, tried live, lost, found again and removed, without a mouse', async ({ post }) => {
  const portal = await post.startDevice('radiation-portal');
  const link = await post.startLink(portal);
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await page.keyboard.press('Alt+4');
  await expect(page.getByText('This post has no devices yet')).toBeVisible();
  await picture(page, 'devices-none');

  await add(page);
  await page.keyboard.type('Radiation');
  await expect(page.getByLabel('Kind of device')).toHaveValue('radiation-portal');
  await pressTabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('portal-gate');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Enter the address.')).toBeVisible();
  await expect(page.getByLabel('Address', { exact: true })).toBeFocused();
  await page.keyboard.type('127.0.0.1');
  await page.keyboard.press('Tab');
  await page.keyboard.type(String(link.port));

  await page.keyboard.press('Alt+T');
  await expect(page.getByTestId('test-state')).toContainText('Listening');
  await expect(page.getByTestId('test-tells')).toContainText('background');
  await expect(page.getByTestId('test-tells')).toContainText('radiation gamma');
  await expect(page.locator('[data-kind="bytes"]')).toHaveCount(0);
  await page.keyboard.press('Alt+B');
  await expect(page.locator('[data-kind="bytes"]').first()).toContainText('47 42');
  await picture(page, 'devices-test');
  await page.keyboard.press('Alt+T');
  await expect(page.getByTestId('test-state')).toContainText('Stopped');

  await page.keyboard.press('Control+Enter');
  const row = inList(page, 'portal-gate');
  await expect(row).toHaveAttribute('data-link', 'online');
  await expect(row).toContainText('γ background');
  await picture(page, 'devices-online');

  link.cut();
  await expect(row).toHaveAttribute('data-link', 'retrying');
  await expect(row).toContainText(/next try in \d+ s|trying now/);
  await expect(page.getByTestId('device-fault')).toContainText(/ended the link|cannot be reached/);
  await expect(page.getByTestId('device-detail')).toContainText('Nothing is known of it now.');
  await expect(page.getByRole('img', { name: '1 device lost' })).toBeVisible();
  await expect(page.getByTestId('device-detail').locator('[data-tone="green"]')).toHaveCount(0);
  await picture(page, 'devices-lost');
  link.restore();
  await expect(row).toHaveAttribute('data-link', 'online', { timeout: 40_000 });

  await page.keyboard.press('Delete');
  await expect(page.getByTestId('remove-device')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('confirm')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('This post has no devices yet')).toBeVisible();
});

test('a register map is filled in by keyboard, and a fault in it stands beside its field', async ({
  post,
}) => {
  const plc = await post.startDevice('modbus');
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await page.keyboard.press('Alt+4');
  await add(page);
  await page.getByLabel('Kind of device').selectOption('modbus');
  await page.getByLabel('Name', { exact: true }).fill('plc');
  await page.getByLabel('Address', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Port', { exact: true }).fill(String(plc.report.port));
  await page.getByRole('button', { name: 'Add a row' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name, row 1')).toBeFocused();
  await page.keyboard.type('Exit gate');
  await page.keyboard.press('Tab');
  await page.keyboard.type('interlock');
  await page.keyboard.press('Tab');
  await page.keyboard.type('discrete');
  await page.keyboard.press('Tab');
  await page.keyboard.type('70000');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByLabel('Address, row 1')).toBeFocused();
  await expect(page.getByTestId('table-signals')).toContainText('At most 65535.');
  await picture(page, 'devices-register-fault');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1');
  await page.keyboard.press('Control+Enter');
  const row = inList(page, 'plc');
  await expect(row).toContainText('1 signal, nothing open or unknown');
  plc.tell({ do: 'interlock', which: 1, closed: false });
  await expect(row).toContainText('Exit gate OPEN');
  await expect(page.getByTestId('device-says')).toContainText('OPEN');
  await picture(page, 'devices-plc');
});

test('an output that may be written is set from the screen, and no other', async ({ post }) => {
  const plc = await post.startDevice('modbus');
  const signals = [
    { name: 'Exit gate', meaning: 'interlock', table: 'discrete', address: 1 },
    { name: 'Entry barrier', meaning: 'barrier', table: 'coil', address: 0, writable: true },
  ];
  const link = `tcp://127.0.0.1:${plc.report.port}`;
  await configure(post, {
    devices: [{ id: 'plc', driver: 'modbus', lane: '1', link, settings: { signals } }],
  });
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await page.keyboard.press('Alt+4');
  const says = page.getByTestId('device-says');
  await expect(says).toContainText('Entry barrierdown');
  const outputs = page.getByTestId('outputs');
  await expect(outputs).not.toContainText('Exit gate');
  await outputs.getByRole('button', { name: 'Entry barrier' }).press('Enter');
  await picture(page, 'devices-output');
  await page.keyboard.press('Escape');
  await expect(says).toContainText('Entry barrierdown');
  await outputs.getByRole('button', { name: 'Entry barrier' }).press('Enter');
  await outputs.getByRole('button', { name: 'open', exact: true }).press('Enter');
  await expect(says).toContainText('Entry barrieropen');
});

test('a bad configuration file is told with its place, and the last good one stays in force', async ({
  post,
}) => {
  const portal = await post.startDevice('radiation-portal');
  const device = {
    id: 'portal',
    driver: 'radiation-portal',
    lane: '1',
    link: `tcp://127.0.0.1:${portal.report.port}`,
  };
  await configure(post, { devices: [device] });
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await page.keyboard.press('Alt+4');
  await expect(inList(page, 'portal')).toHaveAttribute('data-link', 'online');
  await configure(post, { devices: [{ ...device, lane: '9' }] });
  const problem = page.getByTestId('config-problem');
  await expect(problem).toContainText('lane 9 is not one of the lanes', { timeout: 30_000 });
  await expect(problem).toContainText('The last good one stays in force.');
  await picture(page, 'devices-bad-config');
  await expect(inList(page, 'portal')).toHaveAttribute('data-link', 'online');
  await configure(post, { devices: [{ ...device, id: 'gate-portal' }] });
  await expect(inList(page, 'gate-portal')).toHaveAttribute('data-link', 'online', { timeout: 30_000 });
  await expect(problem).toBeHidden();
});

test('who does not administer sees every device and no way to change one', async ({ post }) => {
  await configure(post, {
    devices: [{ id: 'scales', driver: 'weighbridge', lane: null, link: 'tcp://127.0.0.1:9' }],
  });
  const station = await post.startStation();
  const officer = {
    serviceNumber: '5001',
    name: 'Second',
    password: 'correct horse',
    role: 'officer',
  } as const;
  await post.officer(station, officer);
  const page = await post.openWindow(station);
  await signIn(page, officer);
  await page.keyboard.press('Alt+4');
  await expect(inList(page, 'scales')).toContainText('Weighbridge');
  for (const action of ['addDevice', 'changeDevice', 'removeDevice']) {
    await expect(page.getByTestId(`action-${action}`)).toHaveCount(0);
  }
  await page.keyboard.press('Insert');
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('remove-device')).toHaveCount(0);
  await expect(inList(page, 'scales')).toBeVisible();
});

/** Opens the form of a new device by its key. */
async function add(page: Page): Promise<void> {
  await expect(page.getByTestId('action-addDevice')).toBeEnabled();
  await page.keyboard.press('Insert');
  await expect(page.getByLabel('Kind of device')).toBeFocused();
}

/** The device's row in the list. */
function inList(page: Page, id: string): Locator {
  return page.locator(`[role="option"][data-row="${id}"]`);
}

/** Goes on with Tab until the focus is there. */
async function pressTabTo(page: Page, goal: Locator): Promise<void> {
  for (let press = 0; press < 20; press += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(goal).toBeFocused();
}
