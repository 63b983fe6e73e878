import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { underAnalysis, visitIs, withoutWebgl2 } from './console.ts';
import { expect, picture, signIn, test } from './harness.ts';
import { archived } from './scanning.ts';

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

  await test.step('closer at the pointer, and back the way it came', async () => {
    const scale = strip.getByTestId('scale');
    const onLargeScreen = await scale.textContent();
    await page.setViewportSize({ width: 1366, height: 768 });
    await expect(scale).not.toHaveText(onLargeScreen!);
    const whole = await scale.textContent();
    await page.keyboard.press('1');
    await expect(scale).toContainText('1:1');
    await page.keyboard.press('2');
    await expect(scale).toContainText('2:1');
    await page.keyboard.press('Backspace');
    await expect(scale).toContainText('1:1');
    await page.keyboard.press('Backspace');
    await expect(scale).toHaveText(whole!);
    const box = (await page.getByTestId('picture').boundingBox())!;
    await page.mouse.move(box.x + 400, box.y + box.height / 2);
    const under = page.getByTestId('cursor');
    const place = async () => Number(/^(\d+), /.exec((await under.textContent()) ?? '')?.[1]);
    await expect(under).toContainText(' mm');
    await expect(under.getByTestId('thickness')).toContainText('mm steel');
    await expect(under.getByTestId('material')).toHaveText(/organic|metal|\? |not penetrated/);
    // Two lines, and no third one that would take from the picture.
    expect((await strip.boundingBox())?.height).toBeLessThan(56);
    await picture(page, 'cursor');
    const before = await place();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.mouse.move(box.x + 401, box.y + box.height / 2);
    // A pixel of the canvas is some 15 mm with the whole picture on it.
    await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThan(40);
    await page.keyboard.press('f');
  });

  await test.step('on a computer without WebGL2 the same picture, and what to do about it', async () => {
    await withoutWebgl2(page);
    await page.reload();
    if (await page.getByLabel('Password', { exact: true }).isVisible()) await signIn(page);
    await expect(page.getByTestId('fidelity')).toHaveAttribute('data-fidelity', 'full', { timeout: 60_000 });
    await expect(page.getByTestId('processor')).toContainText('VIEWER_NO_WEBGL2');
    await page.keyboard.press('3');
    await expect(page.getByTestId('materials')).toBeVisible();
    await page.keyboard.press('Alt+l');
    await expect(page.getByTestId('processor')).toContainText('снимок рисует процессор');
    await picture(page, 'processor');
    await page.keyboard.press('Alt+l');
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

test('without a mouse, what is on screen, the 16-bit picture and the sheet are taken out, each on record with its hash', async ({
  post,
}) => {
  const { page, station } = await underAnalysis(post, { scene: 'machinery', seed: 7 });
  const officer = await post.officer(station);
  const [open] = await officer.calls.visits.open.query();
  await archived(officer, open!.id);
  const hashes = (await officer.calls.visits.get.query({ visitId: open!.id })).scans[0]!.hashes;
  expect(hashes).toHaveLength(2);
  const taken: string[] = [];
  const take = async (digit: string, files: number) => {
    const downloads: Promise<Buffer>[] = [];
    const came = new Promise<void>((resolve) => {
      page.on('download', (download) => {
        downloads.push(download.path().then((path) => readFile(path)));
        if (downloads.length === files) resolve();
      });
    });
    await page.keyboard.press('Control+e');
    await expect(page.getByTestId('export-picture')).toBeFocused();
    await expect(page.getByTestId('export-scan')).toBeEnabled();
    if (digit === '1') await picture(page, 'export');
    await page.keyboard.press(digit);
    await came;
    page.removeAllListeners('download');
    const contents = await Promise.all(downloads);
    taken.push(...contents.map((content) => createHash('sha256').update(content).digest('hex')));
    await expect(page.getByTestId('export-picture')).toBeHidden();
    return contents;
  };

  await test.step('the PNG is the canvas pixel for pixel, with words below it and all of it in its metadata', async () => {
    await page.keyboard.press('i');
    const canvas = page.getByTestId('picture').locator('canvas').first();
    const [png] = await take('1', 1);
    const facts = /Scanpost\0\0\0\0\0(\{.*?\})IDAT|Scanpost\0\0\0\0\0(\{.*\})/s.exec(png!.toString('latin1'));
    expect(facts?.[0]).toContain(hashes[0]);
    expect(facts?.[0]).toContain('"invert":true');
    // What lies over the canvas on screen is not in the picture, so it is looked at without.
    await expect(page.locator('.mantine-Notification-root')).toHaveCount(0, { timeout: 20_000 });
    const seen = await sharp(await canvas.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const size = { left: 0, top: 0, width: seen.info.width, height: seen.info.height };
    const { height } = await sharp(png!).metadata();
    expect(height! - seen.info.height).toBeGreaterThan(60);
    const inside = await sharp(png!).extract(size).removeAlpha().raw().toBuffer();
    let worst = 0;
    for (const [index, value] of seen.data.entries()) {
      const [x, y] = [Math.floor(index / 3) % size.width, Math.floor(index / 3 / size.width)];
      // The frame of what has the focus lies over the canvas's edge.
      if (Math.min(x, y, size.width - 1 - x, size.height - 1 - y) > 4)
        worst = Math.max(worst, Math.abs(value - inside[index]!));
    }
    expect(worst).toBeLessThanOrEqual(1);
    if (process.env.SCANPOST_PICTURES) await writeFile(`${process.env.SCANPOST_PICTURES}/exported.png`, png!);
  });

  await test.step('the TIFFs are the archived ones, every byte', async () => {
    const files = await take('2', 2);
    expect(files.map((file) => createHash('sha256').update(file).digest('hex'))).toEqual(hashes);
    expect(await sharp(files[0]!).metadata()).toMatchObject({ format: 'tiff', depth: 'ushort' });
  });

  await test.step('the sheet is a PDF with the picture', async () => {
    const [pdf] = await take('3', 1);
    expect(pdf!.toString('latin1', 0, 5)).toBe('%PDF-');
    if (process.env.SCANPOST_PICTURES) await writeFile(`${process.env.SCANPOST_PICTURES}/sheet.pdf`, pdf!);
  });

  await test.step('on paper there is the picture, and nothing of the screen', async () => {
    await page.evaluate(() => {
      window.print = () => {
        document.body.dataset.printed = String(document.querySelectorAll('[data-print] img').length);
      };
    });
    await page.keyboard.press('Control+p');
    await expect(page.locator('body')).toHaveAttribute('data-printed', '1');
    await expect(page.getByTestId('print')).toHaveCount(0);
  });

  const exported = (await entriesOf(post.dataFolder, open!.id)).filter(
    ({ kind }) => kind === 'visit.exported',
  );
  expect(exported.slice(0, 4).map(({ body }) => body)).toMatchObject(
    taken.map((sha256, index) => ({ sha256, by: '4117', what: ['picture', 'scan', 'scan', 'sheet'][index] })),
  );
  expect(exported.map(({ body }) => (body as { what: string }).what)).toEqual([
    'picture',
    'scan',
    'scan',
    'sheet',
    'print',
  ]);
});

/** What the journal holds about a visit, read beside the station. */
async function entriesOf(folder: string, visitId: string): Promise<{ kind: string; body: unknown }[]> {
  const db = new Database(`${folder}/journal.db`, { readonly: true });
  try {
    const rows = db
      .prepare<[string], { kind: string; body: string }>(
        'SELECT kind, body FROM entries WHERE subject = ? ORDER BY seq',
      )
      .all(visitId);
    return rows.map(({ kind, body }) => ({ kind, body: JSON.parse(String(body)) as unknown }));
  } finally {
    db.close();
  }
}
