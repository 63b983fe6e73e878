import '../../../renderer/viewer/harness/harness.ts';
import type { SyntheticShape } from '../../../renderer/viewer/harness/synthetic.ts';

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

  /** Frame times while the picture is moved, or the window, `steps` times; ms. */
  async frames(what: 'pan' | 'window', steps: number): Promise<number[]> {
    const { harness } = window;
    const viewer = harness.viewer!;
    await harness.idle();
    harness.tell('time-frames');
    for (let step = 0; step < steps; step += 1) {
      if (what === 'pan') viewer.panBy(-13, step % 2 ? 1 : -1);
      else viewer.setDisplay({ level: 0.3 + (0.4 * step) / steps, window: 0.5 });
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await viewer.painted();
    return (await harness.counts()).frameMs;
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
