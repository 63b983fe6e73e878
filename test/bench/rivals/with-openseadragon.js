import OpenSeadragon from 'openseadragon';
import { beginOpening, counts, nextFrame, opened, timed, until } from './frames.js';

let viewer = null;
let pictures = 0;

/** 8-bit JPEG tiles, one for all places, by the canvas drawer; `rows` × `columns`. */
export async function open(columns, rows) {
  viewer?.destroy();
  const tileSources = await sourceOf(columns, rows);
  const started = beginOpening();
  viewer = OpenSeadragon({
    element: document.querySelector('#host'),
    drawer: 'canvas',
    showNavigationControl: false,
    immediateRender: true,
    animationTime: 0,
    blendTime: 0,
    tileSources,
  });
  return shown(started);
}

export async function openNext(columns, rows) {
  const tileSources = await sourceOf(columns, rows);
  await nextFrame();
  const started = beginOpening();
  viewer.open(tileSources);
  return shown(started);
}

async function shown(started) {
  await new Promise((resolve) => viewer.addOnceHandler('open', resolve));
  const image = viewer.world.getItemAt(0);
  viewer.viewport.zoomTo(image.imageToViewportZoom(1), null, true);
  await until(() => image.getFullyLoaded());
  const { firstAt, lastAt } = opened();
  return { first: firstAt - started, full: lastAt - started };
}

export function frames(what, steps) {
  const { viewport } = viewer;
  const image = viewer.world.getItemAt(0);
  const pixel = () => image.imageToViewportCoordinates(1, 0).x;
  if (what === 'window') return null;
  return timed(steps, (step) => {
    if (what === 'pan') viewport.panBy(new OpenSeadragon.Point(13 * pixel(), 0), true);
    else viewport.zoomTo(image.imageToViewportZoom(1 + 0.02 * (step % 20)), null, true);
  });
}

async function sourceOf(columns, rows) {
  const tile = await tileUrl();
  pictures += 1;
  const picture = pictures;
  return {
    width: columns,
    height: rows,
    tileSize: 512,
    tileOverlap: 0,
    // A name for each, so that each is fetched and decoded, as from a server.
    getTileUrl: (level, x, y) => `${tile}#${picture}/${level}/${x}/${y}`,
  };
}

async function tileUrl() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 512, height: 512 });
  const image = new ImageData(512, 512);
  for (let at = 0; at < counts.length; at += 1) image.data.fill(counts[at] >> 8, 4 * at, 4 * at + 3);
  for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255;
  canvas.getContext('2d').putImageData(image, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  return URL.createObjectURL(blob);
}
