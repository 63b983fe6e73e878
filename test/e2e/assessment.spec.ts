import { underAnalysis } from './console.ts';
import { expect, picture, test } from './harness.ts';

test('by keys, an officer sees the mass, switches hints on, is led to one, dismisses it and decides with it on record', async ({
  post,
}) => {
  const { page } = await underAnalysis(post, { scene: 'false-wall', seed: 3 });
  const mass = page.getByTestId('mass');
  // Nobody pressed anything.
  await expect(page.getByTestId('mass-whole')).toContainText(/\d t/, { timeout: 60_000 });
  await expect(page.getByTestId('mass-load')).toContainText(/\d t/);
  await page.keyboard.press('Alt+g');
  await expect(mass).toContainText("the scanner's curve (a model)");

  const hints = page.getByTestId('hints');
  await expect(hints).toContainText('off');
  await expect(page.getByTestId('hint-frames')).toBeHidden();
  await page.keyboard.press('Shift+H');
  const wall = page.getByTestId('hint-wall');
  await expect(wall).toContainText('An upright plate up to the roof');
  await expect(page.getByTestId('hint-frames')).toContainText('Second wall');
  const settings = page.getByRole('group', { name: 'Picture settings' });
  const whole = await settings.textContent();
  await page.keyboard.press('Shift+I');
  await expect(wall).toHaveAttribute('aria-pressed', 'true');
  await expect(settings).not.toHaveText(whole ?? '');
  await picture(page, 'hints');
  await page.keyboard.press('Alt+h');
  await expect(wall).toContainText('dismissed');
  await expect(page.getByTestId('hint-frames')).toBeHidden();

  // A rectangle has a mass as well.
  await page.keyboard.press('1');
  await page.keyboard.press('Shift+S');
  await page.keyboard.press('Enter');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('region-mass')).toContainText('kg', { timeout: 30_000 });
  await page.keyboard.press('Escape');

  // Remembered on this machine.
  await page.reload();
  await expect(page.getByTestId('hint-wall')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('F6');
  await page.getByTestId('reason-density').press('1');
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', 'referred');
});
