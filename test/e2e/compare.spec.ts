import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { callAndScan, underAnalysis, withoutWebgl2 } from './console.ts';
import { expect, picture, test } from './harness.ts';

test('by keys, a scan is looked at beside an earlier one of its plate: linked, blinking, as a difference, and back', async ({
  post,
}) => {
  test.setTimeout(240_000);
  const link = await post.startLink(await post.startSimulator({ scene: 'tiles-cigarettes', seed: 5 }));
  const { page, station } = await underAnalysis(post, { scannerPort: link.port });
  const strip = page.getByRole('group', { name: 'Picture settings' });

  // The first truck's scan is kept as the empty vehicle, and the truck comes again.
  // It can be once the scan is archived.
  await expect(async () => {
    await page.keyboard.press('Control+d');
    await expect(page.getByText('Kept as the picture of the empty vehicle.')).toBeVisible({ timeout: 4_000 });
  }).toPass();
  await expect(strip).toContainText('Empty vehicle (officer 4117)');
  await page.keyboard.press('F6');
  await page.getByTestId('reason-density').press('1');
  const officer = await post.officer(station);
  const truck = { plate: '01KG123ABC', laneClass: 'walk-up' } as const;
  await officer.calls.visits.arrive.mutate({ commandId: randomUUID(), truck });
  await expect(page.getByTestId('action-callNext')).toBeEnabled();
  await callAndScan(page, '01KG123ABC');

  await page.keyboard.press('1');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('i');
  let before: string | null = null;
  await expect.poll(async () => (before = await strip.textContent())).toMatch(/^FULL.*lines1:1W.*INVERTED$/);
  await page.keyboard.press('i');
  await page.keyboard.press('i');

  await page.keyboard.press('Shift+D');
  const earlier = page.getByTestId('candidates-earlier').getByTestId('candidate');
  await expect(earlier).toHaveCount(1);
  await expect(earlier).toContainText('same plate');
  await expect(earlier).toContainText('Refer to examination');
  await expect(earlier.locator('img')).toBeVisible();
  await expect(page.getByTestId('candidates-empty')).toContainText('marked as empty by officer 4117');
  await picture(page, 'compare-choice');
  await expect(earlier).toBeFocused();
  await page.keyboard.press('Enter');

  await expect(page.getByTestId('other-picture')).toBeVisible();
  await expect(page.getByTestId('registration')).toHaveAttribute('data-state', 'matches', {
    timeout: 60_000,
  });
  await expect(page.getByTestId('compared').first()).toHaveText('Compared, linked');
  await page.keyboard.press('f');
  await picture(page, 'compare-side');
  await page.keyboard.press('Shift+K');
  await expect(page.getByTestId('compared').first()).toHaveText('Compared, not linked');
  await page.keyboard.press('Shift+Y');
  await expect(page.getByTestId('compared').nth(1)).toHaveText('keys on the other');
  await page.keyboard.press('Shift+Y');
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Shift+K');

  await page.keyboard.press('Shift+B');
  await expect(page.getByTestId('compared').first()).toHaveText('Blink: the OTHER is shown');
  await page.keyboard.press('Shift+B');
  await expect(page.getByTestId('compared').first()).toHaveText('Blink: this scan is shown');

  await page.keyboard.press('Shift+X');
  await expect(page.getByTestId('compared').first()).toHaveText('DIFFERENCE of two scans');
  // The same truck with the same load: all of it is the grey of no difference.
  await expect.poll(() => shareOfGrey(page), { timeout: 30_000 }).toBeGreaterThan(0.97);
  await picture(page, 'compare-difference');

  await page.keyboard.press('Alt+d');
  await expect(page.getByTestId('compare-bar')).toBeHidden();
  await expect(page.getByTestId('other-picture')).toBeHidden();
  await expect(strip).toHaveText(withoutSeen(before));

  // Under the same plate another vehicle comes: one is not laid on the other, and no key says otherwise.
  await page.keyboard.press('F6');
  await page.getByTestId('reason-density').press('1');
  await expect(page.getByTestId('visit-state')).toHaveAttribute('data-state', 'referred');
  link.cut();
  const another = await post.startSimulator({ scene: 'curtain-sider', seed: 5 });
  link.restore(another.report.port);
  await officer.calls.visits.arrive.mutate({ commandId: randomUUID(), truck });
  await expect(page.getByTestId('action-callNext')).toBeEnabled();
  await callAndScan(page, '01KG123ABC');
  // The graphics give out for the second picture only, and that is said as it is of the first.
  await withoutWebgl2(page);
  await expect(page.getByTestId('processor')).toBeHidden();
  await page.keyboard.press('Shift+D');
  await expect(earlier).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('registration')).toHaveAttribute('data-state', 'no-match', {
    timeout: 60_000,
  });
  await expect(page.getByTestId('registration')).toContainText('do not match');
  await expect(page.getByTestId('processor')).toContainText('VIEWER_NO_WEBGL2');
  await expect(page.getByTestId('compared').first()).toHaveText('Compared, not linked');
  for (const key of ['Shift+B', 'Shift+X', 'Shift+K']) {
    await page.keyboard.press(key);
    await expect(page.getByTestId('compared').first()).toHaveText('Compared, not linked');
    await expect(page.getByTestId('over-picture')).toBeHidden();
  }
  await picture(page, 'compare-refused');
  await page.keyboard.press('Alt+d');
  await expect(page.getByTestId('processor')).toBeHidden();
});

/** Share of what is seen of the difference, without its caption, that is neither darker nor brighter than no difference. */
async function shareOfGrey(page: Page): Promise<number> {
  const shot = await page.getByTestId('over-picture').locator('canvas').screenshot();
  const { data, info } = await sharp(shot).greyscale().raw().toBuffer({ resolveWithObject: true });
  const rows = Math.floor(info.height * 0.75);
  let [grey, all] = [0, 0];
  for (let at = 0; at < rows * info.width; at += 1) {
    const value = data[at * info.channels]!;
    if (value < 30) continue;
    all += 1;
    if (Math.abs(value - 128) < 10) grey += 1;
  }
  return all === 0 ? 0 : grey / all;
}

/** The strip's words, with whatever share has been seen by now. */
function withoutSeen(words: string | null): RegExp {
  const plain = (words ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(plain.replace(/seen \d+\s%/, 'seen \\d+\\s%'));
}
