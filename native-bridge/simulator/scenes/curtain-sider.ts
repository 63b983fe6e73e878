import type { Solid } from '../physics/solids.ts';
import { palletLoads, palletRow } from './cargo.ts';
import { between, pick, type Scene, times, truckGeometry } from './scene.ts';
import { fifthWheelX, tractor } from './tractor.ts';
import { curtainSideBody, floorTop, semiTrailerGear } from './trailer.ts';

/** A curtain-sider with eleven pallet places of mixed goods, a consignor's goods standing together. */
export const curtainSider: Scene = {
  geometry: truckGeometry,
  build(random) {
    const front = between(random, 250, 400);
    const x = front + fifthWheelX - 1300;
    const length = 13_600;
    let load = pick(random, palletLoads);
    const places = times(11).flatMap((place): Solid[] => {
      if (random() < 0.5)
        load = pick(
          random,
          palletLoads.filter((other) => other !== load),
        );
      const from = x + 60 + place * 1222;
      return palletRow(load, [from, from + 1215], floorTop, between(random, 1900, 2350), random);
    });
    return [...tractor(front), ...semiTrailerGear(x, length), ...curtainSideBody(x, length), ...places];
  },
};
