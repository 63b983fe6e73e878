import { StationError } from '../errors.ts';
import type { Visits } from '../visits/visits.ts';
import type { ScanBook } from './scan-facts.ts';

/** The scans of the visits, as the scan service asks for them. */
export function visitScans(visits: Pick<Visits, 'record' | 'scan' | 'open'>): ScanBook {
  return {
    record({ scanId }, fact) {
      switch (fact.kind) {
        case 'beam-on':
        case 'beam-off':
          // Devices differ in what they say first, and may say it twice: what is on record already stays.
          ignoring(['SCAN_STEP_REPEATED', 'SCAN_OVER'], () =>
            visits.record({ command: fact.kind === 'beam-on' ? 'beamOn' : 'beamOff', scanId }),
          );
          return;
        case 'ended':
        case 'recovered': {
          const { lines, defects } = fact.end;
          const command = fact.kind === 'ended' ? 'scanEnded' : 'scanRecovered';
          visits.record({ command, scanId, lines, defects: defects.map((defect) => ({ ...defect })) });
          return;
        }
        case 'failed':
          visits.record({ command: 'scanFailed', scanId, code: fact.code, details: fact.details });
          return;
        case 'import-failed': {
          const { code, details, unreadable } = fact;
          visits.record({ command: 'importFailed', scanId, code, details, unreadable });
          return;
        }
        case 'archived': {
          const planes = fact.planes.map(({ file, sha256 }) => ({ file, sha256 }));
          visits.record({ command: 'scanArchived', scanId, planes });
        }
      }
    },
    find(scanId) {
      const scan = visits.scan(scanId);
      if (scan === null) return null;
      const over = scan.lines > 0 ? 'ended' : 'failed';
      return {
        scanId,
        visitId: scan.visitId,
        state: scan.state === 'requested' || scan.state === 'receiving' ? scan.state : over,
        files: scan.planes?.map(({ file }) => file) ?? null,
        imported: scan.imported,
      };
    },
    unfinished() {
      return visits
        .open()
        .flatMap((visit) => visit.scans)
        .filter(({ state, image }) => image === null && (state === 'requested' || state === 'receiving'))
        .map(({ id, visitId }) => ({ scanId: id, visitId }));
    },
  };
}

function ignoring(codes: readonly string[], run: () => void): void {
  try {
    run();
  } catch (fault) {
    if (!(fault instanceof StationError) || !codes.includes(fault.code)) throw fault;
  }
}
