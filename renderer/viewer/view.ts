/**
 * Where the picture lies on the canvas. Picture coordinates are columns and rows of level 0, a pixel's centre at .5;
 * canvas coordinates are device pixels from the top left. All functions are pure.
 */
export interface View {
  /** Picture coordinates in the middle of the canvas. */
  readonly x: number;
  readonly y: number;
  /** Device pixels per millimetre at the object: the same in both directions, whatever the pixels' shape. */
  readonly pxPerMm: number;
}

/** What the picture's proportions come from. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly linePitchMm: number;
  readonly detectorPitchMm: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point, Size {}

/** The picture's corner on the canvas, and device pixels per column and per row. */
export interface Placement {
  readonly originX: number;
  readonly originY: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * At whole-numbered scales the corner is brought to a whole device pixel, so that 1:1 shows pixels, not mixtures
 * of neighbours. Everything that relates canvas and picture goes through here.
 */
export function placementOf(layout: Layout, view: View, size: Size): Placement {
  const scaleX = view.pxPerMm * layout.linePitchMm;
  const scaleY = view.pxPerMm * layout.detectorPitchMm;
  return {
    originX: settled(size.width / 2 - view.x * scaleX, scaleX),
    originY: settled(size.height / 2 - view.y * scaleY, scaleY),
    scaleX,
    scaleY,
  };
}

export function toPicture(placement: Placement, at: Point): Point {
  return {
    x: (at.x - placement.originX) / placement.scaleX,
    y: (at.y - placement.originY) / placement.scaleY,
  };
}

export function toCanvas(placement: Placement, at: Point): Point {
  return {
    x: placement.originX + at.x * placement.scaleX,
    y: placement.originY + at.y * placement.scaleY,
  };
}

/** The whole picture, as large as it goes. */
export function fitView(layout: Layout, size: Size): View {
  const across = size.width / (layout.columns * layout.linePitchMm);
  const down = size.height / (layout.rows * layout.detectorPitchMm);
  return { x: layout.columns / 2, y: layout.rows / 2, pxPerMm: Math.min(across, down) };
}

/** Device pixels per millimetre at which the finer pitch is one device pixel, so that no pixel is left out. */
export function oneToOnePxPerMm(layout: Layout): number {
  return 1 / Math.min(layout.linePitchMm, layout.detectorPitchMm);
}

/** Device pixels per picture pixel of the finer pitch: 1 is 1:1. */
export function scaleOf(layout: Layout, view: View): number {
  return view.pxPerMm / oneToOnePxPerMm(layout);
}

/** Zooms so that the picture point under `at` (device pixels) stays under it. */
export function zoomView(layout: Layout, view: View, size: Size, factor: number, at: Point): View {
  const pxPerMm = clampScale(layout, size, view.pxPerMm * factor);
  const fromMiddle = {
    x: (at.x - size.width / 2) / layout.linePitchMm,
    y: (at.y - size.height / 2) / layout.detectorPitchMm,
  };
  return {
    x: view.x + fromMiddle.x * (1 / view.pxPerMm - 1 / pxPerMm),
    y: view.y + fromMiddle.y * (1 / view.pxPerMm - 1 / pxPerMm),
    pxPerMm,
  };
}

/** Moves the picture by device pixels: the picture follows the hand. */
export function panView(layout: Layout, view: View, dx: number, dy: number): View {
  return {
    ...view,
    x: view.x - dx / (view.pxPerMm * layout.linePitchMm),
    y: view.y - dy / (view.pxPerMm * layout.detectorPitchMm),
  };
}

/** Keeps the scale sensible and a point of the picture in the middle of the canvas, so that it is never lost. */
export function keptOnCanvas(layout: Layout, view: View, size: Size): View {
  return {
    x: Math.min(layout.columns, Math.max(0, view.x)),
    y: Math.min(layout.rows, Math.max(0, view.y)),
    pxPerMm: clampScale(layout, size, view.pxPerMm),
  };
}

/** The part of the picture that is on the canvas, in picture coordinates; empty when none is. */
export function visibleRectangle(layout: Layout, placement: Placement, size: Size): Rectangle {
  const from = toPicture(placement, { x: 0, y: 0 });
  const to = toPicture(placement, { x: size.width, y: size.height });
  const x = Math.min(Math.max(from.x, 0), layout.columns);
  const y = Math.min(Math.max(from.y, 0), layout.rows);
  return {
    x,
    y,
    width: Math.max(0, Math.min(to.x, layout.columns) - x),
    height: Math.max(0, Math.min(to.y, layout.rows) - y),
  };
}

/** Half of fit (or of 1:1 for a picture smaller than the canvas) to 32 device pixels per picture pixel. */
function clampScale(layout: Layout, size: Size, pxPerMm: number): number {
  const oneToOne = oneToOnePxPerMm(layout);
  const least = Math.min(fitView(layout, size).pxPerMm, oneToOne) / 2;
  return Math.min(oneToOne * 32, Math.max(least, pxPerMm));
}

function settled(origin: number, scale: number): number {
  const whole = Math.round(scale);
  return whole >= 1 && Math.abs(scale - whole) < 1e-9 ? Math.round(origin) : origin;
}
