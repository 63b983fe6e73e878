import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseTile } from '../../station/api/tile-body.pure.ts';
import { createStationTileSource, fetchPictureInfo, type PictureInfo } from './station-tile-source.ts';

const info: PictureInfo = {
  scanId: 's 1',
  geometry: {
    detectors: 1125,
    energiesMeV: [6, 4],
    detectorPitchMm: 4,
    linePitchMm: 3.5,
    expectedLines: 4500,
    airCounts: 60_000,
    darkCounts: 100,
  },
  columns: 640,
  state: 'receiving',
  levels: 5,
  calibration: {
    source: 'model',
    curves: [
      {
        material: 'steel',
        massThickness: [0, 8],
        transmission: [
          [1, 0.7],
          [1, 0.6],
        ],
      },
    ],
    noise: { airQuanta: 60_000, readout: 0, pulse: 0.004, gain: 0.002, scatter: 0 },
  },
};

function body(width: number, height: number, planes: number, flags = 0, columns = 7): ArrayBuffer {
  const bytes = new ArrayBuffer(16 + width * height * planes * 2);
  const view = new DataView(bytes);
  view.setUint32(0, 0x53505431);
  view.setUint16(4, width, true);
  view.setUint16(6, height, true);
  view.setUint16(8, planes, true);
  view.setUint16(10, flags, true);
  view.setUint32(12, columns, true);
  for (let at = 16; at < bytes.byteLength; at += 2) view.setUint16(at, (at * 257) & 0xffff, true);
  return bytes;
}

describe('a tile', () => {
  test('is read value by value, planes interleaved', () => {
    const tile = parseTile(body(3, 2, 2, 1, 9));
    expect(tile).toMatchObject({ width: 3, height: 2, planes: 2, columns: 9, final: true });
    expect(tile.values).toHaveLength(12);
    expect(tile.values[0]).toBe((16 * 257) & 0xffff);
    expect(tile.values[11]).toBe((38 * 257) & 0xffff);
  });

  test('owns its values, so that they can be given away to a worker', () => {
    const tile = parseTile(body(2, 2, 1));
    expect(tile.values.byteOffset).toBe(0);
    expect(tile.values.buffer.byteLength).toBe(8);
  });

  test('that is not whole, or not a tile, is refused', () => {
    const whole = body(3, 2, 1);
    expect(() => parseTile(whole.slice(0, -2))).toThrow(RangeError);
    expect(() => parseTile(whole.slice(0, 8))).toThrow(RangeError);
    expect(() => parseTile(body(0, 2, 1))).toThrow(RangeError);
    new DataView(whole).setUint8(0, 0);
    expect(() => parseTile(whole)).toThrow(RangeError);
  });

  test('made of any bytes is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, branded) => {
        const buffer = new Uint8Array(bytes).buffer;
        if (branded && buffer.byteLength >= 4) new DataView(buffer).setUint32(0, 0x53505431);
        try {
          const tile = parseTile(buffer);
          expect(tile.values.length).toBe(tile.width * tile.height * tile.planes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a picture', () => {
  const answer = (status: number, json: unknown) => async () =>
    new Response(JSON.stringify(json), { status });

  test('is what the station says of it', async () => {
    await expect(fetchPictureInfo(answer(200, info), 's 1')).resolves.toEqual(info);
  });

  test('that the station does not know yet is none', async () => {
    await expect(fetchPictureInfo(answer(404, {}), 's 1')).resolves.toBeNull();
  });

  test('that makes no sense is refused', async () => {
    await expect(fetchPictureInfo(answer(200, { ...info, levels: 0 }), 's 1')).rejects.toThrow();
    await expect(fetchPictureInfo(answer(500, {}), 's 1')).rejects.toThrow('INTERNAL');
  });
});

describe('the tile source', () => {
  test('passes on what is known of a picture of another program', () => {
    const imported = {
      counts: 'attenuation',
      bitsStored: 12,
      pitchKnown: false,
      energyKnown: false,
    } as const;
    const source = createStationTileSource({ ...info, geometry: { ...info.geometry, imported } }, vi.fn());
    expect(source.picture.imported).toEqual(imported);
    expect(createStationTileSource(info, vi.fn()).picture.imported).toBeUndefined();
  });

  test('lays the picture out for the lines to come', () => {
    const source = createStationTileSource(info, vi.fn());
    expect(source.picture).toMatchObject({
      expectedColumns: 4500,
      detectors: 1125,
      levels: 5,
      tileSize: 512,
    });
    const over = createStationTileSource({ ...info, state: 'complete', columns: 4400 }, vi.fn());
    expect(over.picture.expectedColumns).toBe(4400);
  });

  test('asks the station for a tile by its address', async () => {
    const ask = vi.fn(async () => new Response(body(3, 2, 1)));
    const source = createStationTileSource(info, ask);
    const signal = new AbortController().signal;
    const tile = await source.tile({ level: 2, column: 3, row: 1 }, signal);
    expect(ask).toHaveBeenCalledWith('/scans/s%201/tiles/2/3/1', signal);
    expect(tile.values).toHaveLength(6);
  });

  test('fails a tile that the station refuses', async () => {
    const source = createStationTileSource(info, async () => new Response('', { status: 503 }));
    await expect(source.tile({ level: 0, column: 0, row: 0 }, new AbortController().signal)).rejects.toThrow(
      '503',
    );
  });

  test('tells a listener where the picture stands, and then each step of its growth', () => {
    const source = createStationTileSource(info, vi.fn());
    const seen = vi.fn();
    const stop = source.onProgress(seen);
    source.report({ columns: 700, state: 'receiving' });
    source.report({ columns: 4500, state: 'complete' });
    stop();
    source.report({ columns: 4501, state: 'complete' });
    expect(seen.mock.calls.map(([progress]) => progress)).toEqual([
      { columns: 640, state: 'receiving' },
      { columns: 700, state: 'receiving' },
      { columns: 4500, state: 'complete' },
    ]);
  });

  test('never lets a late report shrink the picture or bring it back to life', () => {
    const source = createStationTileSource(info, vi.fn());
    source.report({ columns: 4500, state: 'incomplete' });
    source.report({ columns: 4500, state: 'receiving' });
    source.report({ columns: 100, state: 'receiving' });
    const seen = vi.fn();
    source.onProgress(seen);
    expect(seen).toHaveBeenCalledExactlyOnceWith({ columns: 4500, state: 'incomplete' });
  });
});
