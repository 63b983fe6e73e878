import type { DecisionKind, ExaminationOutcome, Truck, VisitState } from './views.pure.ts';

/** What a check-in needs to know of a visit. Times are ISO 8601 UTC. */
export interface VisitGlance {
  readonly id: string;
  readonly version: number;
  readonly state: VisitState;
  readonly truck: Truck;
  readonly bookedFor: string | null;
  readonly bookingNumber: string | null;
  readonly arrivedAt: string | null;
  readonly decision: DecisionKind | null;
  /** In the officer's words; empty where there are none. */
  readonly reason: string;
  readonly outcome: ExaminationOutcome | null;
}

/** What the post knows of a truck while it is being taken in. */
export interface KnownTrucks {
  /** Bookings that fit, the one whose time is nearest first. */
  readonly bookings: readonly VisitGlance[];
  /** It is at the post already. */
  readonly here: readonly VisitGlance[];
  /** Earlier visits of the plate or the container, newest first. */
  readonly earlier: readonly VisitGlance[];
  /** The last visit of each other plate that begins as typed. */
  readonly alike: readonly VisitGlance[];
}

/** A plate that was read at the gate and has not been taken in yet, newest first. */
export interface AtTheGate {
  readonly readingId: string;
  readonly plate: string;
  readonly at: string;
  /** The booking that it meets; null where there is none. */
  readonly booking: VisitGlance | null;
}
