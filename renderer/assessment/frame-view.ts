import type { FrameView } from '../../station/api/assessment-views.pure.ts';
import { type Layout, oneToOnePxPerMm, type Size, type View } from '../viewer/view.ts';

/** A frame takes up to so much of the canvas: what is around it says what it lies in. */
const shareOfCanvas = 0.6;

/** How to look at a frame: in the middle of a canvas of `size` device pixels, never closer than 1:1. */
export function viewOfFrame(frame: FrameView, layout: Layout, size: Size): View {
  const across = frame.width * layout.linePitchMm;
  const down = frame.height * layout.detectorPitchMm;
  const fits = shareOfCanvas * Math.min(size.width / Math.max(across, 1), size.height / Math.max(down, 1));
  return {
    x: frame.x + frame.width / 2,
    y: frame.y + frame.height / 2,
    pxPerMm: Math.min(fits, oneToOnePxPerMm(layout)),
  };
}
