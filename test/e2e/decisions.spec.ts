import {
  callAndScan,
  inQueue,
  recordRelease,
  startTheScan,
  takeIn,
  visitIs,
  wholePictureOpen,
} from './console.ts';
import { configure, expect, lineStream, on, picture, setUpPost, signIn, test } from './harness.ts';

const second = {
  serviceNumber: '4118',
  name: 'Second Officer',
  password: 'battery staple',
  role: 'officer',
} as const;

test('a release waits for an officer who has not seen it, and can be taken back until then', async ({
  post,
}) => {
  await configure(post, { decisions: { undoSeconds: 60, fourEyes: { always: true } } });
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  const officer = await post.officer(station);
  await takeIn(page, '01KG123ABC');
  await callAndScan(page, '01KG123ABC');
  await recordRelease(page);
  await visitIs(page, 'second-look');
  await expect(page.getByTestId('undo')).toContainText('for a second officer');
  await picture(page, 'second-look-first');
  await page.keyboard.press('Alt+U');
  await visitIs(page, 'in-analysis');
  await expect(page.getByTestId('decisions')).toContainText('taken back');
  await recordRelease(page);
  await visitIs(page, 'second-look');
  await expect(page.getByTestId('action-openPicture')).toBeDisabled();
  const [waiting] = await officer.calls.visits.open.query();
  const refused = await officer.calls.commands.open.mutate(on(waiting!)).catch((fault) => fault);
  expect(refused.data.scanpost.code).toBe('ANOTHER_OFFICER_NEEDED');

  await post.officer(station, second);
  const other = await post.openWindow(station);
  await signIn(other, second);
  await inQueue(other, '01KG123ABC').click();
  await expect(other.getByTestId('second-look')).toContainText('shown after you have decided');
  await expect(other.getByTestId('visit-card')).not.toContainText('Release');
  await other.keyboard.press('o');
  await wholePictureOpen(other);
  await picture(other, 'second-look-second');
  await recordRelease(other);
  await visitIs(other, 'released');
  await expect(other.getByTestId('decided')).toContainText('agreed: officer 4118');
  await picture(other, 'second-look-agreed');
});

test('a check that is open stops a release until it is acknowledged with a reason', async ({ post }) => {
  await configure(post, { decisions: { undoSeconds: 0, stopRelease: ['documents'] } });
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const page = await post.openWindow(station);
  await setUpPost(page);
  await takeIn(page, '02KG222CHK');
  await page.keyboard.press('F2');
  await visitIs(page, 'called');
  await startTheScan(page);
  await wholePictureOpen(page);
  await expect(page.getByTestId('action-release')).toBeDisabled();
  await expect(page.getByTestId('release-closed')).toContainText('papers not checked');
  await picture(page, 'check-open');
  await page.keyboard.press('a');
  await page.getByLabel('Other reason').fill('TIR carnet seen');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('release-closed')).toBeHidden();
  await recordRelease(page);
  await visitIs(page, 'released');
});
