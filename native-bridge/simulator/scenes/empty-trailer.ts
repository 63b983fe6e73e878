import type { Solid } from '../physics/solids.ts';
import { between, type Scene, truckGeometry } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { curtainSideBody, floorTop, semiTrailerGear } from './trailer.ts';

/** A curtain-sider going home with nothing but a few empty pallets and its lashing gear. */
export const emptyTrailer: Scene = {
  geometry: truckGeometry,
  build(random) {
    const front = between(random, 250, 400);
    const x = front + fifthWheelX - 1300;
    const length = 13_600;
    return [
      ...tractor(front),
      ...semiTrailerGear(x, length),
      ...curtainSideBody(x, length),
      ...palletStack(x + 200, Math.floor(between(random, 3, 9))),
      {
        shape: 'box',
        material: 'textile',
        fill: 0.5,
        x: [x + 2200, x + 2900],
        y: [-900, -300],
        z: [floorTop, floorTop + 220],
      },
    ];
  },
};

function palletStack(x: number, count: number): Solid[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const z = floorTop + i * 145;
    return [
      ...[0, 530, 1060].map(
        (dx): Solid => ({
          shape: 'box',
          material: 'wood',
          x: [x + dx, x + dx + 140],
          y: [-400, 400],
          z: [z + 22, z + 100],
        }),
      ),
      { shape: 'box', material: 'wood', x: [x, x + 1200], y: [-400, 400], z: [z + 120, z + 143] },
      { shape: 'box', material: 'wood', fill: 0.5, x: [x, x + 1200], y: [-400, 400], z: [z, z + 22] },
    ];
  });
}
