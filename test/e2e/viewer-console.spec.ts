import { underAnalysis } from './console.ts';
import { expect, picture, test } from './harness.ts';

test('without a mouse, an officer sees what two energies tell of the load, and what they cannot', async ({
  post,
}) => {
  const page = await underAnalysis(post, { scene: 'machinery', seed: 7 });
  const strip = page.getByRole('group', { name: 'Picture settings' });

  await test.step('the energies in turn, and their mean', async () => {
    for (const said of ['4 MeV', 'BOTH ENERGIES', '6 MeV']) {
      await page.keyboard.press('w');
      await expect(strip).toContainText(said);
    }
  });

  await test.step('the colours of materials with what they mean, and each strip', async () => {
    const legend = page.getByTestId('materials');
    await expect(legend).toBeHidden();
    await page.keyboard.press('3');
    await expect(strip).toContainText('MATERIALS');
    await expect(legend).toContainText('an organic before steel looks like a light metal');
    await expect(legend).toContainText('not penetrated');
    for (const [width, height] of [
      [1366, 768],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height });
      await picture(page, `materials-${width}`);
    }
    await page.keyboard.press('4');
    await expect(strip).toContainText('ORGANICS');
    await page.keyboard.press('4');
    await expect(strip).toContainText('METALS');
    await page.keyboard.press('u');
    await expect(strip).toContainText('ORGANICS');
    await page.keyboard.press('u');
    await expect(strip).toContainText('MATERIALS');
    await page.keyboard.press('r');
    await expect(legend).toBeHidden();
  });
});
