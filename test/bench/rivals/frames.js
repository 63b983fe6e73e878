/**
 * Times the frames of a program that paints on the main thread: each callback of requestAnimationFrame that drew something,
 * until a pixel could be read back, as the harness does it in the viewer's own worker.
 */
let draws = 0;
let frameMs = null;
let firstAt = 0;
let lastAt = 0;
let readBack = () => {};

for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
  const draw = WebGL2RenderingContext.prototype[name];
  WebGL2RenderingContext.prototype[name] = function (...args) {
    draws += 1;
    readBack = () => this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, new Uint8Array(4));
    return draw.apply(this, args);
  };
}
const drawImage = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...args) {
  draws += 1;
  readBack = () => this.getImageData(0, 0, 1, 1);
  return drawImage.apply(this, args);
};

const request = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  request((time) => {
    const before = draws;
    const started = performance.now();
    callback(time);
    if (draws === before) return;
    readBack();
    lastAt = performance.now();
    firstAt ||= lastAt;
    frameMs?.push(lastAt - started);
  });

export function beginOpening() {
  [firstAt, lastAt] = [0, 0];
  return performance.now();
}

export const opened = () => ({ firstAt, lastAt });

/** Frame times while `move(step)` is called `steps` times, once for each frame. */
export async function timed(steps, move) {
  frameMs = [];
  for (let step = 0; step < steps; step += 1) {
    move(step);
    await nextFrame();
    await nextFrame();
  }
  const times = frameMs;
  frameMs = null;
  return times;
}

export const nextFrame = () => new Promise((resolve) => request(() => resolve()));

/** Resolves once `isDone` says so, looking each frame, and one more frame was painted. */
export async function until(isDone) {
  for (const end = performance.now() + 60_000; !isDone(); ) {
    if (performance.now() > end) throw new Error('it did not come to an end within a minute');
    await nextFrame();
  }
  await nextFrame();
}

/** One tile of the picture, 512 × 512 counts, the same for every contender. */
export const counts = Uint16Array.from({ length: 512 * 512 }, (_, at) => {
  const [x, y] = [at % 512, at >> 9];
  const waves = 0.5 + 0.25 * Math.sin(x / 37) + 0.25 * Math.cos(y / 23);
  const grain = ((x * 7919 + y * 104_729) % 101) / 101;
  return Math.round(500 + 59_500 * (0.9 * waves + 0.1 * grain));
});
