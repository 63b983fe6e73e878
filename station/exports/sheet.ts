import { DateTime } from 'luxon';
import type { Language, VisitView } from '../api/views.pure.ts';
import type { Photos } from '../examinations/photos.ts';
import type { PictureShelf } from '../http/scan-routes.ts';
import type { Journal } from '../journal/journal.ts';
import type { Officers } from '../officers/officers.ts';
import type { Visits } from '../visits/visits.ts';
import { evidenceSheet } from './evidence-sheet.ts';
import { overviewOf } from './overview.ts';
import { refuseWhileWithheld } from './refuse-withheld.ts';
import type { SheetData } from './sheet-data.ts';

export interface SheetSources extends Pick<SheetData, 'post' | 'version' | 'at'> {
  readonly visits: Pick<Visits, 'get' | 'scan'>;
  readonly pictures: Pick<PictureShelf, 'info' | 'tile'>;
  readonly photos: Pick<Photos, 'thumbnail'>;
  readonly journal: Pick<Journal, 'entriesOf' | 'head'>;
  readonly officers: Pick<Officers, 'list'>;
}

/**
 * The evidence sheet of a visit from what the station knows now: its last scan's picture, as far as that can still be read.
 * Throws StationError VISIT_UNKNOWN or FIRST_LOOK_WITHHELD.
 */
export async function sheetOf(
  ask: { readonly visitId: string; readonly by: string; readonly language: Language },
  from: SheetSources,
): Promise<{ name: string; body: Uint8Array<ArrayBuffer> }> {
  const visit = from.visits.get(ask.visitId);
  refuseWhileWithheld(visit);
  // Before anything is waited for: a first look may be decided meanwhile.
  const entries = from.journal.entriesOf(visit.id);
  const scanId = visit.scans.findLast(({ lines }) => lines > 0)?.id ?? null;
  const reading = scanId === null ? null : overviewOf(from.pictures, scanId, new AbortController().signal);
  // A picture that is damaged or gone takes nothing from the rest of the sheet, which says that there is none.
  const overview = (await reading?.catch(() => null)) ?? null;
  const files = visit.scans.flatMap(({ id }) => from.visits.scan(id)?.planes ?? []);
  const photos = await smallPhotos(visit, from.photos);
  const officers = Object.fromEntries(
    from.officers.list().map(({ id, serviceNumber }) => [id, serviceNumber]),
  );
  const { post, version, at } = from;
  const body = await evidenceSheet({
    ...{ visit, overview, scanId, files, photos, entries, officers, post, version, at },
    ...{ head: from.journal.head(), by: ask.by, language: ask.language },
  });
  const when = DateTime.fromISO(at, { zone: post.timeZone }).toFormat('yyyyMMdd-HHmmss');
  return { name: `${visit.truck.plate}-${when}.pdf`, body };
}

async function smallPhotos(
  { examination }: VisitView,
  from: SheetSources['photos'],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const photos = new Map<string, Uint8Array>();
  for (const { photo } of examination?.photos ?? []) {
    const small = await from.thumbnail(photo.sha256).catch(() => null);
    if (small) photos.set(photo.sha256, small);
  }
  return photos;
}
