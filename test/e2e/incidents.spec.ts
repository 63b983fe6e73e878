import { expect, lineStream, picture, setUpPost, test } from './harness.ts';
import { scannerReady } from './scanning.ts';

test('an emergency stop becomes one incident that is followed up, and the daily check is done, by keys', async ({
  post,
}) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await scannerReady(await post.officer(station));
  await page.keyboard.press('Alt+8');
  await expect(page.getByTestId('incidents-empty')).toContainText('Nothing to follow up');
  await picture(page, 'incidents-empty');

  simulator.tell({ do: 'emergencyStop' });
  await expect(page.getByTestId('incident')).toHaveCount(1);
  await expect(page.getByTestId('incident')).toContainText('Emergency stop');
  simulator.tell({ do: 'releaseEmergencyStop' });
  await expect(page.getByTestId('incident-detail')).toContainText('over since');
  await page.keyboard.press('6');
  await expect(page.getByTestId('incident-detail')).toContainText('Taken in hand by 4117');
  await picture(page, 'incidents');
  await page.keyboard.press('8');
  await page.keyboard.type('A driver leaned on it; told him.');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('incidents-empty')).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByTestId('incident-detail')).toContainText('A driver leaned on it; told him.');
  await page.keyboard.press('9');
  await page.keyboard.type('The button sticks.');
  await picture(page, 'incidents-reopen');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('incidents-empty')).toContainText('Nothing has been closed yet');
  await page.keyboard.press('1');
  await expect(page.getByTestId('incident-detail')).toContainText('Opened again by 4117');
  await page.keyboard.press('6');
  await expect(page.getByTestId('incident-detail').getByText('Taken in hand by 4117')).toHaveCount(2);
  await page.keyboard.press('8');
  await page.keyboard.type('Changed the button.');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('incidents-empty')).toBeVisible();

  await page.keyboard.press('3');
  await expect(page.getByTestId('check-1')).toHaveAttribute('data-state', /due|overdue/);
  await picture(page, 'incidents-checks');
  await page.getByTestId('check-penetrationMm').focus();
  for (const value of ['300', '1,5', '2', '9']) {
    await page.keyboard.type(value);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByTestId('check-resolutionMm').press('Enter');
  await expect(page.getByTestId('check-1')).toHaveAttribute('data-state', 'done');
  await expect(page.getByTestId('checks-past')).toContainText('not passed');
  await picture(page, 'incidents-checks-done');
  await page.keyboard.press('Alt+1');

  await page.keyboard.press('Alt+W');
  await expect(page.getByTestId('person-recorded')).toContainText('It is on record');
  await expect(page.getByTestId('person-orders')).toContainText('Stop the beam: F4');
  await picture(page, 'incidents-person');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert').first()).toContainText('Suspected person in cargo');
  await picture(page, 'incidents-person-banner');
  await page.keyboard.press('Alt+8');
  await expect(page.getByTestId('incident').first()).toContainText('Suspected person in cargo');
});
