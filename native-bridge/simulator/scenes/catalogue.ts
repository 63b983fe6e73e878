import { emptyTrailer } from './empty-trailer.ts';
import type { Scene } from './scene.ts';

export const scenes = {
  'empty-trailer': emptyTrailer,
} as const satisfies Record<string, Scene>;
