import type { Bench } from './bench.ts';

/** Every bench by name, loaded when it is run. */
export const benches = {
  render: async () => (await import('./render.bench.ts')).render,
  decode: async () => (await import('./decode.bench.ts')).decode,
  parsers: async () => (await import('./parsers.bench.ts')).parsers,
  devices: async () => (await import('./devices.bench.ts')).devices,
  ingest: async () => (await import('./ingest.bench.ts')).ingest,
  import: async () => (await import('./import.bench.ts')).importing,
  compare: async () => (await import('./compare.bench.ts')).compare,
  assess: async () => (await import('./assess.bench.ts')).assess,
  archive: async () => (await import('./archive.bench.ts')).archive,
  'archive-search': async () => (await import('./archive-search.bench.ts')).archiveSearch,
  decision: async () => (await import('./decision.bench.ts')).decision,
  'check-in': async () => (await import('./checkin.bench.ts')).checkIn,
  start: async () => (await import('./start.bench.ts')).start,
  figures: async () => (await import('./figures.bench.ts')).figures,
  console: async () => (await import('./console.bench.ts')).consoleScreen,
  viewer: async () => (await import('./viewer.bench.ts')).viewer,
  rivals: async () => (await import('./rivals.bench.ts')).rivals,
} satisfies Record<string, () => Promise<Bench>>;
