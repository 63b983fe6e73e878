import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tileApron } from '../../native-bridge/imaging/scan-picture.ts';
import { overviewOf } from './overview.ts';

const geometry = {
  ...{ detectors: 40, energiesMeV: [6, 4], detectorPitchMm: 4, linePitchMm: 4, expectedLines: 700 },
  ...{ airCounts: 60_000, darkCounts: 300 },
};
const columns = 700;
const valueAt = (x: number, y: number) =>
  Math.round(300 + 59_700 * Math.exp((-7 * x) / columns) * (y < 20 ? 1 : 0.5));

/** Level 0 in tiles of 512, as the station serves them; the second energy is nonsense. */
const shelf = {
  info: async () => ({ scanId: 's', geometry, columns, state: 'complete' as const, levels: 2 }),
  tile: async (_id: string, address: { column: number; row: number }) => {
    const width = Math.min(512, columns - address.column * 512) + 2 * tileApron;
    const height = geometry.detectors + 2 * tileApron;
    const bytes = new Uint8Array(16 + width * height * 4);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x53505431);
    view.setUint16(4, width, true);
    view.setUint16(6, height, true);
    view.setUint16(8, 2, true);
    view.setUint32(12, columns, true);
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1) {
        const value = valueAt(address.column * 512 + column - tileApron, row - tileApron);
        view.setUint16(16 + (row * width + column) * 4, Math.min(65_535, Math.max(0, value)), true);
        view.setUint16(18 + (row * width + column) * 4, 7, true);
      }
    return { bytes, final: true };
  },
};

test('a picture on paper is its counts in log greys, pixel by pixel, across tiles', async () => {
  const overview = await overviewOf(shelf, 's', new AbortController().signal);
  expect(overview).toMatchObject({
    width: 700,
    height: 40,
    columns: 700,
    rows: 40,
    linePitchMm: 4,
    energyMeV: 6,
  });
  const { data } = await sharp(Buffer.from(overview!.png)).raw().toBuffer({ resolveWithObject: true });
  const channels = data.length / (700 * 40);
  for (const [x, y] of [
    [0, 0],
    [511, 19],
    [512, 19],
    [513, 20],
    [699, 39],
  ] as const) {
    const left = Math.max(1e-3, (valueAt(x, y) - 300) / 59_700);
    const grey = 255 * (1 + Math.log(left) / Math.log(1000));
    expect(Math.abs(data[(y * 700 + x) * channels]! - grey)).toBeLessThanOrEqual(1);
  }
});

test('a picture without a column is none', async () => {
  const empty = { ...shelf, info: async () => ({ ...(await shelf.info()), columns: 0 }) };
  expect(await overviewOf(empty, 's', new AbortController().signal)).toBeNull();
});
