import '../../../renderer/viewer/harness/harness.ts';
import { RepeatingPicture } from '../../../renderer/viewer/harness/repeating.ts';
import type { SyntheticShape } from '../../../renderer/viewer/harness/synthetic.ts';
import { PixelReader } from '../../../renderer/viewer/pixel-reader.ts';

/** What the bench drives in the page, beside `window.harness`. */
const bench = {
  /** Frame times of the baseline, ms. */
  baseline(width: number, height: number, frames: number): Promise<number[]> {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    document.querySelector('#host')!.replaceChildren(canvas);
    const worker = new Worker(new URL('./baseline-worker.ts', import.meta.url), { type: 'module' });
    const offscreen = canvas.transferControlToOffscreen();
    return new Promise<number[]>((resolve) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.postMessage({ canvas: offscreen, frames }, [offscreen]);
    }).finally(() => worker.terminate());
  },

  prepare(shape: SyntheticShape): void {
    window.harness.prepare(shape);
    window.harness.picture!.precut();
  },

  /**
   * To the first pixels of the picture and to every pixel of the needed level at 1:1, each done on the GPU; ms.
   * Cold from `createViewer`, warm from `show` on a viewer that had nothing to show.
   */
  async open(width: number, height: number, warm: boolean): Promise<{ overview: number; full: number }> {
    const { harness } = window;
    const { picture } = harness;
    if (warm) {
      harness.picture = null;
      harness.mount(width, height);
      await harness.idle();
      harness.picture = picture;
    }
    const started = performance.timeOrigin + performance.now();
    if (warm) harness.viewer!.show(picture);
    else harness.mount(width, height);
    harness.tell('time-frames');
    harness.viewer!.zoomTo(1);
    await harness.viewer!.painted();
    const { firstPictureAt, lastPictureAt } = await harness.counts();
    return { overview: firstPictureAt - started, full: lastPictureAt - started };
  },

  /** The same for a picture of any size (`RepeatingPicture`), in a new viewer. */
  async openRepeating(shape: RepeatingShape, width: number, height: number) {
    const { harness } = window;
    harness.picture = null;
    const started = performance.timeOrigin + performance.now();
    harness.mount(width, height);
    harness.tell('time-frames');
    harness.showRepeating(shape);
    harness.viewer!.zoomTo(1);
    await harness.viewer!.painted();
    const { firstPictureAt, lastPictureAt, layers } = await harness.counts();
    return { first: firstPictureAt - started, full: lastPictureAt - started, layers };
  },

  /** Another picture of the same shape in the viewer that is there, as a console goes from truck to truck. */
  async openNext(shape: RepeatingShape) {
    const { harness } = window;
    await harness.idle();
    const started = performance.timeOrigin + performance.now();
    harness.tell('time-frames');
    harness.showRepeating(shape);
    harness.viewer!.zoomTo(1);
    await harness.viewer!.painted();
    const { firstPictureAt, lastPictureAt } = await harness.counts();
    return { first: firstPictureAt - started, full: lastPictureAt - started };
  },

  /** The longest the main thread was busy at one stretch while a picture is opened, panned and measured, ms. */
  async longestStall(shape: RepeatingShape, width: number, height: number): Promise<number> {
    let longest = 0;
    let before = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      channel.port2.postMessage(null);
    };
    channel.port2.postMessage(null);
    await bench.openRepeating(shape, width, height);
    await bench.frames('pan', 60);
    const reader = new PixelReader(new RepeatingPicture(shape));
    await reader.region({ x: 0, y: 0, width: shape.columns, height: shape.rows }, 1_048_576);
    await reader.region({ x: 1000, y: 1000, width: 1024, height: 1024 }, 1_048_576);
    await reader.line({ x: 0, y: 0 }, { x: shape.columns, y: shape.rows }, 512);
    channel.port1.close();
    return longest;
  },

  /** Frame times while the picture is moved, or the window, `steps` times; ms. */
  async frames(what: 'pan' | 'zoom' | 'window', steps: number): Promise<number[]> {
    const { harness } = window;
    const viewer = harness.viewer!;
    await harness.idle();
    harness.tell('time-frames');
    for (let step = 0; step < steps; step += 1) {
      if (what === 'pan') viewer.panBy(-13, step % 2 ? 1 : -1);
      else if (what === 'zoom') viewer.zoomTo(1 + 0.02 * (step % 20));
      else viewer.setDisplay({ level: 0.3 + (0.4 * step) / steps, window: 0.5 });
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await viewer.painted();
    return (await harness.counts()).frameMs;
  },
};

type RepeatingShape = { readonly columns: number; readonly rows: number; readonly planes: 1 | 2 };

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
