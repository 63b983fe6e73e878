import type { PortalCounts, PortalOccupancy, Radiation } from '../radiation-portal.ts';
import type { FaultCode, PortalLine } from './portal-line.ts';

/** What is known of a portal over one link. */
export interface PortalState {
  readonly open: OpenOccupancy | null;
  /** Sums over the detectors. */
  readonly background: Readonly<Record<Radiation, number | null>>;
  /** A line was heard that says that nothing is in it: what begins now is heard from its beginning. */
  readonly seenEmpty: boolean;
  readonly lastCount: number | null;
  /** On the clock of `ms`. */
  readonly lastEnd: number | null;
  /** Told before the occupancy it belongs to. */
  readonly speed: number | null;
  readonly faults: Readonly<Record<Radiation, FaultCode | null>>;
  readonly tampered: boolean | null;
  readonly setup: Readonly<Record<string, string>>;
}

interface OpenOccupancy {
  readonly startedAt: string;
  readonly startedMs: number;
  readonly peak: Readonly<Record<Radiation, Peak>>;
  readonly background: Readonly<Record<Radiation, number | null>>;
  readonly alarm: Readonly<Record<Radiation, boolean>>;
  readonly speed: number | null;
  readonly whole: boolean;
  /** Lines that say that nothing is in the portal, since the last that says otherwise. */
  readonly emptyLines: number;
}

interface Peak {
  /** The newest sums, those of one second at most. */
  readonly window: readonly number[];
  /** Counts of the highest whole second. */
  readonly highest: number | null;
}

export type PortalReport =
  | { readonly kind: 'background'; readonly counts: PortalCounts }
  | { readonly kind: 'occupied'; readonly occupied: boolean }
  | { readonly kind: 'alarm'; readonly counts: PortalCounts }
  | { readonly kind: 'occupancy'; readonly occupancy: PortalOccupancy }
  | { readonly kind: 'fault'; readonly fault: { readonly code: string; readonly text: string } | null }
  | { readonly kind: 'tamper'; readonly tampered: boolean }
  | { readonly kind: 'setup'; readonly values: Readonly<Record<string, string>> };

/** When a line was heard. */
export interface Moment {
  /** ISO 8601 UTC; may jump. */
  readonly at: string;
  /** Monotonic milliseconds: durations are measured with these. */
  readonly ms: number;
}

export interface OccupancySettings {
  /** Lines that the portal prints in a second while it is occupied. */
  readonly linesPerSecond: Readonly<Record<Radiation, number>>;
}

export interface Step {
  readonly state: PortalState;
  /** In the order in which they are to be told. */
  readonly reports: readonly PortalReport[];
}

export const newPortal: PortalState = {
  open: null,
  background: { gamma: null, neutron: null },
  seenEmpty: false,
  lastCount: null,
  lastEnd: null,
  speed: null,
  faults: { gamma: null, neutron: null },
  tampered: null,
  setup: {},
};

/** One line: `undefined` is one that could not be read, and may have been anything. */
export function takeLine(
  state: PortalState,
  line: PortalLine | undefined,
  now: Moment,
  settings: OccupancySettings,
): Step {
  if (line === undefined) return { state: notWhole(state), reports: [] };
  switch (line.kind) {
    case 'background':
      return empty(state, now, (left) => {
        const sum = total(line.detectors);
        const counts = { radiation: line.radiation, detectors: line.detectors, at: now.at };
        const cleared = setFault(left, line.radiation, null);
        return {
          state: { ...cleared.state, background: { ...left.background, [line.radiation]: sum } },
          reports: [...cleared.reports, { kind: 'background', counts }],
        };
      });
    case 'fault':
      return empty(state, now, (left) => setFault(left, line.radiation, line.code));
    case 'occupied':
      return occupied(state, line, now, settings);
    case 'end':
      return end(state, line.count, now);
    case 'speed':
      return {
        state:
          state.open === null
            ? { ...state, speed: line.speed }
            : { ...state, open: { ...state.open, speed: line.speed } },
        reports: [],
      };
    case 'tamper':
      if (state.tampered === line.tampered) return { state, reports: [] };
      return {
        state: { ...state, tampered: line.tampered },
        reports: [{ kind: 'tamper', tampered: line.tampered }],
      };
    case 'setup':
      return announced(state, line.values);
    case 'ignored':
      return { state, reports: [] };
  }
}

/** The link is over, or the portal is taken for gone: what was open is told as not whole. */
export function breakOff(state: PortalState, now: Moment): Step {
  if (state.open === null) return { state, reports: [] };
  return {
    state: { ...state, open: null, seenEmpty: false },
    reports: [{ kind: 'occupancy', occupancy: closed({ ...state.open, whole: false }, null, now) }],
  };
}

/**
 * A line that says that nothing is in the portal. One may have been under way when the vehicle drove in; the second in
 * a row means that the end was not heard.
 */
function empty(state: PortalState, now: Moment, then: (left: PortalState) => Step): Step {
  const { open } = state;
  if (open === null) return then({ ...state, seenEmpty: true });
  if (open.emptyLines === 0) return { state: { ...state, open: { ...open, emptyLines: 1 } }, reports: [] };
  const left = leave(state, closed({ ...open, whole: false }, null, now), now);
  const after = then(left.state);
  return { state: after.state, reports: [...left.reports, ...after.reports] };
}

function occupied(
  state: PortalState,
  line: Extract<PortalLine, { kind: 'occupied' }>,
  now: Moment,
  { linesPerSecond }: OccupancySettings,
): Step {
  const reports: PortalReport[] = [];
  const { radiation, detectors } = line;
  let open = state.open;
  if (open === null) {
    open = begun(state, now);
    reports.push({ kind: 'occupied', occupied: true });
  }
  if (line.alarm && !open.alarm[radiation]) {
    reports.push({ kind: 'alarm', counts: { radiation, detectors: detectors ?? [], at: now.at } });
  }
  const peak =
    detectors === null
      ? open.peak[radiation]
      : higher(open.peak[radiation], total(detectors), linesPerSecond[radiation]);
  const went: OpenOccupancy = {
    ...open,
    peak: { ...open.peak, [radiation]: peak },
    alarm: { ...open.alarm, [radiation]: open.alarm[radiation] || line.alarm },
    whole: open.whole && detectors !== null,
    emptyLines: 0,
  };
  return { state: { ...state, open: went, speed: null, seenEmpty: false }, reports };
}

function begun(state: PortalState, now: Moment): OpenOccupancy {
  const none: Peak = { window: [], highest: null };
  return {
    startedAt: now.at,
    startedMs: now.ms,
    peak: { gamma: none, neutron: none },
    background: state.background,
    alarm: { gamma: false, neutron: false },
    speed: state.speed,
    whole: state.seenEmpty,
    emptyLines: 0,
  };
}

function end(state: PortalState, count: number, now: Moment): Step {
  const { open, lastCount, lastEnd } = state;
  // The same end told twice.
  if (open === null && count === lastCount) return { state: { ...state, seenEmpty: true }, reports: [] };
  const known: PortalState = { ...state, lastCount: count };
  if (lastEnd !== null && now.ms - lastEnd < leastBetweenEnds) {
    // No vehicle is so quick: what comes is kept together, so that a chattering portal does not fill the record.
    return { state: notWhole(known), reports: [] };
  }
  if (open === null) {
    const unheard: OpenOccupancy = { ...begun(state, now), whole: false };
    return leave(known, closed(unheard, count, now), now);
  }
  // A portal counts on; one that counts from the beginning again was restarted.
  const restarted = lastCount !== null && count <= lastCount;
  return leave(known, closed(restarted ? { ...open, whole: false } : open, count, now), now);
}

/** The occupancy is over and told. */
function leave(state: PortalState, occupancy: PortalOccupancy, now: Moment): Step {
  const reports: PortalReport[] = [];
  if (state.open !== null) reports.push({ kind: 'occupied', occupied: false });
  reports.push({ kind: 'occupancy', occupancy });
  return {
    state: { ...state, open: null, speed: null, seenEmpty: true, lastEnd: now.ms },
    reports,
  };
}

function closed(open: OpenOccupancy, count: number | null, now: Moment): PortalOccupancy {
  return {
    startedAt: open.startedAt,
    // The clock may have been set meanwhile.
    endedAt: new Date(Date.parse(open.startedAt) + Math.max(0, now.ms - open.startedMs)).toISOString(),
    peakGamma: countsPerSecond(open.peak.gamma),
    peakNeutron: countsPerSecond(open.peak.neutron),
    backgroundGamma: open.background.gamma,
    backgroundNeutron: open.background.neutron,
    gammaAlarm: open.alarm.gamma,
    neutronAlarm: open.alarm.neutron,
    speed: open.speed,
    count,
    whole: open.whole,
  };
}

function higher({ window, highest }: Peak, sum: number, linesPerSecond: number): Peak {
  const newest = [...window, sum].slice(-linesPerSecond);
  if (newest.length < linesPerSecond) return { window: newest, highest };
  return { window: newest, highest: Math.max(highest ?? 0, total(newest)) };
}

/** Of an occupancy shorter than a second, what was counted in it. */
function countsPerSecond({ window, highest }: Peak): number | null {
  if (highest !== null) return highest;
  return window.length === 0 ? null : total(window);
}

function setFault(state: PortalState, radiation: Radiation, code: FaultCode | null): Step {
  if (state.faults[radiation] === code) return { state, reports: [] };
  const faults = { ...state.faults, [radiation]: code };
  const codes = [faults.gamma, faults.neutron].filter((each) => each !== null);
  const fault =
    codes.length === 0
      ? null
      : { code: codes.join('+'), text: codes.map((each) => faultTexts[each]).join(' and ') };
  return { state: { ...state, faults }, reports: [{ kind: 'fault', fault }] };
}

/** A portal announces its settings when it starts: within an occupancy part of it may be lost. */
function announced(state: PortalState, values: Readonly<Record<string, string>>): Step {
  const changed = Object.entries(values).some(([name, value]) => state.setup[name] !== value);
  const after = notWhole(state);
  if (!changed) return { state: after, reports: [] };
  const setup = { ...state.setup, ...values };
  return { state: { ...after, setup }, reports: [{ kind: 'setup', values: setup }] };
}

function notWhole(state: PortalState): PortalState {
  return state.open === null ? state : { ...state, open: { ...state.open, whole: false } };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Milliseconds: at 60 km/h the shortest truck takes longer. */
const leastBetweenEnds = 500;

const faultTexts: Readonly<Record<FaultCode, string>> = {
  GH: 'the gamma background is too high',
  GL: 'the gamma background is too low',
  NH: 'the neutron background is too high',
};
