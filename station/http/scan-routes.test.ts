import { expect, it } from 'vitest';
import { type PictureShelf, scanRoutes } from './scan-routes.ts';

it('opens an archived file only for who takes it', async () => {
  let opened = 0;
  const open = () => {
    opened += 1;
    return new Blob(['II*']).stream();
  };
  const shelf = { planeFile: async () => ({ name: 'scan.tif', bytes: 3, open }) } as unknown as PictureShelf;
  const routes = scanRoutes(shelf, () => (_c, next) => next());
  const head = await routes.request('/scans/one/planes/0.tif', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), opened]).toEqual([200, '3', 0]);
  const whole = await routes.request('/scans/one/planes/0.tif');
  expect([await whole.text(), opened]).toEqual(['II*', 1]);
});
