import type { DeviceSink } from './device.ts';

export type Radiation = 'gamma' | 'neutron';

/** Counts of the portal's detectors in one interval; the sum is what alarms are about. */
export interface PortalCounts {
  readonly radiation: Radiation;
  /** One number for each detector. */
  readonly detectors: readonly number[];
  /** ISO 8601 UTC, by the station's clock. */
  readonly at: string;
}

/** One vehicle's way through the portal. */
export interface PortalOccupancy {
  readonly startedAt: string;
  readonly endedAt: string;
  /** The highest sum of the detectors in one second while it was occupied; null where there was no reading. */
  readonly peakGamma: number | null;
  readonly peakNeutron: number | null;
  /** The last background before it. */
  readonly backgroundGamma: number | null;
  readonly backgroundNeutron: number | null;
  readonly gammaAlarm: boolean;
  readonly neutronAlarm: boolean;
  /** As the portal says it; null where it does not. Metres a second. */
  readonly speed: number | null;
  /** The portal's own number of the occupancy. */
  readonly count: number | null;
  /** False where its beginning, its end or a line in it was not heard (link lost, restart of the portal, damage). */
  readonly whole: boolean;
}

export interface PortalSink extends DeviceSink {
  background(counts: PortalCounts): void;
  /** A vehicle is in the portal, or has left it. */
  occupied(occupied: boolean): void;
  /** At once, before the occupancy is over: the first of each kind of radiation in an occupancy. */
  alarm(counts: PortalCounts): void;
  occupancy(occupancy: PortalOccupancy): Promise<void>;
  /** Background too high or too low, as the portal says it (GH, GL, NH). */
  fault(fault: { readonly code: string; readonly text: string } | null): void;
  tamper(tampered: boolean): void;
  /** Settings that the portal announced, as it names them. */
  setup(values: Readonly<Record<string, string>>): void;
}
