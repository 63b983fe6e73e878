import type { FromWorker, ViewerFailure } from '../messages.ts';
import type { PictureProgress } from '../tile-source.ts';
import { type CursorReading, createViewer, type Viewer, type ViewState } from '../viewer.ts';
import type { WorkerCounts } from './instrument.ts';
import { RepeatingPicture } from './repeating.ts';
import { SyntheticPicture, type SyntheticShape } from './synthetic.ts';

/** What browser tests and benches drive through `window.harness`. */
export class Harness {
  readonly events: HarnessEvents = { views: [], fidelities: [], cursors: [], failures: [], seen: [] };
  viewer: Viewer | null = null;
  /** Tells the worker what to pretend. */
  workerName = '';
  picture: SyntheticPicture | null = null;
  #worker: Worker | null = null;
  #canvas: HTMLCanvasElement | null = null;
  #release: () => void = () => {};

  prepare(shape: SyntheticShape): void {
    this.picture = new SyntheticPicture(shape);
  }

  /** Shows a picture of any size in the viewer that is mounted. */
  showRepeating(shape: { columns: number; rows: number; planes: 1 | 2 }): void {
    this.viewer?.show(new RepeatingPicture(shape));
  }

  /** A canvas of `width` × `height` CSS pixels with a viewer on it. */
  mount(width: number, height: number): void {
    this.viewer?.destroy();
    const canvas = document.createElement('canvas');
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    document.querySelector('#host')!.replaceChildren(canvas);
    this.#canvas = canvas;
    const viewer = createViewer(canvas, this.picture, {
      label: 'Synthetic scan',
      createWorker: () => {
        this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
          type: 'module',
          name: this.workerName,
        });
        return this.#worker;
      },
    });
    viewer.on('view', (view) => this.events.views.push(view));
    viewer.on('fidelity', (fidelity) => this.events.fidelities.push(fidelity));
    viewer.on('cursor', (cursor) => this.events.cursors.push(cursor));
    viewer.on('failure', (failure) => this.events.failures.push(failure));
    viewer.on('seen', (seen) => this.events.seen.push(seen));
    this.viewer = viewer;
  }

  /** The React component instead, in strict mode, where each effect runs twice. */
  async mountComponent(width: number, height: number): Promise<void> {
    const { mountScanViewer } = await import('./mount-scan-viewer.tsx');
    this.viewer?.destroy();
    const host = document.querySelector<HTMLElement>('#host')!;
    Object.assign(host.style, { width: `${width}px`, height: `${height}px` });
    await mountScanViewer(host, this.picture, (viewer) => {
      this.viewer = viewer;
    });
  }

  advance(progress: PictureProgress): void {
    this.picture?.advance(progress);
  }

  /** Keeps tiles back whose key begins so, until `release()`. */
  hold(prefix = ''): void {
    this.#release = this.picture?.hold(prefix) ?? (() => {});
  }

  release(): void {
    this.#release();
  }

  resize(width: number, height: number): void {
    if (this.#canvas) Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` });
  }

  tell(harness: string): void {
    this.#worker?.postMessage({ harness });
  }

  /** Shows another picture in the same viewer, as a console does from truck to truck. */
  showNext(shape: SyntheticShape): void {
    this.picture = new SyntheticPicture(shape);
    this.viewer?.show(this.picture);
  }

  /** A word that the worker said before it knew of what the viewer was told since. */
  hear(word: FromWorker): void {
    this.#worker?.dispatchEvent(new MessageEvent('message', { data: word }));
  }

  counts(): Promise<WorkerCounts> {
    return new Promise((resolve) => {
      const listener = ({ data }: MessageEvent<{ harness?: string; counts?: WorkerCounts }>) => {
        if (data.harness !== 'counts' || !data.counts) return;
        this.#worker?.removeEventListener('message', listener);
        resolve(data.counts);
      };
      this.#worker?.addEventListener('message', listener);
      this.tell('counts');
    });
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Resolves when the worker has painted nothing for a while. */
  async idle(): Promise<void> {
    for (let before = -1; ; ) {
      const { frames } = await this.counts();
      if (frames === before) return;
      before = frames;
      await this.pause(400);
    }
  }

  /** What is on the canvas: width, height and RGBA bytes in base64. `waits` for what was asked for to be painted. */
  async pixels(waits: boolean): Promise<{ width: number; height: number; rgba: string }> {
    if (waits) await this.viewer?.painted();
    await nextFrames(2);
    const canvas = this.#canvas!;
    const copy = document.createElement('canvas');
    copy.width = canvas.width;
    copy.height = canvas.height;
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    return { width: copy.width, height: copy.height, rgba: base64(data) };
  }
}

export interface HarnessEvents {
  readonly views: ViewState[];
  readonly fidelities: string[];
  readonly cursors: (CursorReading | null)[];
  readonly failures: ViewerFailure[];
  readonly seen: number[];
}

async function nextFrames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function base64(bytes: Uint8ClampedArray): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

declare global {
  interface Window {
    harness: Harness;
  }
}
window.harness = new Harness();
