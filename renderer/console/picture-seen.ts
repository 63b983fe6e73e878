import type { SeenMap } from '../../station/api/seen-map.pure.ts';
import type { Fidelity } from '../../station/api/views.pure.ts';

/** How much of which picture the officer has had on screen; recorded with the decision. */
export interface PictureSeen {
  readonly scanId: string;
  readonly fidelity: Fidelity;
  /** Share of the picture that was on screen at full resolution, percent. */
  readonly percent: number;
  /** Which parts those are; null while nothing of it has been seen. */
  readonly map: SeenMap | null;
}
