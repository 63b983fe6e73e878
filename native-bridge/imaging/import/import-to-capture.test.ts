import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { archiveCapture } from '../archive.ts';
import { openArchivedPicture } from '../archived-picture.ts';
import { openCapture } from '../capture.ts';
import { scanId, temporaryFolder } from '../strips.fixture.ts';
import { importToCapture } from './import-to-capture.ts';
import { importedGeometry } from './imported-geometry.ts';
import type { DecodedPicture, ImportedPicture } from './imported-picture.ts';

function pictureOf(
  width: number,
  height: number,
  planes: number,
  more: Partial<DecodedPicture> = {},
): ImportedPicture {
  const decoded: DecodedPicture = {
    kind: 'picture',
    format: 'dicos',
    width,
    height,
    planes: Array.from({ length: planes }, (_, plane) =>
      Uint16Array.from({ length: width * height }, (_, i) => (i * 7 + plane * 1000) % 65_521),
    ),
    bitsStored: 16,
    counts: 'attenuation',
    zeroAt: 0,
    pitch: null,
    energiesMeV: null,
    about: {},
    ...more,
  };
  return {
    format: decoded.format,
    geometry: importedGeometry(decoded),
    width,
    height,
    about: {},
    sha256: '0'.repeat(64),
    planes: decoded.planes,
  };
}

test('an imported picture becomes a capture with column n as line n, whatever its strips', async () => {
  await using folder = await temporaryFolder();
  // Two planes of 8192 rows: a strip holds 32 of the 75 lines.
  const picture = pictureOf(75, 8192, 2);
  const file = path.join(folder.path, 'scan.strips');
  expect(await importToCapture(picture, file, scanId)).toEqual({ scanId, lines: 75, defects: [] });
  const capture = await openCapture(file);
  expect(capture.begin).toEqual({ scanId, geometry: picture.geometry });
  expect(capture.endAsRead).toEqual({ scanId, lines: 75, defects: [] });
  const values = capture.readLines(0, 75);
  let wrong = 0;
  for (let line = 0; line < 75; line++)
    for (let plane = 0; plane < 2; plane++)
      for (let row = 0; row < 8192; row++)
        if (values[(line * 2 + plane) * 8192 + row] !== picture.planes[plane]![row * 75 + line]) wrong++;
  expect(wrong).toBe(0);
  await capture.close();
});

test('what is known of an imported picture goes with it through the strip file into the archive', async () => {
  await using folder = await temporaryFolder();
  const picture = pictureOf(40, 30, 1, {
    zeroAt: 2048,
    bitsStored: 12,
    pitch: { acrossMm: 2, downMm: 3, known: true },
  });
  const file = path.join(folder.path, 'scan.strips');
  await importToCapture(picture, file, scanId);
  const { planes } = await archiveCapture(file, folder.path, scanId);
  const archived = await openArchivedPicture(planes.map((plane) => path.join(folder.path, plane.file)));
  expect(archived.info().geometry).toEqual(picture.geometry);
  expect(archived.info().geometry.imported).toEqual({
    format: 'dicos',
    bitsStored: 12,
    counts: 'attenuation',
    pitchKnown: true,
    energyKnown: false,
    zeroAt: 2048,
  });
  await archived.close();
});

test('an import that is given up leaves a capture without an end', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'scan.strips');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(importToCapture(pictureOf(10, 10, 1), file, scanId, { signal })).rejects.toThrow('enough');
  expect(await readdir(folder.path)).toEqual(['scan.strips']);
  const capture = await openCapture(file);
  expect(capture.end).toBeNull();
  await capture.close();
});
