import type { DecisionSettings, DecisionsOfVisit } from './decision-views.pure.ts';
import type { DeviceLinkState, DeviceView } from './device-views.pure.ts';
import type { ExaminationView } from './examination-views.pure.ts';
import type { DecisionKind, Fidelity, Language } from './kinds.pure.ts';
import type { MarkView } from './mark-views.pure.ts';
import type { PortalPassage, TruckPlateRead, TruckReport, TruckWeight } from './reading-views.pure.ts';

export {
  type DecisionKind,
  decisionKinds,
  type ExaminationOutcome,
  examinationOutcomes,
  type Fidelity,
  fidelities,
  type Language,
  languages,
} from './kinds.pure.ts';

/** What the station shows the screen. Times are ISO 8601 UTC with milliseconds; durations are milliseconds. */

export const roles = ['officer', 'supervisor', 'trainer', 'administrator'] as const;
export type Role = (typeof roles)[number];

export type Mode = 'training' | 'live';

export const laneClasses = ['booked', 'out-of-turn', 'accelerated', 'tir', 'reefer', 'walk-up'] as const;
export type LaneClass = (typeof laneClasses)[number];

/** Why a truck goes out of its turn. */
export const turnReasons = ['animals', 'perishables', 'dangerous-goods', 'exports'] as const;
export type TurnReason = (typeof turnReasons)[number];

/** How a seal was found. One that nobody has looked at has none of these. */
export const sealStates = ['intact', 'broken', 'missing'] as const;
export type SealState = (typeof sealStates)[number];

/** What of a visit can be taken out of the station: what is on screen, an archived picture, the evidence sheet, a print, all of it. */
export const exportKinds = ['picture', 'scan', 'sheet', 'print', 'evidence'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Where a visit stands. The order is the usual one; `visits/visit.pure.ts` holds which follows which. */
export const visitStates = [
  'booked',
  'arrived',
  'called',
  'scanning',
  'image-ready',
  'in-analysis',
  'second-look',
  'escalated',
  'referred',
  'in-examination',
  'released',
  'detained',
  'departed',
  'no-show',
  'cancelled',
] as const;
export type VisitState = (typeof visitStates)[number];

/** Every moment of a visit that has a time stamp; the latest one counts where a step is repeated. */
export const visitMoments = [
  'booked',
  'bookedFor',
  'arrived',
  'gateIn',
  'documentsChecked',
  'rpmPassed',
  'called',
  'scanStarted',
  'beamOn',
  'beamOff',
  'imageReady',
  'opened',
  'decided',
  'examinationStarted',
  'examinationEnded',
  'departed',
  'closed',
] as const;
export type VisitMoment = (typeof visitMoments)[number];

export interface Officer {
  readonly id: string;
  readonly serviceNumber: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: Language;
}

export interface Truck {
  readonly plate: string;
  readonly trailerPlate?: string;
  readonly container?: string;
  readonly country?: string;
  readonly laneClass: LaneClass;
  /** Only of a truck that goes out of turn. */
  readonly turnReason?: TurnReason;
  readonly goods?: string;
  /** Number of the declaration or of the TIR carnet. */
  readonly declaration?: string;
  /** Declared to carry nothing. */
  readonly empty?: boolean;
  /** Declared gross weight, kg. */
  readonly declaredWeightKg?: number;
  readonly seals?: readonly string[];
  /** By the seal's number, of those that were looked at. */
  readonly sealStates?: Readonly<Record<string, SealState>>;
  readonly reefer?: {
    readonly setPointC: number;
    readonly actualC?: number;
    readonly gensetRunning?: boolean;
    readonly limitAt?: string;
  };
}

export interface ScanSummary {
  readonly id: string;
  readonly visitId: string;
  readonly number: number;
  readonly state: 'requested' | 'receiving' | 'complete' | 'incomplete';
  readonly lines: number;
  /** Set once the archive is written and journaled. */
  readonly archived: boolean;
  /** SHA-256 of the archived file of each energy, 64 hex digits; empty until archived. */
  readonly hashes: readonly string[];
  /** Codes of what is wrong with it, for the catalogue (`defects.KIND`), with their values. */
  readonly defects: readonly { readonly kind: string; readonly [value: string]: string | number }[];
  /** The received picture that it was made from; null for a scan that the station had made. */
  readonly image: {
    readonly id: string;
    readonly deviceId: string;
    readonly name: string;
    readonly format: string;
  } | null;
}

export interface VisitView extends DecisionsOfVisit {
  readonly id: string;
  /** Grows by one with each entry of the visit; a command says which one it was based on. */
  readonly version: number;
  readonly state: VisitState;
  readonly truck: Truck;
  readonly lane: string | null;
  /** The number under which it was booked; null where it has none. */
  readonly bookingNumber: string | null;
  /** What its papers said before an officer put them right, oldest first. `by`: null for an import of bookings. */
  readonly corrections: readonly { readonly at: string; readonly by: string | null; readonly was: Truck }[];
  /** Set while it waits at the post and is not to be called. */
  readonly hold: { readonly reason: string; readonly by: string; readonly at: string } | null;
  readonly moments: Partial<Record<VisitMoment, string>>;
  readonly scans: readonly ScanSummary[];
  /** Who called it or has it open; only that officer decides. */
  readonly holder: { readonly id: string; readonly serviceNumber: string } | null;
  readonly decision: {
    readonly kind: DecisionKind;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
    readonly scanId: string | null;
    readonly fidelity: Fidelity | null;
    /** The second officer, who agreed with it. */
    readonly second: { readonly by: string; readonly at: string } | null;
  } | null;
  readonly examination: ExaminationView | null;
  /** Set where a step of the visit met a fault the officer should know (scan refused, aborted, incomplete). */
  readonly notice: { readonly code: string; readonly details: Record<string, string | number> } | null;
  readonly weights: readonly TruckWeight[];
  readonly plateReads: readonly TruckPlateRead[];
  readonly portal: readonly PortalPassage[];
  readonly reports: readonly TruckReport[];
  /** Of all its scans, by their numbers. */
  readonly marks: readonly MarkView[];
}

/** Why a truck is next, as the screen says it. Minutes are whole ones. */
export type WhyNext =
  /** Nobody else waits. */
  | { readonly reason: 'only' }
  /** It came first, and nobody has a better claim. */
  | { readonly reason: 'longest'; readonly waited: number }
  /** It came so long before a truck of a class that goes first that it is its turn. */
  | { readonly reason: 'aged'; readonly waited: number; readonly before: LaneClass }
  /** Its class goes before `passed` trucks that came earlier, by so many `minutes`. */
  | {
      readonly reason: 'class';
      readonly laneClass: LaneClass;
      readonly minutes: number;
      readonly passed: number;
    }
  /** Its load keeps `left` more minutes (0: none), so it goes before `passed` trucks that came earlier. */
  | { readonly reason: 'limit'; readonly left: number; readonly passed: number }
  /** `passed` trucks that came earlier are booked for later. */
  | { readonly reason: 'slot'; readonly passed: number };

/** Which truck is next at each lane and why, and what the day's quotas have left. */
export interface QueueView {
  /** By lane, in the order of the post's lanes; a lane that nobody waits for is not in it. */
  readonly next: readonly { readonly lane: string; readonly visitId: string; readonly why: WhyNext }[];
  readonly quotas: readonly {
    readonly laneClass: LaneClass;
    /** Share of the day's capacity, percent. */
    readonly percent: number;
    /** Trucks a day that the share comes to. */
    readonly places: number;
    /** Called today. */
    readonly used: number;
    /** Waiting trucks that are beyond it, and so wait like walk-ups. */
    readonly beyond: number;
  }[];
}

export interface ScannerView {
  readonly id: string;
  readonly lane: string;
  readonly address: string;
  readonly link: DeviceLinkState;
  /** When the link is retrying: the code of why, and when it tries next. */
  readonly linkError: { readonly code: string; readonly retryAt: string | null } | null;
  readonly state: string;
  readonly model: string | null;
  readonly interlocks: readonly { readonly name: string; readonly closed: boolean | null }[];
  readonly emergencyStop: { readonly latched: boolean | null; readonly where?: string };
  readonly beamOn: boolean | null;
  readonly fault: { readonly code: string; readonly text: string } | null;
  readonly secondsLeft: number | null;
  readonly energiesMeV: readonly number[];
  /** The scan being received, if any. */
  readonly scan: { readonly scanId: string; readonly lines: number; readonly expectedLines: number } | null;
}

export interface PostView {
  readonly name: string;
  readonly timeZone: string;
  readonly mode: Mode;
  readonly version: string;
  /** The station's clock when this was made; the screen ticks from it. */
  readonly now: string;
  readonly lanes: readonly string[];
  readonly scanners: readonly ScannerView[];
  /** Every device there is, scanners included. */
  readonly devices: readonly DeviceView[];
  readonly shift: { readonly id: string; readonly name: string; readonly from: string; readonly to: string };
  readonly decisions: DecisionSettings;
  /** Trucks decided in the last hour. */
  readonly trucksPerHour: number;
  /** What is wrong at the post now: full disk, clock set back, archive failed… as codes of the catalogue. */
  readonly alerts: readonly { readonly code: string; readonly details: Record<string, string | number> }[];
}

/** One stretch of a visit, over the visits of a shift. `n` visits had it; times in ms. */
export interface StretchStatistics {
  readonly stretch: 'waiting' | 'scanning' | 'imageWaiting' | 'decision';
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly max: number | null;
}

export interface ShiftReport {
  readonly shift: { readonly id: string; readonly name: string; readonly from: string; readonly to: string };
  readonly visits: readonly ShiftVisit[];
  readonly decided: number;
  readonly released: number;
  readonly referred: number;
  readonly waitingNow: number;
  /** Trucks decided per hour of the shift so far. */
  readonly trucksPerHour: number;
  readonly stretches: readonly StretchStatistics[];
  /** Head of the journal when the report was made: 64 hex digits. */
  readonly journalHead: string;
}

export interface ShiftVisit {
  readonly visitId: string;
  readonly plate: string;
  readonly container: string | null;
  readonly laneClass: LaneClass;
  readonly state: VisitState;
  readonly arrived: string | null;
  readonly called: string | null;
  readonly beamOn: string | null;
  readonly imageReady: string | null;
  readonly opened: string | null;
  readonly decided: string | null;
  readonly decision: DecisionKind | null;
  readonly officer: string | null;
  readonly scans: number;
  readonly waiting: number | null;
  readonly scanning: number | null;
  readonly imageWaiting: number | null;
  readonly deciding: number | null;
}

/** What `post.events` streams. `seq` is the journal's; the stream resumes after the last one seen. */
export type PostEvent =
  | { readonly type: 'entry'; readonly seq: number; readonly kind: string; readonly subject: string }
  | { readonly type: 'lines'; readonly scanId: string; readonly lines: number }
  /** How much of a scan is read for its assessment; null when that is over. */
  | { readonly type: 'assessment'; readonly scanId: string; readonly share: number | null }
  | { readonly type: 'scanner'; readonly scanner: ScannerView }
  | { readonly type: 'device'; readonly device: DeviceView };
