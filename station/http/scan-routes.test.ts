import { expect, it } from 'vitest';
import type { ImportedGeometry, ScanGeometry } from '../../native-bridge/drivers/scanner.ts';
import { geometryOf } from '../../native-bridge/imaging/strips.fixture.ts';
import { type PictureShelf, scanRoutes } from './scan-routes.ts';

const noThumbnails = { of: () => Promise.reject(new Error('not asked for here')) };

it('opens an archived file only for who takes it', async () => {
  let opened = 0;
  const open = () => {
    opened += 1;
    return new Blob(['II*']).stream();
  };
  const shelf = { planeFile: async () => ({ name: 'scan.tif', bytes: 3, open }) } as unknown as PictureShelf;
  const routes = scanRoutes(shelf, noThumbnails, () => (_c, next) => next());
  const head = await routes.request('/scans/one/planes/0.tif', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), opened]).toEqual([200, '3', 0]);
  const whole = await routes.request('/scans/one/planes/0.tif');
  expect([await whole.text(), opened]).toEqual(['II*', 1]);
});

it('says how counts become matter, and for a picture of another program that nobody knows', async () => {
  const calibrationWith = async (geometry: ScanGeometry) => {
    const shelf = { info: async () => ({ scanId: 'one', geometry }) } as unknown as PictureShelf;
    const answer = await scanRoutes(shelf, noThumbnails, () => (_c, next) => next()).request('/scans/one');
    return ((await answer.json()) as { calibration: { source: string; curves: unknown[] } | null })
      .calibration;
  };
  const geometry = geometryOf(8, [6, 4]);
  expect(await calibrationWith(geometry)).toMatchObject({ source: 'model', curves: { length: 3 } });
  const imported: ImportedGeometry = {
    format: 'dicom',
    bitsStored: 16,
    counts: 'transmission',
    pitchKnown: true,
    energyKnown: false,
    zeroAt: 0,
  };
  expect(await calibrationWith({ ...geometry, imported })).toBeNull();
});
