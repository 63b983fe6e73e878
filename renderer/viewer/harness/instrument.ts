/** Looks inside the viewer's worker from outside of its code: counts uploads and draws, times frames, breaks things. */
export interface WorkerCounts {
  readonly uploads: number;
  readonly draws: number;
  readonly frames: number;
  /** The most cells, from tiles or as patterns, that one frame painted. */
  readonly mostCells: number;
  /** Tiles that the textures there are have room for. */
  readonly layers: number;
  /** Draws into numbers for filters, not onto the canvas. */
  readonly fieldPasses: number;
  /** When the first and the latest frame with a tile in it were done on the GPU, `performance` time since 1970. */
  readonly firstPictureAt: number;
  readonly lastPictureAt: number;
  /** Of each frame that drew, until the GPU was done, ms. */
  readonly frameMs: number[];
}

const counts = {
  uploads: 0,
  draws: 0,
  frames: 0,
  fieldPasses: 0,
  mostCells: 0,
  layers: 0,
  firstPictureAt: 0,
  lastPictureAt: 0,
  frameMs: [] as number[],
};
let gl: WebGL2RenderingContext | null = null;
let lose: WEBGL_lose_context | null = null;
let timing = false;
/** Of this frame. */
let cells = 0;

/** What the worker's name says its graphics are like. */
const pretended = (globalThis as { name?: string }).name;

const getContext = OffscreenCanvas.prototype.getContext as (...args: unknown[]) => unknown;
OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...args: unknown[]) {
  if (pretended === 'no-webgl2' && args[0] === 'webgl2') return null;
  const made = getContext.apply(this, args);
  if (made instanceof WebGL2RenderingContext) watch(made);
  return made;
} as typeof OffscreenCanvas.prototype.getContext;

const request = globalThis.requestAnimationFrame.bind(globalThis);
globalThis.requestAnimationFrame = (callback) =>
  request((time) => {
    const drawsBefore = counts.draws;
    const started = performance.now();
    cells = 0;
    callback(time);
    counts.mostCells = Math.max(counts.mostCells, cells);
    counts.frames += 1;
    if (!timing || counts.draws === drawsBefore || !gl) return;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    const done = performance.now();
    counts.frameMs.push(done - started);
    if (counts.uploads === 0) return;
    counts.lastPictureAt = performance.timeOrigin + done;
    counts.firstPictureAt ||= counts.lastPictureAt;
  });

addEventListener('message', ({ data }: MessageEvent<{ harness?: string }>) => {
  switch (data.harness) {
    case 'counts':
      postMessage({ harness: 'counts', counts: structuredClone(counts) });
      break;
    case 'time-frames':
      counts.frameMs.length = 0;
      counts.uploads = 0;
      counts.firstPictureAt = 0;
      timing = true;
      break;
    case 'lose-context':
      lose?.loseContext();
      break;
    case 'restore-context':
      lose?.restoreContext();
      break;
    case 'crash':
      setTimeout(() => {
        throw new Error('crashed on purpose');
      });
      break;
  }
});

function watch(made: WebGL2RenderingContext): void {
  gl = made;
  lose = made.getExtension('WEBGL_lose_context');
  const upload = made.texSubImage3D.bind(made) as (...args: unknown[]) => void;
  made.texSubImage3D = ((...args: unknown[]) => {
    counts.uploads += 1;
    if (pretended === 'eight-bits') args[10] = (args[10] as Uint16Array).map((value) => value & 0xff00);
    upload(...args);
  }) as typeof made.texSubImage3D;
  const draw = made.drawArraysInstanced.bind(made);
  made.drawArraysInstanced = (...args) => {
    counts.draws += 1;
    cells += args[3];
    draw(...args);
  };
  const allocate = made.texStorage3D.bind(made);
  made.texStorage3D = (...args) => {
    counts.layers += args[5];
    allocate(...args);
  };
  const drawOnce = made.drawArrays.bind(made);
  made.drawArrays = (...args) => {
    counts.draws += 1;
    drawOnce(...args);
  };
  const bind = made.bindFramebuffer.bind(made);
  made.bindFramebuffer = (target, framebuffer) => {
    if (framebuffer !== null && target === made.DRAW_FRAMEBUFFER) counts.fieldPasses += 1;
    bind(target, framebuffer);
  };
}
