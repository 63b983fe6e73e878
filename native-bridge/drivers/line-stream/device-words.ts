import type { DeviceEvent, ScanGeometry, ScannerCapabilities, ScannerStatus } from '../scanner.ts';
import { malformed } from './fields.ts';
import { type MessageOf, maxDetectors, maxLines } from './messages.ts';

/** What the station knows of a scanner that has stopped telling. */
export const unknownStatus: ScannerStatus = {
  state: 'unknown',
  interlocks: [],
  emergencyStop: { latched: null },
  beamOn: null,
};

export function statusOf(message: MessageOf<'status'>): ScannerStatus {
  const { state, beamOn, interlocks, millisecondsLeft, doseRateNanosievert } = message;
  return {
    state,
    beamOn,
    interlocks,
    emergencyStop: {
      latched: message.emergencyStop,
      ...(message.emergencyStopWhere === '' ? {} : { where: message.emergencyStopWhere }),
    },
    ...(message.faultCode === '' ? {} : { fault: { code: message.faultCode, text: message.faultText } }),
    ...(millisecondsLeft === null ? {} : { secondsLeft: millisecondsLeft / 1000 }),
    ...(doseRateNanosievert === null ? {} : { doseRate: doseRateNanosievert / 1000 }),
  };
}

/** `undefined` for a kind of event that only a later version knows. */
export function eventOf({ event, text }: MessageOf<'event'>): DeviceEvent | undefined {
  return event === 'other' ? undefined : { kind: event, text };
}

/** Throws BridgeError DEVICE_PROTOCOL. */
export function capabilitiesOf(message: MessageOf<'welcome'>): ScannerCapabilities {
  const { maker, model, serialNumber, detectors } = message;
  return {
    maker,
    model,
    serialNumber,
    detectors: within(detectors, 1, maxDetectors, 'detectors'),
    energiesMeV: energies(message.energiesKeV),
    maxLines: within(message.maxLines, 1, maxLines, 'lines at most'),
  };
}

/** Throws BridgeError DEVICE_PROTOCOL. */
export function geometryOf(message: MessageOf<'scan-begin'>, device: ScannerCapabilities): ScanGeometry {
  const { airCounts, darkCounts } = message;
  return {
    detectors: within(message.detectors, 1, device.detectors, 'detectors'),
    energiesMeV: energies(message.energiesKeV),
    detectorPitchMm: within(message.detectorPitchMicrometres, 1, maxPitch, 'µm of detector pitch') / 1000,
    linePitchMm: within(message.linePitchMicrometres, 1, maxPitch, 'µm of line pitch') / 1000,
    expectedLines: within(message.expectedLines, 0, device.maxLines, 'expected lines'),
    airCounts: within(airCounts, 1, 65_535, 'counts in air'),
    darkCounts: within(darkCounts, 0, airCounts - 1, 'counts without a beam'),
  };
}

const maxPitch = 1_000_000;

function energies(energiesKeV: readonly number[]): readonly number[] {
  within(energiesKeV.length, 1, 2, 'energies');
  const [highest = 0, lower = 0] = energiesKeV;
  // Planes that are swapped would be a picture that looks right with its materials wrong.
  if (lower >= highest) throw malformed(`the energies ${energiesKeV.join(' and ')} keV, not highest first`);
  return energiesKeV.map((energy) => within(energy, 1, 65_535, 'keV') / 1000);
}

function within(value: number, least: number, most: number, what: string): number {
  if (value < least || value > most) throw malformed(`${value} ${what} (${least} to ${most} are allowed)`);
  return value;
}
