import { nothingDecided } from '../../station/api/decision-views.pure.ts';
import type { PortalPassage } from '../../station/api/reading-views.pure.ts';
import type { Officer, ScannerView, ScanSummary, VisitView } from '../../station/api/views.pure.ts';

export const officer: Officer = {
  id: 'o1',
  serviceNumber: '4117',
  name: 'A',
  roles: ['officer'],
  language: 'en',
};

export const supervisor: Officer = { ...officer, id: 'o2', serviceNumber: '2208', roles: ['supervisor'] };

export function visit(change: Partial<VisitView> = {}): VisitView {
  return {
    id: 'v1',
    version: 1,
    state: 'arrived',
    truck: { plate: '01KG123ABC', laneClass: 'tir' },
    bookingNumber: null,
    corrections: [],
    lane: null,
    hold: null,
    moments: { arrived: '2026-11-22T20:00:00.000Z' },
    scans: [],
    holder: null,
    ...nothingDecided,
    decision: null,
    examination: null,
    notice: null,
    weights: [],
    plateReads: [],
    portal: [],
    reports: [],
    marks: [],
    ...change,
  };
}

export function scan(change: Partial<ScanSummary> = {}): ScanSummary {
  return {
    id: 's1',
    visitId: 'v1',
    number: 1,
    state: 'complete',
    lines: 4500,
    archived: true,
    hashes: ['ab'.repeat(32)],
    defects: [],
    image: null,
    ...change,
  };
}

export function scanner(change: Partial<ScannerView> = {}): ScannerView {
  return {
    id: 'x1',
    lane: '2',
    address: 'tcp://10.0.0.7:4001',
    link: 'online',
    linkError: null,
    state: 'ready',
    model: 'M',
    interlocks: [{ name: 'north door', closed: true }],
    emergencyStop: { latched: false },
    beamOn: false,
    fault: null,
    secondsLeft: null,
    energiesMeV: [6, 4],
    scan: null,
    ...change,
  };
}

export const heldByOfficer = { id: 'o1', serviceNumber: '4117' };
export const heldByOther = { id: 'o9', serviceNumber: '9' };

/** A passage with a gamma alarm that nobody has acknowledged. */
export const alarmed: PortalPassage = {
  id: 'p1',
  at: '2026-11-22T20:00:00.000Z',
  endedAt: '2026-11-22T20:00:09.000Z',
  deviceId: 'portal',
  peakGamma: 1240,
  peakNeutron: 4,
  backgroundGamma: 420,
  backgroundNeutron: 3,
  gammaAlarm: true,
  neutronAlarm: false,
  whole: true,
  acknowledged: null,
};
