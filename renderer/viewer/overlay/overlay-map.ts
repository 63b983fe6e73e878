import { type Placement, type Point, type Size, toCanvas, toPicture as toUnmirrored } from '../view.ts';

/** Where the picture lies on the screen: what shapes over the canvas are drawn by. All lengths are CSS pixels. */
export interface OverlayMap {
  /** Of the canvas before it is mirrored. */
  readonly placement: Placement;
  /** The canvas's size. */
  readonly size: Size;
  /** The canvas is mirrored, left for right. */
  readonly flipped: boolean;
  /** The picture's size, columns and rows. */
  readonly picture: Size;
}

/** From where the picture lies in device pixels; `density` is how many of those a CSS pixel has. */
export function overlayMapOf(device: {
  readonly placement: Placement;
  readonly size: Size;
  readonly density: number;
  readonly flipped: boolean;
  readonly picture: Size;
}): OverlayMap {
  const { placement, size, density, flipped, picture } = device;
  return {
    placement: {
      originX: placement.originX / density,
      originY: placement.originY / density,
      scaleX: placement.scaleX / density,
      scaleY: placement.scaleY / density,
    },
    size: { width: size.width / density, height: size.height / density },
    flipped,
    picture,
  };
}

/** Columns and rows of level 0 (a pixel's centre at .5) to CSS pixels from the canvas's corner, as a person sees them. */
export function toOverlay(map: OverlayMap, at: Point): Point {
  return mirrored(map, toCanvas(map.placement, at));
}

/** The way back. Points beside the picture have columns and rows beside it. */
export function toPicture(map: OverlayMap, at: Point): Point {
  return toUnmirrored(map.placement, mirrored(map, at));
}

function mirrored({ flipped, size }: OverlayMap, at: Point): Point {
  return flipped ? { x: size.width - at.x, y: at.y } : at;
}
