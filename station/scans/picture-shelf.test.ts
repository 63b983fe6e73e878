import { expect, test } from 'vitest';
import type { PictureInfo, TileBody } from '../../native-bridge/imaging/scan-picture.ts';
import { geometryOf } from '../../native-bridge/imaging/strips.fixture.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { type PictureSource, Pictures } from './picture-shelf.ts';

const address = { level: 0, column: 0, row: 0 };
const never = new AbortController().signal;

/** A shelf over one scan whose pictures are noted as they are opened and closed. */
function bench() {
  const notes: string[] = [];
  const at = { source: { kind: 'capture', file: 'a.strips' } as PictureSource | null };
  const shelf = new Pictures({
    locate: () => at.source,
    open: async ({ kind }) => {
      notes.push(`${kind} opened`);
      const info: PictureInfo = {
        scanId: 'a',
        geometry: geometryOf(8, [6]),
        columns: 10,
        state: 'complete',
        levels: 1,
      };
      return {
        info: () => info,
        tile: async (): Promise<TileBody> => ({ bytes: new Uint8Array(16), final: true }),
        close: async () => void notes.push(`${kind} closed`),
      };
    },
  });
  const tile = () => shelf.tile('a', address, never);
  return { shelf, at, notes, tile };
}

test('a picture whose scan is archived is opened from the archive before the capture is let go of', async () => {
  const { shelf, at, notes, tile } = bench();
  await tile();
  at.source = { kind: 'archive', files: ['a.tif'] };
  await shelf.replace('a');
  expect(notes[1]).toBe('archive opened');
  expect(notes).toContain('capture closed');
  await tile();
  expect(notes.filter((note) => note.endsWith('opened'))).toEqual(['capture opened', 'archive opened']);
});

test('a picture that nobody looks at is not opened for its archive', async () => {
  const { shelf, at, notes } = bench();
  at.source = { kind: 'archive', files: ['a.tif'] };
  await shelf.replace('a');
  expect(notes).toEqual([]);
});

test('heavy work waits until nobody asks for tiles, and not for ever', async () => {
  const { shelf, tile } = bench();
  const timers = manualTimers();
  await shelf.quiet(timers, never);

  await tile();
  let quiet = false;
  const waiting = shelf.quiet(timers, never).then(() => {
    quiet = true;
  });
  await tile();
  timers.advance(400);
  await settled();
  expect(quiet).toBe(false);
  timers.advance(400);
  await waiting;

  const busy = shelf.quiet(timers, never);
  for (let i = 0; i < 25; i++) {
    await tile();
    timers.advance(400);
    await settled();
  }
  await busy;
});

test('heavy work that is stopped does not wait for quiet', async () => {
  const { shelf, tile } = bench();
  await tile();
  const stop = new AbortController();
  const waiting = shelf.quiet(manualTimers(), stop.signal);
  stop.abort();
  await waiting;
});

/** Everything that needs no timer has run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
