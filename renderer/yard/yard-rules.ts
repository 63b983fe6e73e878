import type { VisitView } from '../../station/api/views.pure.ts';

/** Those that wait for an examination or are examined, who has waited longest first, and then those that are detained. */
export function onTheYard(visits: readonly VisitView[]): readonly VisitView[] {
  const places = { referred: 0, 'in-examination': 0, detained: 1 } as Partial<
    Record<VisitView['state'], number>
  >;
  return visits
    .filter(({ state }) => places[state] !== undefined)
    .toSorted(
      (one, other) =>
        (places[one.state] ?? 0) - (places[other.state] ?? 0) ||
        waitsSince(one).localeCompare(waitsSince(other)),
    );
}

/** Since when it has been on the yard. */
export function waitsSince({ moments }: VisitView): string {
  return moments.decided ?? moments.arrived ?? '';
}
