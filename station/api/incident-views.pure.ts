/** What a person reports or a device's entries show. The order is that of their weight. */
export const incidentKinds = [
  'person',
  'emergency-stop',
  'interlock',
  'fault',
  'tamper',
  'check-failed',
  'dose',
  'other',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** Those that a person reports in words of their own. */
export const reportedKinds = ['person', 'other'] as const satisfies readonly IncidentKind[];

export const incidentStates = ['open', 'in-hand', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** Something that happened at the post and that a person follows up. Times are ISO 8601 UTC. */
export interface IncidentView {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly state: IncidentState;
  /** Grows by one with each entry about it that a person made; a command says which one it was based on. */
  readonly version: number;
  readonly at: string;
  /** The device that said it; null for what a person reported. */
  readonly deviceId: string | null;
  /** What the device named (an interlock, a fault's code), or the words of who reported it. */
  readonly what: string;
  readonly lane: string | null;
  readonly visitId: string | null;
  readonly plate: string | null;
  /** How often the device has said it since, the first time included, and when it did so last. */
  readonly times: number;
  readonly lastAt: string;
  /** When the device said that it was over; null while it has not. It says nothing about the follow-up. */
  readonly overAt: string | null;
  /** Service number of who has it in hand. */
  readonly takenBy: string | null;
  /** What was done about it, in order. */
  readonly steps: readonly IncidentStep[];
}

export const incidentSteps = ['reported', 'taken', 'noted', 'closed', 'reopened'] as const;

export interface IncidentStep {
  readonly step: (typeof incidentSteps)[number];
  readonly by: string;
  readonly at: string;
  readonly note: string;
}

/** The daily test of a scanner's picture (IEC 62523, ANSI N42.46). */
export const checkMeasures = ['penetrationMm', 'wireMm', 'contrastPercent', 'resolutionMm'] as const;
export type CheckMeasure = (typeof checkMeasures)[number];

export interface CheckLimits extends Readonly<Record<CheckMeasure, number>> {
  /** Whether materials must be told apart, too. */
  readonly material: boolean;
}

export interface CheckView {
  readonly id: string;
  readonly lane: string;
  readonly at: string;
  readonly by: string;
  readonly values: Readonly<Record<CheckMeasure, number>>;
  /** Whether the materials of the test piece were told apart; null where that was not tried. */
  readonly material: boolean | null;
  readonly limits: CheckLimits;
  /** What was not met; empty for a check that was passed. */
  readonly failed: readonly (CheckMeasure | 'material')[];
  readonly note: string;
}

export interface DoseView {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly place: string;
  /** µSv/h. */
  readonly reading: number;
  readonly background: number;
  readonly limit: number;
  readonly over: boolean;
}

/** How a lane stands with its daily check. */
export interface DueCheck {
  readonly lane: string;
  readonly state: 'done' | 'due' | 'overdue';
  /** From when on one is due, and from when on it is overdue. */
  readonly since: string;
  readonly overdueAt: string;
  readonly last: CheckView | null;
}

export interface IncidentsView {
  /** Everything that is not closed, the weightiest first, then the oldest. */
  readonly open: readonly IncidentView[];
  /** The newest closed ones. */
  readonly closed: readonly IncidentView[];
  readonly checks: readonly DueCheck[];
  /** The newest checks of all lanes. */
  readonly recentChecks: readonly CheckView[];
  readonly doses: readonly DoseView[];
  readonly limits: CheckLimits;
  /** µSv/h above background. */
  readonly doseLimit: number;
}
