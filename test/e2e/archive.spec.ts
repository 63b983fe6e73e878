import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { encodeSeen } from '../../station/api/seen-map.pure.ts';
import { arrive, expect, lineStream, on, picture, signIn, test } from './harness.ts';
import { archived, pictureThere, startScan } from './scanning.ts';

test('a truck of the past is found by its words, opened for reading only and exported, by keys', async ({
  post,
}, info) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer', speed: 'max' });
  const station = await post.startStation({ scanner: lineStream(simulator.report.port) });
  const officer = await post.officer(station);
  const { id } = await startScan(officer, '01KG123ABC');
  const opened = await officer.calls.commands.open.mutate(on(await pictureThere(officer, id)));
  const scanId = opened.scans.at(-1)?.id ?? '';
  const markId = randomUUID();
  const shape = { kind: 'text', at: { x: 200, y: 100 } } as const;
  const mark = {
    scanId,
    shape,
    category: 'suspicious',
    confidence: 'high',
    note: 'behind the rear axle',
  } as const;
  const marked = await officer.calls.commands.mark.mutate({ ...on(opened), markId, basedOn: 0, ...mark });
  const said = { decision: 'refer', reason: 'odd', fidelity: 'full', seenPercent: 75 } as const;
  const seenMap = encodeSeen({ across: 4, down: 1, seen: Uint8Array.of(1, 1, 0, 1) }, 300)!;
  await officer.calls.commands.decide.mutate({ ...on(marked), scanId, ...said, seenMap });
  await archived(officer, id);
  await arrive(officer, { plate: '02KG999AAA', goods: 'apples' });
  const page = await post.openWindow(station);
  await signIn(page);
  const found = page.getByTestId('archive-list').getByRole('option');
  await page.keyboard.press('Alt+6');
  await expect(page.getByTestId('archive-text')).toBeFocused();
  await expect(page.getByTestId('archive-total')).toHaveText('2 visits');
  await picture(page, 'archive');
  await page.keyboard.type('REAR axl');
  await expect(page.getByTestId('archive-total')).toHaveText('1 visit');
  // The words stay while another screen is open.
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Alt+6');
  await expect(page.getByTestId('archive-text')).toHaveValue('REAR axl');
  await expect(found).toHaveCount(1);
  await expect(page.getByRole('img', { name: 'Scan of 01 KG 123 ABC' })).toBeVisible();
  await page.keyboard.type('nothing has this');
  await expect(page.getByTestId('archive-empty')).toContainText('Nothing was found');
  await picture(page, 'archive-nothing');
  await page.keyboard.press('Control+F');
  await page.keyboard.type('axle');
  await expect(found).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('archive-list')).toBeFocused();
  await page.keyboard.press('Enter');

  const visit = page.getByTestId('archived-visit');
  await expect(visit).toContainText('Read only');
  await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full', { timeout: 60_000 });
  await expect(page.getByTestId('marks')).toContainText('behind the rear axle');
  await expect(page.getByTestId('action-release')).toHaveCount(0);
  await page.keyboard.press('Alt+V');
  await expect(page.getByTestId('mark-history')).toBeFocused();
  await expect(page.getByTestId('mark-history')).toContainText('made · Suspicious object · sure');
  await picture(page, 'archive-mark-history');
  await page.keyboard.press('Alt+V');
  await page.keyboard.press('Shift+R');
  await expect(page.getByTestId('mark-line')).toHaveCount(1);
  await picture(page, 'archive-visit');

  // What was seen at the decision lies over the picture at the console's key, and says whose eyes it were.
  await page.keyboard.press('Shift+U');
  const map = page.getByTestId('seen-map');
  await expect(map).toContainText('not seen by officer 4117 at the decision (Refer to examination');
  await expect(map).toContainText('Seen: 75 %');
  await expect(page.getByTestId('unseen-parts')).toHaveAttribute('d', /^M[^M]+Z$/);
  await picture(page, 'archive-seen-map');
  await page.keyboard.press('Shift+U');
  await expect(map).toContainText('you have not seen it yet');
  await expect(map).not.toContainText('No map was recorded');
  await page.keyboard.press('Shift+U');
  await expect(map).toBeHidden();
  await page.getByRole('radio', { name: /Entries/ }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByTestId('archive-entries')).toContainText('visit.decided');
  await page.getByTestId('archive-entries').getByRole('button').last().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('archive-entries')).toContainText('SHA-256');
  await picture(page, 'archive-entries');

  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Alt+X')]);
  expect(download.suggestedFilename()).toMatch(/^01KG123ABC-\d{8}-\d{6}\.zip$/);
  const file = info.outputPath('evidence.zip');
  await download.saveAs(file);
  const verify = path.join(import.meta.dirname, '../../station/cli/verify.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [verify, file]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, training: false, missing: [] });
  await expect(page.getByTestId('archive-entries')).toContainText('visit.exported');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('archive-list')).toBeFocused();

  // The search over everything leads here, too.
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('rear axle');
  await expect(page.getByRole('dialog').getByText('01 KG 123 ABC')).toBeVisible();
});
