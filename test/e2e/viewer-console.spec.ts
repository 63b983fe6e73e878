import { underAnalysis, visitIs } from './console.ts';
import { expect, picture, test } from './harness.ts';

test('without a mouse, an officer sees what two energies tell of the load, and what they cannot', async ({
  post,
}) => {
  const { page } = await underAnalysis(post, { scene: 'machinery', seed: 7 });
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

test('without a mouse, an officer marks what is suspicious, changes and takes it back, and the next one sees it', async ({
  post,
}) => {
  const { page, station } = await underAnalysis(post, { scene: 'machinery', seed: 7 });
  const marks = page.getByTestId('marks');
  const line = page.getByTestId('mark-line');
  await page.keyboard.press('Shift+R');
  await expect(marks).toContainText('Rectangle');
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowDown'])
    await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.keyboard.press('h');
  await page.keyboard.press('Tab');
  await page.keyboard.press('s');
  await page.keyboard.press('Tab');
  await page.keyboard.type('double floor?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('mark-1')).toContainText('Hidden space · sure');
  await expect(page.getByTestId('mark-1')).toContainText('double floor?');
  await expect(line).toHaveCount(1);

  await test.step('it lies on the same pixels however the picture is looked at', async () => {
    const of = async () => (await line.boundingBox())!;
    const whole = await of();
    await page.keyboard.press('y');
    const mirrored = await of();
    const canvas = (await page.getByTestId('picture').locator('canvas').first().boundingBox())!;
    expect(mirrored.x - canvas.x).toBeCloseTo(canvas.width - (whole.x - canvas.x) - whole.width, 0);
    await page.keyboard.press('y');
    await page.keyboard.press('+');
    await expect.poll(async () => (await of()).width / whole.width).toBeCloseTo(1.25, 1);
    await page.keyboard.press('f');
  });

  await test.step('by hand an arrow is drawn, and by keys its category changed', async () => {
    await page.keyboard.press('Shift+A');
    const canvas = (await page.getByTestId('picture').locator('canvas').first().boundingBox())!;
    await page.mouse.move(canvas.x + 300, canvas.y + 320);
    await page.mouse.down();
    await page.mouse.move(canvas.x + 420, canvas.y + 260, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('mark-2')).toContainText('Suspicious object · fairly sure');
    for (const [width, height] of [
      [1366, 768],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height });
      await picture(page, `marks-${width}`);
    }
    await page.keyboard.press('Shift+C');
    await page.keyboard.press('Enter');
    await page.keyboard.press('u');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('mark-2')).toContainText(/Unusual density|Not declared/);
    await page.keyboard.press('Shift+Delete');
    await expect(page.getByTestId('mark-2')).toBeHidden();
    await page.keyboard.press('Shift+Z');
    await expect(page.getByTestId('mark-2')).toBeVisible();
    await page.keyboard.press('Shift+V');
    await expect(line).toHaveCount(0);
    await page.keyboard.press('Shift+V');
    await expect(line).toHaveCount(2);
  });

  await test.step('referred, both are in the journal for whoever examines the truck', async () => {
    await page.keyboard.press('F6');
    await page.keyboard.press('1');
    await visitIs(page, 'referred');
    const officer = await post.officer(station);
    const [visit] = await officer.calls.visits.open.query();
    expect(visit!.marks.map(({ number, shape, by }) => ({ number, kind: shape.kind, by }))).toEqual([
      { number: 1, kind: 'rectangle', by: '4117' },
      { number: 2, kind: 'arrow', by: '4117' },
    ]);
    await expect(line).toHaveCount(2);
  });
});
