import type { Solid, Span } from '../physics/solids.ts';
import { cartons, pallet, palletHeight } from './cargo.ts';
import { containerCeiling, containerFloor, containerLength, containerTruck } from './container.ts';
import { between, type Scene, times, truckGeometry } from './scene.ts';

/** A container of ceramic tiles by its papers: cigarettes stand behind two rows of tiles at the doors. */
export const tilesCigarettes: Scene = {
  geometry: truckGeometry,
  build(random) {
    const { solids, inside } = containerTruck(between(random, 250, 400));
    const rear = inside + containerLength;
    const coverRows = 4;
    const hidden = rear - coverRows * 1150 - 150;
    return [
      ...solids,
      ...times(coverRows).flatMap((i) => {
        const from = rear - (i + 1) * 1150;
        return [0, 1].flatMap((layer) => tilePallet([from, from + 1080], containerFloor + layer * 900));
      }),
      // Two low pallets of tiles at the front keep the axle loads plausible.
      ...tilePallet([inside + 80, inside + 1160], containerFloor),
      ...cartons({
        x: [inside + 1300, hidden],
        y: [-1150, 1150],
        z: [containerFloor, containerCeiling - between(random, 200, 420)],
        size: [590, 380],
        material: 'tobacco',
        fill: 0.95,
        random,
        uneven: 0.05,
        missing: Math.floor(between(random, 1, 5)),
      }),
    ];
  },
};

/** Boxed tiles on edge: heavy, low, evenly dark, with the seams of the boxes. */
function tilePallet(x: Span, z: number): Solid[] {
  const rows: Span[] = [
    [-1000, -130],
    [130, 1000],
  ];
  const width = (x[1] - x[0]) / 6;
  return rows.flatMap((y) => [
    ...pallet(x, y, z),
    ...times(6).flatMap((i) =>
      times(2).map(
        (layer): Solid => ({
          shape: 'box',
          material: 'ceramic',
          fill: 0.4,
          x: [x[0] + i * width + 6, x[0] + (i + 1) * width - 6],
          y,
          z: [z + palletHeight + layer * 345 + 6, z + palletHeight + (layer + 1) * 345 - 8],
        }),
      ),
    ),
  ]);
}
