import type { Locator, Page } from '@playwright/test';
import { callAndScan, inQueue, recordRelease, takeIn, visitIs, wholePictureOpen } from './console.ts';
import { configure, expect, firstOfficer, firstPassword, lineStream, picture, test } from './harness.ts';

const chief = { serviceNumber: '900', name: 'Chief', role: 'Supervisor', password: 'chief of the day' };
const officer = {
  serviceNumber: '4118',
  name: 'Second Officer',
  role: 'Officer',
  password: 'battery staple',
};
const trainer = { serviceNumber: '700', name: 'Teacher', role: 'Trainer', password: 'look at the axles' };

test('four roles work a whole shift at one window, with nothing but keys', async ({ post }) => {
  test.setTimeout(300_000);
  await configure(post, { decisions: { undoSeconds: 2, fourEyes: { risk: { goodsWords: ['tyres'] } } } });
  const simulator = await post.startSimulator({ scene: 'machinery' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);

  await test.step('an administrator sets the post up and adds the others', async () => {
    const { serviceNumber, name, password } = firstOfficer;
    await write(page, { 'Service number': serviceNumber, Name: name });
    await write(page, { Password: password, 'Password again': password });
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('scanner-state')).toContainText('READY', { timeout: 60_000 });
    await page.keyboard.press('Alt+3');
    for (const { role, ...who } of [chief, officer, trainer]) {
      await page.keyboard.press('Alt+Y');
      await expect(page.getByLabel('Service number', { exact: true })).toBeFocused();
      await write(page, { 'Service number': who.serviceNumber, Name: who.name });
      if (role !== 'Officer') {
        await tabTo(page, page.getByRole('checkbox', { name: 'Officer', exact: true }));
        await page.keyboard.press('Space');
        await tabTo(page, page.getByRole('checkbox', { name: role, exact: true }));
        await page.keyboard.press('Space');
      }
      await write(page, { 'First password': firstPassword });
      await page.keyboard.press('Enter');
      await expect(page.getByTestId(`account-${who.serviceNumber}`)).toContainText(role);
    }
    await picture(page, 'whole-shift-officers');
    await page.keyboard.press('Alt+Q');
  });

  await test.step('a supervisor comes for the first time and opens the shift', async () => {
    await comeFirst(page, chief);
    await page.keyboard.press('Alt+P');
    await tabTo(page, page.getByRole('button', { name: 'Open the shift' }));
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('duty')).toContainText('Opened by 900');
    await page.keyboard.press('Alt+Q');
  });

  await test.step('an officer releases one truck, has one looked at by a second officer and refers one', async () => {
    await comeFirst(page, officer);
    await takeIn(page, '01KG111AAA');
    await page.keyboard.press('F9');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Plate', { exact: true })).toBeFocused();
    await page.keyboard.type('02KG222BBB');
    await write(page, { 'Declared goods': 'tyres, used' });
    await page.keyboard.press('Control+Enter');
    await expect(inQueue(page, '02KG222BBB')).toBeVisible();
    await takeIn(page, '03KG333CCC');

    await callAndScan(page, '01KG111AAA');
    await recordRelease(page);
    await visitIs(page, 'released');
    await callAndScan(page, '02KG222BBB');
    await recordRelease(page);
    await visitIs(page, 'second-look');
    await expect(page.getByTestId('action-openPicture')).toBeDisabled();
    await callAndScan(page, '03KG333CCC');
    await page.keyboard.press('F6');
    await page.keyboard.press('1');
    await visitIs(page, 'referred');
  });

  await test.step('and writes down what the examination found', async () => {
    await expect(page.getByTestId('action-startExamination')).toBeEnabled({ timeout: 30_000 });
    await page.keyboard.press('e');
    await visitIs(page, 'in-examination');
    await page.keyboard.press('Shift+E');
    const form = page.getByTestId('decision-panel');
    await tabTo(page, form.getByLabel('Outcome'));
    await page.keyboard.type('Undecl');
    await tabTo(page, form.getByRole('combobox', { name: 'What' }));
    await page.keyboard.type('Tob');
    await tabTo(page, form.getByLabel('Quantity'));
    await page.keyboard.type('480');
    await picture(page, 'whole-shift-examination');
    await tabTo(page, page.getByTestId('confirm'));
    await page.keyboard.press('Enter');
    await visitIs(page, 'released');
    await expect(page.getByTestId('examined')).toContainText('Undeclared goods · Tobacco · 480');
  });

  await test.step('the supervisor takes the window over and is the second officer', async () => {
    await page.keyboard.press('Alt+O');
    await expect(page.getByRole('dialog', { name: 'Change of officer' })).toBeVisible();
    await page.keyboard.type(chief.serviceNumber);
    await page.keyboard.press('Tab');
    await page.keyboard.type(chief.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await choose(page, '02KG222BBB');
    await page.keyboard.press('o');
    await wholePictureOpen(page);
    await recordRelease(page);
    await visitIs(page, 'released');
    await expect(page.getByTestId('decided')).toContainText('agreed: officer 900');
    await page.keyboard.press('Alt+Q');
  });

  await test.step('a trainer reads the cases of the day and decides nothing', async () => {
    await comeFirst(page, trainer);
    await expect(page.getByTestId('action-callNext')).toBeDisabled();
    await page.keyboard.press('Alt+6');
    await expect(page.getByTestId('archive-text')).toBeFocused();
    await page.keyboard.type('333CCC');
    await expect(page.getByTestId('archive-total')).toHaveText('1 visit');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('archived-visit')).toContainText('Undeclared goods');
    await page.keyboard.press('Alt+Q');
  });

  await test.step('the supervisor sees where the shift went and hands it over, both with their passwords', async () => {
    await signInByKeys(page, chief);
    await expect(page.getByTestId('scanner-state')).toContainText('READY', { timeout: 60_000 });
    await page.keyboard.press('Alt+2');
    const total = (name: string) => page.getByTestId(`total-${name}`).getByRole('definition').first();
    await expect(total('arrived')).toHaveText('3');
    await expect(total('released')).toHaveText('2');
    await expect(total('referred')).toHaveText('1');
    await picture(page, 'whole-shift-throughput');
    await page.keyboard.press('Alt+P');
    await write(page, { Remarks: 'Nothing else.' });
    await tabTo(page, page.getByRole('button', { name: 'Prepare the sheet' }));
    await page.keyboard.press('Enter');
    for (const [side, who] of [
      ['Hands over', chief],
      ['Takes over', firstOfficer],
    ] as const) {
      const signing = page.getByRole('region', { name: side });
      await tabTo(page, signing.getByLabel('Service number'));
      await page.keyboard.type(who.serviceNumber);
      await page.keyboard.press('Tab');
      await page.keyboard.type(who.password);
      await page.keyboard.press('Enter');
      if (side === 'Hands over') await expect(signing).toContainText('Signed by 900');
    }
    // Who takes over is no supervisor, so the next shift is still to be opened.
    await expect(page.getByTestId('duty')).toContainText('No shift is open');
    await picture(page, 'whole-shift-handed-over');
  });

  const station4117 = await post.officer(station);
  const [shift] = await station4117.calls.handover.list.query();
  expect(shift).toMatchObject({ outgoing: '900', incoming: '4117' });
  const { visits } = await station4117.calls.shifts.report.query();
  const decided = await Promise.all(
    visits.map(({ visitId }) => station4117.calls.visits.get.query({ visitId })),
  );
  expect(
    decided
      .map(({ truck, decision, examination }) => [
        truck.plate,
        decision?.by,
        decision?.kind,
        examination?.outcome,
      ])
      .sort(),
  ).toEqual([
    ['01KG111AAA', '4118', 'release', undefined],
    ['02KG222BBB', '4118', 'release', undefined],
    ['03KG333CCC', '4118', 'refer', 'undeclared'],
  ]);
});

/** Goes to each field of the form by Tab and writes into it. */
async function write(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await page.keyboard.type(text);
  }
}

/** Presses Tab until the focus is there, as someone without a mouse has to. */
async function tabTo(page: Page, there: Locator): Promise<void> {
  await expect(there).toBeVisible();
  for (let presses = 0; !(await isFocused(there)); presses += 1) {
    expect(presses, `Tab reaches ${there}`).toBeLessThan(100);
    await page.keyboard.press('Tab');
  }
}

/** Chooses the truck by the key of the queue, its arrows and Enter. */
async function choose(page: Page, plate: string): Promise<void> {
  const row = inQueue(page, plate);
  await expect(row).toBeVisible();
  await page.keyboard.press('q');
  await page.keyboard.press('Home');
  for (let presses = 0; !(await isFocused(row)); presses += 1) {
    expect(presses, `the arrows reach ${plate}`).toBeLessThan(20);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function signInByKeys(page: Page, who: { readonly serviceNumber: string; readonly password: string }) {
  await write(page, { 'Service number': who.serviceNumber, Password: who.password });
  await page.keyboard.press('Enter');
}

/** Signs in with the password somebody else set, and sets one of one's own. */
async function comeFirst(page: Page, who: { readonly serviceNumber: string; readonly password: string }) {
  await signInByKeys(page, { ...who, password: firstPassword });
  await expect(page.getByRole('dialog', { name: 'Choose your own password' })).toBeVisible();
  await write(page, { 'Password until now': firstPassword, 'New password': who.password });
  await write(page, { 'New password again': who.password });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByTestId('scanner-state')).toContainText('READY', { timeout: 60_000 });
}

function isFocused(there: Locator): Promise<boolean> {
  return there.evaluate((element) => element === document.activeElement, undefined, { timeout: 5_000 });
}
