import type { Page } from '@playwright/test';
import { underAnalysis } from './console.ts';
import { expect, picture, test } from './harness.ts';

test('by keys, an officer is led to what was not seen; what was is kept over a reload and with the decision', async ({
  post,
}) => {
  const { page } = await underAnalysis(post, { scene: 'machinery', seed: 7 });
  const settings = page.getByRole('group', { name: 'Picture settings' });
  const map = page.getByTestId('seen-map');
  await expect(settings).toContainText('seen 0 %');
  await page.keyboard.press('Shift+U');
  await expect(map).toContainText('you have not seen it yet. Seen: 0 %');
  await expect(map).toContainText('Counting began with nothing');
  await expect(page.getByTestId('unseen-parts')).toBeVisible();

  await page.keyboard.press('Alt+f');
  await expect(settings).toContainText('1:1');
  await expect.poll(() => seenPercent(page)).toBeGreaterThan(0);
  const first = await seenPercent(page);
  await page.keyboard.press('Alt+f');
  await expect.poll(() => seenPercent(page)).toBeGreaterThan(first);
  await picture(page, 'seen-map');

  const before = await seenPercent(page);
  await page.reload();
  await expect.poll(() => seenPercent(page)).toBe(before);
  await page.keyboard.press('Shift+U');
  await expect(map).toContainText(`Counting went on from ${before} %`);

  await page.keyboard.press('F6');
  await page.getByTestId('reason-density').press('1');
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', 'referred');
  await page.keyboard.press('Shift+U');
  await expect(map).toContainText('not seen by officer 4117 at the decision (Refer to examination');
  await expect(map).toContainText(`Seen: ${before} %`);
  await page.keyboard.press('Shift+U');
  await expect(map).toContainText('you have not seen it yet');
  await page.keyboard.press('Shift+U');
  await expect(map).toBeHidden();
});

async function seenPercent(page: Page): Promise<number> {
  const words = await page.getByRole('group', { name: 'Picture settings' }).textContent();
  return Number(/seen (\d+)\s%/.exec(words ?? '')?.[1] ?? Number.NaN);
}
