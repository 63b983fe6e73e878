import '../viewer/page.ts';

const contenders = {
  openseadragon: () => import('./with-openseadragon.js'),
  viv: () => import('./with-viv.js'),
};

/** What `rivals.bench.ts` drives in the page, beside `window.bench` and `window.harness`. */
window.rivals = {
  /** In a new viewer. */
  open: async (name, columns, rows) => (await contenders[name]()).open(columns, rows),
  /** Another picture in the same viewer. */
  openNext: async (name, columns, rows) => (await contenders[name]()).openNext(columns, rows),
  frames: async (name, what, steps) => (await contenders[name]()).frames(what, steps),
};
