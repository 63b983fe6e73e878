import type { PortalPassage, UnattachedReading } from '../api/reading-views.pure.ts';
import { passageAfterAlarm, passageAfterEnd } from '../visits/passage.pure.ts';
import { plateReadShown, reportShown, weightShown } from '../visits/readings-shown.pure.ts';
import type { ReadingEvent } from '../visits/visit-readings.pure.ts';

/** What a device has said about a truck, and whose it is. */
export interface Reading {
  readonly id: string;
  readonly kind: UnattachedReading['kind'];
  readonly deviceId: string;
  readonly lane: string | null;
  readonly at: string;
  readonly state: 'waiting' | 'attached' | 'dismissed';
  readonly visitId: string | null;
  /** It is a passage with a radiation alarm. */
  readonly alarm: boolean;
  /** False while the vehicle is in the portal. */
  readonly over: boolean;
  /** As it would be attached; of a passage the alarms, then its end. Never empty. */
  readonly said: readonly ReadingEvent[];
}

/** The passage that a portal's words amount to. */
export function passageOf(said: readonly ReadingEvent[]): PortalPassage | undefined {
  let passage: PortalPassage | undefined;
  for (const { kind, body } of said) {
    if (kind === 'visit.portal-alarm') passage = passageAfterAlarm(passage, body);
    if (kind === 'visit.portal-passed') passage = passageAfterEnd(passage, body);
  }
  return passage;
}

/** What the screen is shown of readings; those of nothing that can be shown are left out. */
export function unattachedViews(readings: readonly Reading[]): UnattachedReading[] {
  return readings.flatMap(({ id, deviceId, lane, at, said }) => {
    const of = { id, deviceId, lane, at };
    const passage = passageOf(said);
    if (passage) return [{ ...of, kind: 'portal' as const, passage }];
    return said.flatMap((event): UnattachedReading[] => {
      if (event.kind === 'visit.weighed') return [{ ...of, kind: 'weight', weight: weightShown(event.body) }];
      if (event.kind === 'visit.plate-read')
        return [{ ...of, kind: 'plate', plateRead: plateReadShown(event.body) }];
      if (event.kind === 'visit.report-attached')
        return [{ ...of, kind: 'report', report: reportShown(event.body) }];
      return [];
    });
  });
}
