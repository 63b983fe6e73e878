import { agreement, type VisitFacts } from '../visits/visit-facts.pure.ts';

/** What is known of a picture when it is to be found out whose it is. Times are ISO 8601. */
export interface PictureOf {
  /** null: its scanner belongs to the whole post. */
  readonly lane: string | null;
  readonly receivedAt: string;
  readonly about: { readonly plate?: string; readonly container?: string; readonly takenAt?: string };
}

const minute = 60_000;
/** How far the clocks of the scanner and the station may be apart. */
const clocksApartMs = 15 * minute;

/**
 * The visit that a picture is certainly of: the one truck that is called to its scanner's lane, since before it was
 * received, and nothing that its sender says speaks against it. Null where there is any doubt; then an officer looks.
 */
export function certainlyOf(picture: PictureOf, visits: readonly VisitFacts[]): string | null {
  const [there, ...others] = visits.filter(
    ({ lane, state }) =>
      lane !== null && lane === picture.lane && (state === 'called' || state === 'scanning'),
  );
  if (!there || others.length > 0 || there.state !== 'called') return null;
  const since = waitsSince(there);
  if (since === null || since > Date.parse(picture.receivedAt)) return null;
  const taken = takenAt(picture);
  // Sent late: it may be of a truck that stood there before.
  if (taken !== null && taken < since - clocksApartMs) return null;
  const { plate, container } = picture.about;
  if (plate === undefined && container === undefined) return there.id;
  return agreement({ plate: plate ?? null, container: container ?? null }, there, 'same') === 'it'
    ? there.id
    : null;
}

/**
 * The visit that an officer should look at first: the one whose plate or container the sender names, else the one that
 * is called to the scanner's lane. Null where several or none come into question.
 */
export function likelyOf(picture: PictureOf, visits: readonly VisitFacts[]): string | null {
  const takes = visits.filter(({ state }) => state === 'called' || state === 'arrived');
  const { plate = null, container = null } = picture.about;
  const named = takes.filter((visit) => agreement({ plate, container }, visit, 'alike') !== 'nothing');
  if (named.length > 0) return named.length === 1 ? (named[0]?.id ?? null) : null;
  const called = takes.filter(({ state, lane }) => state === 'called' && lane === picture.lane);
  return called.length === 1 ? (called[0]?.id ?? null) : null;
}

/** Since when the truck stands before the scanner: since it was called, or since a re-scan was asked for. */
function waitsSince({ calledAt, decidedAt }: VisitFacts): number | null {
  if (calledAt === null) return null;
  return Math.max(Date.parse(calledAt), decidedAt === null ? 0 : Date.parse(decidedAt));
}

/** Only a time that says where it is said of. */
function takenAt({ about }: PictureOf): number | null {
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(about.takenAt ?? '')) return null;
  const taken = Date.parse(about.takenAt ?? '');
  return Number.isNaN(taken) ? null : taken;
}
