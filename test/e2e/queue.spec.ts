import { inQueue, takeIn, visitIs } from './console.ts';
import { configure, expect, picture, setUpPost, test } from './harness.ts';

test('the screen says why a truck is next; another is called before it with a reason, and one is held', async ({
  post,
}) => {
  await configure(post, { queue: { capacityPerDay: 20 } });
  const station = await post.startStation();
  const page = await post.openWindow(station);
  await setUpPost(page);
  const why = page.getByTestId('why-next');
  await takeIn(page, '01KG111AAA');
  await expect(why).toHaveText('Next: 01 KG 111 AAA, the only truck waiting.');
  await takeIn(page, '01KG222BBB');
  await expect(why).toHaveText('Next: 01 KG 111 AAA has waited longest, 0 min.');
  await takeIn(page, '01KG333CCC', 'TIR');
  await expect(why).toContainText(
    'Next: 01 KG 333 CCC, TIR: counts as 60 min earlier and so goes before 2 trucks',
  );
  await takeIn(page, '01KG444DDD', 'Out of turn');
  await takeIn(page, '01KG555EEE', 'Out of turn');
  await expect(why).toContainText('Out of turn: today’s 5 % (1 trucks) are used up, 1 waits its turn.');

  // By keys alone: to the queue, down to the truck that is not next, and on hold.
  await page.keyboard.press('q');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('visit-plate')).toHaveText('01 KG 555 EEE');
  await page.keyboard.press('Shift+Q');
  await page.keyboard.press('1');
  await expect(inQueue(page, '01KG555EEE')).toContainText('On hold: Papers are missing');
  await expect(page.getByTestId('action-callThis')).toBeHidden();
  for (const [width, height] of [
    [1366, 768],
    [2560, 1440],
  ] as const) {
    await page.setViewportSize({ width, height });
    await picture(page, `queue-${width}`);
  }
  await page.keyboard.press('Shift+W');
  await expect(inQueue(page, '01KG555EEE')).not.toContainText('On hold');

  await page.keyboard.press('c');
  await expect(page.getByTestId('decision-panel')).toContainText('Call 01 KG 555 EEE before its turn: why?');
  await page.keyboard.press('2');
  await visitIs(page, 'called');
  const officer = await post.officer(station);
  const visits = await officer.calls.visits.open.query();
  expect(visits.filter(({ state }) => state === 'called').map(({ truck }) => truck.plate)).toEqual([
    '01KG555EEE',
  ]);
});
