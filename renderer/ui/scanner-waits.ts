import type { ScannerView } from '../../station/api/views.pure.ts';
import { scannerLook } from './scanner-look.ts';

/** What a scanner waits for before it goes on; its words are `common:waits.ID`. */
export interface Wait {
  readonly id:
    | 'station'
    | 'connecting'
    | 'retry'
    | 'retryNow'
    | 'key'
    | 'keyAt'
    | 'stopUnknown'
    | 'doors'
    | 'doorsUnknown'
    | 'doorsUnnamed'
    | 'fault'
    | 'warmUp'
    | 'warmUpLong'
    | 'beam'
    | 'beamSoon'
    | 'standby'
    | 'power'
    | 'maintenance'
    | 'transfer'
    | 'notSaid';
  readonly values: Readonly<Record<string, string | number>>;
}

/** The reasons why a scanner is not ready, the most urgent first; none when it is, or when it is at work. */
export function scannerWaits(scanner: ScannerView | null, now: number): readonly Wait[] {
  const waits: Wait[] = [];
  const wait = (id: Wait['id'], values: Wait['values'] = {}) => waits.push({ id, values });
  if (scanner === null) return [{ id: 'station', values: {} }];
  if (scanner.link === 'retrying' || scanner.link === 'lost' || scanner.linkError !== null) {
    const left = Date.parse(scanner.linkError?.retryAt ?? '') - now;
    const seconds = Math.ceil(left / 1000);
    return seconds > 0 ? [{ id: 'retry', values: { seconds } }] : [{ id: 'retryNow', values: {} }];
  }
  if (scanner.link !== 'online' && scanner.link !== 'degraded') return [{ id: 'connecting', values: {} }];

  const { emergencyStop, interlocks, fault, secondsLeft } = scanner;
  const seconds = secondsLeft === null ? null : Math.max(0, Math.ceil(secondsLeft));
  if (emergencyStop.latched === true || scanner.state === 'emergency-stop') {
    if (emergencyStop.where) wait('keyAt', { where: emergencyStop.where });
    else wait('key');
  } else if (emergencyStop.latched === null) wait('stopUnknown');
  const open = interlocks.filter(({ closed }) => closed === false);
  const unknown = interlocks.filter(({ closed }) => closed === null);
  if (open.length > 0) wait('doors', { names: open.map(({ name }) => name).join(', ') });
  else if (scanner.state === 'interlock-open') wait('doorsUnnamed');
  if (unknown.length > 0) wait('doorsUnknown', { names: unknown.map(({ name }) => name).join(', ') });
  if (fault) wait('fault', { what: [fault.code, fault.text].filter(Boolean).join(', ') });

  switch (scannerLook(scanner).state) {
    case 'warm-up':
      if (seconds === null) wait('warmUpLong');
      else wait('warmUp', { seconds });
      break;
    case 'armed':
      if (seconds === null) wait('beamSoon');
      else wait('beam', { seconds });
      break;
    case 'standby':
      wait('standby');
      break;
    case 'offline':
    case 'powered':
      wait('power');
      break;
    case 'maintenance':
      wait('maintenance');
      break;
    case 'transferring':
      wait('transfer');
      break;
    case 'unknown':
      if (waits.length === 0) wait('notSaid');
  }
  return waits;
}
