import { z } from 'zod';
import { parseTile } from '../../station/api/tile-body.pure.ts';
import { refusalOf } from '../ui/fault.ts';
import type { PictureProgress, TileSource } from '../viewer/tile-source.ts';

const share = z.number().min(0).max(1);
const calibration = z.object({
  source: z.enum(['measured', 'model']),
  curves: z.array(
    z.object({
      material: z.enum(['polyethylene', 'aluminium', 'steel']),
      massThickness: z.array(z.number()),
      transmission: z.array(z.array(share)),
    }),
  ),
  noise: z.object({
    airQuanta: z.number().positive(),
    readout: share,
    pulse: share,
    gain: share,
    scatter: share,
  }),
});

/** What `GET /scans/:id` says of a picture. */
const pictureInfo = z.object({
  scanId: z.string(),
  geometry: z.object({
    detectors: z.int().min(1),
    energiesMeV: z.array(z.number()).min(1),
    detectorPitchMm: z.number().positive(),
    linePitchMm: z.number().positive(),
    expectedLines: z.int().min(0),
    airCounts: z.number(),
    darkCounts: z.number(),
    imported: z
      .object({
        counts: z.enum(['transmission', 'attenuation']),
        bitsStored: z.number(),
        pitchKnown: z.boolean(),
        energyKnown: z.boolean(),
      })
      .optional(),
    fan: z
      .object({ sourceToLaneMm: z.number().positive(), sourceToDetectorMm: z.number().positive().optional() })
      .optional(),
  }),
  columns: z.int().min(0),
  state: z.enum(['receiving', 'complete', 'incomplete']),
  levels: z.int().min(1),
  calibration: calibration.nullable(),
});
export type PictureInfo = z.output<typeof pictureInfo>;

/** Asks the station for a path as the officer at this window. */
export type Ask = (path: string, signal?: AbortSignal) => Promise<Response>;

/** The picture of a scan as the station knows it now, or null when it knows no such picture (yet). */
export async function fetchPictureInfo(ask: Ask, scanId: string): Promise<PictureInfo | null> {
  const response = await ask(`/scans/${encodeURIComponent(scanId)}`);
  if (response.status === 404) return null;
  if (!response.ok) throw await refusalOf(response);
  return pictureInfo.parse(await response.json());
}

export interface StationTileSource extends TileSource {
  /** Passes on that the picture grew or ended; what would shrink it or bring it back to life is dropped. */
  report(progress: PictureProgress): void;
}

/** Tiles of one scan from `GET /scans/:id/tiles/…`; the caller reports the picture's growth from the events. */
export function createStationTileSource(info: PictureInfo, ask: Ask): StationTileSource {
  const listeners = new Set<(progress: PictureProgress) => void>();
  let latest: PictureProgress = { columns: info.columns, state: info.state };
  return {
    picture: {
      id: info.scanId,
      detectors: info.geometry.detectors,
      expectedColumns: Math.max(info.columns, info.state === 'receiving' ? info.geometry.expectedLines : 0),
      energiesMeV: info.geometry.energiesMeV,
      linePitchMm: info.geometry.linePitchMm,
      detectorPitchMm: info.geometry.detectorPitchMm,
      airCounts: info.geometry.airCounts,
      darkCounts: info.geometry.darkCounts,
      imported: info.geometry.imported,
      fan: info.geometry.fan,
      calibration: info.calibration,
      tileSize,
      apron,
      levels: info.levels,
    },
    async tile({ level, column, row }, signal) {
      const path = `/scans/${encodeURIComponent(info.scanId)}/tiles/${level}/${column}/${row}`;
      const response = await ask(path, signal);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return parseTile(await response.arrayBuffer());
    },
    onProgress(listener) {
      listeners.add(listener);
      listener(latest);
      return () => listeners.delete(listener);
    },
    report(progress) {
      const over = latest.state !== 'receiving';
      if (progress.columns < latest.columns || (over && progress.state === 'receiving')) return;
      if (progress.columns === latest.columns && progress.state === latest.state) return;
      latest = progress;
      for (const listener of listeners) listener(progress);
    },
  };
}

const tileSize = 512;
const apron = 1;
