import { type Decision, happens, refuse } from './decision.pure.ts';
import type { PictureCommand, ScanOutcome, VisitCommand, VisitContext } from './visit-commands.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { fromScan, stampOf, without } from './visit-moments.pure.ts';
import { held, repeated, scanOver, scanRunning, unknown } from './visit-refusals.pure.ts';
import type { Scan, Visit } from './visit-state.pure.ts';

export function isOutcome(command: VisitCommand): command is ScanOutcome {
  return Object.hasOwn(outcomes, command.command);
}

const outcomes: Readonly<Record<ScanOutcome['command'], true>> = {
  beamOn: true,
  beamOff: true,
  scanEnded: true,
  scanFailed: true,
  scanRecovered: true,
  scanArchived: true,
  importFailed: true,
};

/** The rules for what the station learns about a scan of the visit. */
export function decideOutcome(visit: Visit, outcome: ScanOutcome): Decision {
  const scan = visit.scans.find((one) => one.id === outcome.scanId);
  if (!scan) return refuse('SCAN_UNKNOWN', 'The visit has no such scan.');
  const { scanId } = outcome;
  const running = scan.state === 'requested' || scan.state === 'receiving';
  switch (outcome.command) {
    case 'beamOn':
      if (!running) return scanOver();
      if (scan.beam === 'on') return repeated();
      return happens({ kind: 'scan.beam-on', body: { scanId } });
    case 'beamOff':
      // Also after the scan's end: devices differ in which they say first, and the beam's end is on record anyway.
      if (scan.beam !== 'on') return repeated();
      return happens({ kind: 'scan.beam-off', body: { scanId } });
    case 'scanEnded':
    case 'scanRecovered': {
      if (!running) return scanOver();
      const body = {
        scanId,
        lines: outcome.lines,
        defects: outcome.defects.map((defect) => ({ ...defect })),
      };
      return happens({ kind: outcome.command === 'scanEnded' ? 'scan.ended' : 'scan.recovered', body });
    }
    case 'scanFailed':
      if (!running) return scanOver();
      return happens({
        kind: 'scan.failed',
        body: { scanId, code: outcome.code, details: { ...outcome.details } },
      });
    case 'importFailed': {
      if (!running) return scanOver();
      const { code, details, unreadable } = outcome;
      return happens({
        kind: 'scan.import-failed',
        body: { scanId, code, details: { ...details }, unreadable },
      });
    }
    case 'scanArchived':
      if (running || scan.lines === 0)
        return refuse('SCAN_NOT_ENDED', 'Only a scan that is over and has lines is archived.');
      if (scan.planes) return repeated();
      return happens({
        kind: 'scan.archived',
        body: { scanId, planes: outcome.planes.map((plane) => ({ ...plane })) },
      });
  }
}

/** A picture that another program made becomes the visit's next scan. */
export function takePicture(
  visit: Visit,
  { image }: PictureCommand,
  { actor, newScanId }: VisitContext,
): Decision {
  if (visit.state === 'scanning') return scanRunning();
  if (visit.state !== 'called' && !(visit.state === 'arrived' && actor))
    return refuse(
      'VISIT_TAKES_NO_PICTURE',
      'The truck waits for no picture. Ask for a re-scan first if this one is to count.',
    );
  const mine = visit.holder?.id === actor?.id;
  if (actor && visit.holder && !mine && !actor.roles.includes('supervisor')) return held(visit);
  const holder = visit.holder ?? (actor && { id: actor.id, serviceNumber: actor.serviceNumber });
  if (!holder) return unknown();
  const matchedBy = actor?.serviceNumber ?? null;
  const number = visit.scans.length + 1;
  return happens({ kind: 'scan.received', body: { scanId: newScanId, number, image, matchedBy, holder } });
}

export type ScanEntry = Extract<VisitEntry, { kind: `scan.${string}` }>;

export function isScanEntry(entry: VisitEntry): entry is ScanEntry {
  return entry.kind.startsWith('scan.');
}

/** The visit after one of its scans went on. */
export function followScan(visit: Visit, entry: ScanEntry): Visit {
  const now = stampOf(entry);
  switch (entry.kind) {
    case 'scan.received': {
      const { image, holder } = entry.body;
      // When the beam was on is the scanner's own secret, so no time of it is made up.
      const moments = without(visit.moments, fromScan);
      const scans = [...visit.scans, newScan(entry.body, image)];
      return { ...visit, state: 'scanning', scans, holder, hold: null, notice: null, moments };
    }
    case 'scan.requested': {
      const scan = newScan(entry.body, null);
      const moments = { ...without(visit.moments, fromScan), scanStarted: now };
      return { ...visit, state: 'scanning', scans: [...visit.scans, scan], notice: null, moments };
    }
    case 'scan.abort-requested':
      return visit;
    case 'scan.beam-on': {
      const beaming = withScan(visit, entry.body.scanId, { beam: 'on', state: 'receiving' });
      if (!isLatest(visit, entry.body.scanId)) return beaming;
      // A beam that went off and on again within a scan: the first time on and the last time off count.
      const beamOn = visit.moments.beamOn ?? now;
      return { ...beaming, moments: { ...without(visit.moments, ['beamOff']), beamOn } };
    }
    case 'scan.beam-off': {
      const dark = withScan(visit, entry.body.scanId, { beam: 'off' });
      return isLatest(visit, entry.body.scanId)
        ? { ...dark, moments: { ...visit.moments, beamOff: now } }
        : dark;
    }
    case 'scan.ended':
    case 'scan.recovered':
      return afterScan(visit, entry);
    case 'scan.failed':
    case 'scan.import-failed': {
      const { scanId, code, details } = entry.body;
      const defects = [{ kind: 'failed', code }];
      return {
        ...withScan(visit, scanId, { state: 'incomplete', lines: 0, defects }),
        ...beforeScan(visit),
        notice: { code, details },
      };
    }
    case 'scan.archived':
      return withScan(visit, entry.body.scanId, { planes: entry.body.planes });
  }
}

function afterScan(
  visit: Visit,
  entry: Extract<VisitEntry, { kind: 'scan.ended' | 'scan.recovered' }>,
): Visit {
  const { scanId, lines, defects } = entry.body;
  const whole = lines > 0 && defects.length === 0;
  const ended = withScan(visit, scanId, { state: whole ? 'complete' : 'incomplete', lines, defects });
  if (lines === 0) {
    const aborted = defects.some((defect) => defect.kind === 'aborted');
    return {
      ...ended,
      ...beforeScan(visit),
      notice: { code: aborted ? 'SCAN_ABORTED' : 'SCAN_EMPTY', details: {} },
    };
  }
  return {
    ...ended,
    state: 'image-ready',
    notice: whole ? null : { code: 'SCAN_INCOMPLETE', details: { lines } },
    moments: { ...visit.moments, imageReady: stampOf(entry) },
  };
}

/** A truck that was never called to a lane, because its picture came from elsewhere, waits again. */
export function beforeScan({ lane, holder }: Visit): Pick<Visit, 'state' | 'holder'> {
  return lane === null ? { state: 'arrived', holder: null } : { state: 'called', holder };
}

function newScan(
  { scanId: id, number }: { readonly scanId: string; readonly number: number },
  image: Scan['image'],
): Scan {
  return { id, number, state: 'requested', lines: 0, defects: [], beam: 'not-yet', planes: null, image };
}

function withScan(visit: Visit, scanId: string, change: Partial<Scan>): Visit {
  return { ...visit, scans: visit.scans.map((scan) => (scan.id === scanId ? { ...scan, ...change } : scan)) };
}

function isLatest(visit: Visit, scanId: string): boolean {
  return visit.scans.at(-1)?.id === scanId;
}
