import { Deck, OrthographicView } from '@deck.gl/core';
import { MultiscaleImageLayer } from '@vivjs/layers';
import { beginOpening, counts, nextFrame, opened, timed, until } from './frames.js';

/** The same objects each time: with others Viv would fetch every tile anew. */
const channelsVisible = [true];
const selections = [{}];
let deck = null;
let shown = null;

/** The 16-bit pyramid, one energy, as Viv's own pixel sources give it; `rows` × `columns`. */
export async function open(columns, rows) {
  deck?.finalize();
  const loader = loaderOf(columns, rows);
  const started = beginOpening();
  begin(columns, rows, loader);
  deck = new Deck({ parent: document.querySelector('#host'), width: 1600, height: 800, ...props() });
  return whole(started);
}

export async function openNext(columns, rows) {
  const loader = loaderOf(columns, rows);
  await nextFrame();
  const started = beginOpening();
  begin(columns, rows, loader);
  deck.setProps(props());
  return whole(started);
}

function loaderOf(columns, rows) {
  const levels = 1 + Math.max(0, Math.ceil(Math.log2(Math.max(columns, rows) / 512)));
  return Array.from({ length: levels }, (_, level) =>
    pixelSource(Math.ceil(columns / 2 ** level), Math.ceil(rows / 2 ** level)),
  );
}

function begin(columns, rows, loader) {
  shown = {
    isLoaded: false,
    viewState: { target: [columns / 2, rows / 2, 0], zoom: 0 },
    contrastLimits: [[0, 65_535]],
    loader,
    onViewportLoad: () => {
      shown.isLoaded = true;
    },
  };
}

async function whole(started) {
  await until(() => shown.isLoaded);
  const { firstAt, lastAt } = opened();
  return { first: firstAt - started, full: lastAt - started };
}

export function frames(what, steps) {
  const { viewState } = shown;
  return timed(steps, (step) => {
    const [x, y] = viewState.target;
    if (what === 'pan') shown.viewState = { ...viewState, target: [x + 13 * step, y, 0] };
    else if (what === 'zoom') shown.viewState = { ...viewState, zoom: Math.log2(1 + 0.02 * (step % 20)) };
    else shown.contrastLimits = [[0, 30_000 + (30_000 * step) / steps]];
    deck.setProps(props());
  });
}

function props() {
  const { viewState, contrastLimits, loader, onViewportLoad } = shown;
  const layer = new MultiscaleImageLayer({
    id: 'scan',
    loader,
    contrastLimits,
    channelsVisible,
    selections,
    onViewportLoad,
    viewportId: 'ortho',
  });
  return { views: [new OrthographicView({ id: 'ortho' })], viewState: { ortho: viewState }, layers: [layer] };
}

function pixelSource(width, height) {
  const tile = (columns, rows) => {
    const data = new Uint16Array(columns * rows);
    for (let row = 0; row < rows; row += 1)
      data.set(counts.subarray(row * 512, row * 512 + columns), row * columns);
    return { data, width: columns, height: rows };
  };
  return {
    shape: [height, width],
    labels: ['y', 'x'],
    dtype: 'Uint16',
    tileSize: 512,
    getTile: async ({ x, y }) => tile(Math.min(512, width - x * 512), Math.min(512, height - y * 512)),
    getRaster: async () => tile(Math.min(512, width), Math.min(512, height)),
    onTileError: (error) => {
      throw error;
    },
  };
}
