import type { CheckKind } from '../../station/api/decision-views.pure.ts';
import type { Officer, PostView, ScannerView, VisitState, VisitView } from '../../station/api/views.pure.ts';
import type { ActionId } from '../ui/actions.ts';
import { worksAtLane } from '../ui/officer.ts';
import { scannerLook } from '../ui/scanner-look.ts';
import { hasLooked, isReleaseClosed, mayCorrectExamination, reversals, undoable } from './decision-rules.ts';
import { type AlarmKind, alarmOf, alarmToAcknowledge } from './reading-rules.ts';

/** The parts of the queue, in the order they stand on screen. */
export const queueSections = ['waiting', 'scanner', 'analysis', 'examination', 'leaving', 'booked'] as const;
export type QueueSection = (typeof queueSections)[number];

/** Which part of the queue a visit stands in; null for visits that are over. */
export function sectionOf(state: VisitState): QueueSection | null {
  return sections[state];
}

/** What the console is about: the visit shown, and the one that is at this lane's scanner. */
export interface Focus {
  readonly shown: VisitView | null;
  readonly atScanner: VisitView | null;
}

/**
 * The visit a person chose is shown as long as it is open. Otherwise what waits for this officer: the picture under
 * analysis, then the next picture, then the truck at the scanner.
 */
export function focusOf(
  visits: readonly VisitView[],
  officerId: string,
  lane: string | null,
  chosen: string | null,
): Focus {
  const mine = (state: VisitState) =>
    visits.find((visit) => visit.state === state && visit.holder?.id === officerId);
  const atScanner =
    visits.find((visit) => visit.lane === lane && (visit.state === 'called' || visit.state === 'scanning')) ??
    null;
  const shown =
    visits.find((visit) => visit.id === chosen) ??
    mine('in-analysis') ??
    mine('image-ready') ??
    (atScanner?.holder?.id === officerId ? atScanner : null) ??
    null;
  return { shown, atScanner };
}

/**
 * What to show after a decision: null (whatever waits for this officer) when something does, and otherwise still the
 * visit just saved, so that nobody stares at an empty screen and wonders whether it was.
 */
export function nextAfter(
  visits: readonly VisitView[],
  saved: VisitView,
  officerId: string,
  lane: string | null,
): string | null {
  const others = visits.filter((visit) => visit.id !== saved.id);
  return focusOf(others, officerId, lane, null).shown === null ? saved.id : null;
}

/** A visit whose picture waits for this officer and can be opened without being asked for. */
export function opensByItself(shown: VisitView | null, officer: Officer): boolean {
  return shown?.state === 'image-ready' && shown.holder?.id === officer.id && worksAtLane(officer);
}

export interface Situation {
  readonly officer: Officer;
  readonly lane: string | null;
  readonly scanner: ScannerView | null;
  readonly visits: readonly VisitView[];
  readonly focus: Focus;
  /** The checks that stop a release while they are open. */
  readonly stopRelease: readonly CheckKind[];
  /** A command is on its way, or the station does not answer. */
  readonly busy: boolean;
}

export type ConsoleAction = Extract<
  ActionId,
  | 'callNext'
  | 'startScan'
  | 'abortScan'
  | 'putBack'
  | 'arrive'
  | 'book'
  | 'correct'
  | 'release'
  | 'refer'
  | 'rescan'
  | 'escalate'
  | 'acknowledge'
  | 'confirmSecond'
  | 'disagreeSecond'
  | 'reverseDecision'
  | 'undoDecision'
  | 'flagRecheck'
  | 'callThis'
  | 'hold'
  | 'resume'
  | 'openPicture'
  | 'gateIn'
  | 'checkDocuments'
  | 'passRpm'
  | 'startExamination'
  | 'endExamination'
  | 'correctExamination'
  | 'endDetention'
  | 'depart'
  | 'arriveBooked'
  | 'noShow'
  | 'cancel'
>;

/**
 * What the officer can do now. The station has the last word; this only keeps keys from asking for what it would
 * refuse. Stopping the beam is never held back by anything but its absence.
 */
export function permitted(now: Situation): Record<ConsoleAction, boolean> {
  const { officer, lane, scanner, visits, focus, busy } = now;
  const { shown, atScanner } = focus;
  const works = worksAtLane(officer);
  // What only asks a question is open while a command is under way: a key pressed then is not lost.
  const asks = (...states: readonly VisitState[]) => works && shown !== null && states.includes(shown.state);
  const acts = (...states: readonly VisitState[]) => !busy && asks(...states);
  const stillComing = acts('arrived');
  const decides = asks('in-analysis') && shown?.holder?.id === officer.id && shown.scans.length > 0;
  const supervises = officer.roles.includes('supervisor');
  // A truck with a radiation alarm that nobody has seen to is let go by no key.
  const alarmed = alarmToAcknowledge(shown) !== null;
  const closed = isReleaseClosed(shown, now.stopRelease);
  const looked = hasLooked(shown, officer);
  const first = decides && shown?.secondLook?.officers.length === 1 ? shown.secondLook.first : null;
  // The station says when its time is over.
  const pending = shown?.pending != null;
  const releasedForGood = shown?.state === 'released' && !pending && shown.examination === null;
  const holdsScanner = works && atScanner?.state === 'called' && atScanner.holder?.id === officer.id;
  const placeIsFree = works && !busy && lane !== null && atScanner === null;
  return {
    callNext: placeIsFree && visits.some((visit) => visit.state === 'arrived' && visit.hold === null),
    startScan: holdsScanner && !busy && scannerLook(scanner).state === 'ready',
    abortScan: atScanner?.state === 'scanning',
    putBack: holdsScanner,
    arrive: works,
    release: decides && !closed,
    book: works,
    correct: works && shown !== null && sectionOf(shown.state) !== null,
    refer: decides,
    rescan: decides,
    escalate: decides && !supervises,
    acknowledge: works && (alarmed || (decides && closed)),
    confirmSecond: first !== null && !busy && !(first.kind === 'release' && closed),
    disagreeSecond: first !== null && !(first.kind === 'refer' && closed),
    reverseDecision: supervises && !pending && reversals(shown).length > 0,
    undoDecision: !busy && undoable(visits, officer).length > 0,
    flagRecheck: works && releasedForGood && (shown.recheck === null || shown.recheck.done !== null),
    callThis: placeIsFree && stillComing && shown?.hold === null,
    hold: asks('arrived') && shown?.hold === null,
    resume: stillComing && shown?.hold != null,
    openPicture:
      (acts('image-ready') && (shown?.holder == null || shown.holder.id === officer.id || supervises)) ||
      (acts('escalated') && supervises && !looked) ||
      (acts('second-look') && !looked),
    gateIn: stillComing && shown?.moments.gateIn === undefined,
    checkDocuments: stillComing && shown?.moments.documentsChecked === undefined,
    passRpm: stillComing && shown?.moments.rpmPassed === undefined,
    startExamination: acts('referred') && !pending,
    endExamination: asks('in-examination'),
    correctExamination: mayCorrectExamination(shown, officer),
    endDetention: supervises && asks('detained') && !alarmed,
    depart: acts('released', 'detained') && !alarmed && !pending,
    arriveBooked: acts('booked'),
    noShow: asks('booked', 'arrived') && !alarmed,
    cancel: asks('booked', 'arrived', 'called') && !alarmed,
  };
}

/** What must be said above the picture, the most urgent first. Its words are `console:banners.ID`. */
export interface Banner {
  readonly id: BannerId;
  readonly tone: 'red' | 'amber';
  readonly values: Readonly<Record<string, string | number>>;
  /** In the device's own words: where, which, what. */
  readonly what?: string;
  /** Where people may be in the beam: what the device says of it. Its words are `console:banners.beam.BEAM`. */
  readonly beam?: 'off' | 'on' | 'unknown';
  /** Of a radiation portal; its words are `console:readings.alarms.ALARM`. */
  readonly alarm?: AlarmKind;
}
export type BannerId =
  | 'stationLost'
  | 'radiationAlarm'
  | 'portalAlarm'
  | 'alarmsToMatch'
  | 'emergencyStop'
  | 'emergencyStopUnknown'
  | 'interlock'
  | 'interlockUnknown'
  | 'fault'
  | 'scannerLost'
  | 'incomplete';

/** The banners of this moment. What is not known counts as open, never as safe. */
export function bannersOf(now: {
  readonly connected: boolean;
  readonly scanner: ScannerView | null;
  readonly shown: VisitView | null;
  /** Of portals whose vehicle is no truck on screen. */
  readonly portals: readonly { readonly deviceId: string; readonly alarm: AlarmKind }[];
  /** Alarms that belong to no truck yet. */
  readonly alarmsToMatch: number;
}): readonly Banner[] {
  const { scanner, shown } = now;
  const banners: Banner[] = [];
  const say = (id: BannerId, tone: Banner['tone'], more: Partial<Banner> = {}) =>
    banners.push({ id, tone, values: {}, ...more });

  if (!now.connected) say('stationLost', 'red');
  const alarmed = alarmToAcknowledge(shown);
  const alarm = alarmed && alarmOf(alarmed);
  if (alarm) say('radiationAlarm', 'red', { alarm });
  for (const { deviceId, alarm } of now.portals) say('portalAlarm', 'red', { alarm, what: deviceId });
  if (now.alarmsToMatch > 0) say('alarmsToMatch', 'red', { values: { count: now.alarmsToMatch } });
  if (scanner?.link === 'online' || scanner?.link === 'degraded') {
    const { emergencyStop } = scanner;
    const beam = scanner.beamOn === null ? 'unknown' : scanner.beamOn ? 'on' : 'off';
    if (emergencyStop.latched === true || scanner.state === 'emergency-stop') {
      say('emergencyStop', 'red', { beam, ...(emergencyStop.where && { what: emergencyStop.where }) });
    } else if (emergencyStop.latched === null) say('emergencyStopUnknown', 'red', { beam });
    const open = scanner.interlocks.filter((interlock) => interlock.closed === false);
    const unknown = scanner.interlocks.filter((interlock) => interlock.closed === null);
    if (open.length > 0) say('interlock', 'red', { beam, what: names(open) });
    else if (scanner.state === 'interlock-open') say('interlock', 'red', { beam });
    if (unknown.length > 0) say('interlockUnknown', 'red', { what: names(unknown) });
    if (scanner.fault) {
      say('fault', 'red', { what: [scanner.fault.code, scanner.fault.text].filter(Boolean).join(', ') });
    } else if (scanner.state === 'fault') say('fault', 'red');
  } else if (scanner?.link === 'retrying' || scanner?.link === 'lost') {
    say('scannerLost', 'red', { values: { address: scanner.address } });
  }
  const scan = shown?.scans.at(-1);
  if (scan?.state === 'incomplete' && shown && sectionOf(shown.state) === 'analysis') {
    say('incomplete', 'amber', { values: { lines: scan.lines } });
  }
  return banners;
}

/**
 * The alerts of the post that no banner says already: an alarm of the truck shown, and alarms of nobody, have theirs.
 * Of other trucks' alarms this is how the officer hears.
 */
export function alertsBeside(
  alerts: PostView['alerts'],
  shown: VisitView | null,
): readonly (PostView['alerts'][number] & { readonly tone: Banner['tone'] })[] {
  const saidOfShown = alarmToAcknowledge(shown) !== null;
  return alerts
    .filter(({ code, details }) => {
      if (code === 'RADIATION_ALARM_NOBODY') return false;
      return !(isAlarmCode(code) && saidOfShown && details.plate === shown?.truck.plate);
    })
    .map((alert) => ({ ...alert, tone: isAlarmCode(alert.code) || isGrave(alert.code) ? 'red' : 'amber' }));
}

/** What stops the work of the post, whoever is in danger. */
function isGrave(code: string): boolean {
  return code === 'PERSON_IN_CARGO';
}

function isAlarmCode(code: string): boolean {
  return code.startsWith('RADIATION_ALARM_');
}

const sections: Readonly<Record<VisitState, QueueSection | null>> = {
  booked: 'booked',
  arrived: 'waiting',
  called: 'scanner',
  scanning: 'scanner',
  'image-ready': 'analysis',
  'in-analysis': 'analysis',
  'second-look': 'analysis',
  escalated: 'analysis',
  referred: 'examination',
  'in-examination': 'examination',
  released: 'leaving',
  detained: 'leaving',
  departed: null,
  'no-show': null,
  cancelled: null,
};

function names(interlocks: readonly { readonly name: string }[]): string {
  return interlocks.map((interlock) => interlock.name).join(', ');
}
