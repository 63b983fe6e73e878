import type { z } from 'zod';
import type { TruckPlateRead, TruckReport, TruckWeight } from '../api/reading-views.pure.ts';
import type { plateRead, reported, weighed } from './reading-bodies.pure.ts';

/** What the screen is shown of what the journal has. */

export function weightShown({ readingId, kg, at, deviceId }: z.output<typeof weighed>): TruckWeight {
  return { id: readingId, kg, at, deviceId };
}

export function plateReadShown(body: z.output<typeof plateRead>): TruckPlateRead {
  const { readingId: id, plate, container, confidence, at, deviceId, picture, readAs } = body;
  return { id, plate, container, confidence, at, deviceId, pictureId: picture?.sha256 ?? null, readAs };
}

export function reportShown(body: z.output<typeof reported>): TruckReport {
  const { readingId: id, name, summary, at, deviceId } = body;
  return { id, name, summary, at, deviceId };
}
