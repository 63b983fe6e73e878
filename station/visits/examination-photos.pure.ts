import { type AttachedPhotos, mostPhotos, type PhotoFile } from '../api/photo.pure.ts';
import { type Decision, refuse } from './decision.pure.ts';
import type { VisitEvent } from './visit-entries.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** What the station knows of a photo that it was given; null where it has none with such a hash. */
export type PhotoOf = (sha256: string) => PhotoFile | null;

/**
 * The entries that put photos on record, each once however often it is chosen; or why they are not. `reason` where they
 * are added to an examination that has ended.
 */
export function attachPhotos(
  { examination }: Pick<Visit, 'examination'>,
  asked: AttachedPhotos,
  said: { readonly by: string; readonly reason?: string },
  photoOf: PhotoOf,
): Decision {
  const there = new Set(examination?.photos?.map(({ photo }) => photo.sha256));
  const events: VisitEvent[] = [];
  for (const { sha256, caption } of asked) {
    if (there.has(sha256)) continue;
    there.add(sha256);
    const photo = photoOf(sha256);
    if (photo === null)
      return refuse('PHOTO_UNKNOWN', 'The station no longer has one of the photos. Attach it again.');
    events.push({ kind: 'visit.examination-photo-attached', body: { photo, caption, ...said } });
  }
  if (there.size > mostPhotos && events.length > 0)
    return refuse('PHOTOS_TOO_MANY', `An examination has at most ${mostPhotos} photos.`, {
      most: mostPhotos,
    });
  return { events };
}
