import type { UnattachedReading, WaitingImage } from '../../station/api/reading-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { agreement } from '../../station/visits/visit-facts.pure.ts';
import { alarmOf } from '../console/reading-rules.ts';

/** Something a device sent of which nobody knows yet whose it is. */
export type Thing =
  | { readonly kind: 'reading'; readonly id: string; readonly reading: UnattachedReading }
  | { readonly kind: 'image'; readonly id: string; readonly image: WaitingImage };

/** Alarms first, for a truck with a source may be leaving; then pictures, for a truck stands still for one; then the rest. */
export function thingsOf(
  readings: readonly UnattachedReading[],
  images: readonly WaitingImage[],
): readonly Thing[] {
  const things: Thing[] = [
    ...readings.map((reading) => ({ kind: 'reading' as const, id: `reading ${reading.id}`, reading })),
    ...images.map((image) => ({ kind: 'image' as const, id: `image ${image.id}`, image })),
  ];
  return things.toSorted((a, b) => urgency(a) - urgency(b) || atOf(b).localeCompare(atOf(a)));
}

/** Whether it is a radiation alarm. */
export function isAlarm(thing: Thing): boolean {
  return (
    thing.kind === 'reading' && thing.reading.kind === 'portal' && alarmOf(thing.reading.passage) !== null
  );
}

/** When it was sent, ISO 8601. */
export function atOf(thing: Thing): string {
  return thing.kind === 'image' ? thing.image.receivedAt : thing.reading.at;
}

/** The plate and the container that came with it, as far as it says them. */
export function saidOf(thing: Thing): { readonly plate: string | null; readonly container: string | null } {
  if (thing.kind === 'image') {
    const { plate, container } = thing.image.about;
    return { plate: plate ?? null, container: container ?? null };
  }
  const { reading } = thing;
  return reading.kind === 'plate' ? reading.plateRead : { plate: null, container: null };
}

/**
 * The trucks it may be of, the likeliest first: what the station suggests, whose plate or container it says, who is at
 * its lane. A picture is taken only by a truck that waits for one.
 */
export function candidatesFor(thing: Thing, visits: readonly VisitView[]): readonly VisitView[] {
  const suggested = thing.kind === 'image' ? thing.image.suggestedVisitId : null;
  const lane = thing.kind === 'image' ? thing.image.lane : thing.reading.lane;
  const likely = (visit: VisitView) =>
    (visit.id === suggested ? 16 : 0) +
    { same: 8, alike: 4, not: 0 }[saysIt(thing, visit) ?? 'not'] +
    (lane !== null && visit.lane === lane ? 2 : 0) +
    (visit.state === 'called' || visit.state === 'arrived' ? 1 : 0);
  return visits
    .filter(
      ({ state }) =>
        state !== 'booked' && (thing.kind === 'reading' || state === 'called' || state === 'arrived'),
    )
    .toSorted(
      (a, b) => likely(b) - likely(a) || (b.moments.arrived ?? '').localeCompare(a.moments.arrived ?? ''),
    );
}

/**
 * Whether the plate or the container that came with it is this truck's: to the letter, or but for what machines that
 * read plates mistake.
 */
export function saysIt(thing: Thing, { truck }: VisitView): 'same' | 'alike' | null {
  const { plate, trailerPlate = null, container = null } = truck;
  return (
    (['same', 'alike'] as const).find(
      (how) => agreement(saidOf(thing), { plate, trailerPlate, container }, how) !== 'nothing',
    ) ?? null
  );
}

function urgency(thing: Thing): number {
  if (isAlarm(thing)) return 0;
  return thing.kind === 'image' ? 1 : 2;
}
