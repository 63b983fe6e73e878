import { benchmark } from './benchmark.ts';
import { curtainSider } from './curtain-sider.ts';
import { emptyTrailer } from './empty-trailer.ts';
import {
  emptyContainer,
  falseFloorScene,
  falseWallScene,
  hiddenLump,
  notEmptyContainer,
  stuffedTyre,
} from './hiding.ts';
import { machinery } from './machinery.ts';
import { reefer, reeferWall } from './reefer.ts';
import type { Scene } from './scene.ts';
import { tanker } from './tanker.ts';
import { tilesCigarettes } from './tiles-cigarettes.ts';

/** Every scene by the name it is asked for. */
export const scenes = {
  'curtain-sider': curtainSider,
  machinery,
  reefer,
  tanker,
  'empty-trailer': emptyTrailer,
  'tiles-cigarettes': tilesCigarettes,
  'reefer-wall': reeferWall,
  'empty-container': emptyContainer,
  'not-empty-container': notEmptyContainer,
  'false-wall': falseWallScene,
  'false-floor': falseFloorScene,
  'hidden-lump': hiddenLump,
  'stuffed-tyre': stuffedTyre,
  benchmark,
} as const satisfies Record<string, Scene>;
