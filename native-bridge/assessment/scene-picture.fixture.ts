import type { PictureInfo, ScanPicture, TileAddress, TileBody } from '../imaging/scan-picture.ts';
import { emptyTile, fillFromColumns, neededColumns, tileWindow } from '../imaging/tile-body.ts';
import type { SceneScan } from '../simulator/scenes.ts';

/** A simulated scan as a picture, without a file: what an analysis is tried on. */
export function pictureOf(scan: SceneScan): ScanPicture {
  const { geometry, lines } = scan;
  const planes = geometry.energiesMeV.length;
  const all = new Uint16Array(lines * planes * geometry.detectors);
  for (let first = 0; first < lines; first += 128) {
    const block = scan.lineBlock(first, Math.min(128, lines - first));
    all.set(new Uint16Array(block.buffer), first * planes * geometry.detectors);
  }
  const info: PictureInfo = { scanId: scan.name, geometry, columns: lines, state: 'complete', levels: 4 };
  const level = { columns: lines, known: lines, rows: geometry.detectors, planes };
  return {
    info: () => info,
    tile: async (address: TileAddress): Promise<TileBody> => {
      const window = tileWindow(level, address);
      const { bytes, values } = emptyTile(window, level, true);
      const { from, to } = neededColumns(window, level);
      const size = planes * geometry.detectors;
      fillFromColumns(values, window, level, all.subarray(from * size, to * size), from);
      return { bytes, final: true };
    },
    close: async () => undefined,
  };
}
