import type { ScannerView } from '../../station/api/views.pure.ts';
import type { Shape } from './icons.tsx';

/** The states that have a word in the catalogue (`common:scanner.STATE`); any other is unknown. */
const states = [
  'unknown',
  'offline',
  'powered',
  'warm-up',
  'standby',
  'ready',
  'armed',
  'scanning',
  'transferring',
  'interlock-open',
  'fault',
  'emergency-stop',
  'maintenance',
  'comms-lost',
] as const;
export type KnownScannerState = (typeof states)[number];

export type Tone = 'plain' | 'amber' | 'red' | 'green' | 'bright';

/** How a scanner's state looks: a word, a shape and a colour that say the same. */
export interface ScannerLook {
  readonly state: KnownScannerState;
  readonly shape: Shape;
  readonly tone: Tone;
}

/**
 * Without a link nothing is known of the device, whatever it said last. A latched emergency stop is the state
 * whatever the device calls its own; and a device that says READY has to say, too, that nothing forbids it.
 */
export function scannerLook(scanner: ScannerView | null): ScannerLook {
  const state = scannerState(scanner);
  // Part of what it says cannot be used: it may be ready, but nothing of it is confirmed.
  if (state === 'ready' && scanner?.link === 'degraded') return { state, shape: 'triangle', tone: 'amber' };
  return { state, ...looks[state] };
}

function scannerState(scanner: ScannerView | null): KnownScannerState {
  if (scanner === null) return 'unknown';
  if (scanner.link === 'retrying' || scanner.link === 'lost') return 'comms-lost';
  if (scanner.link !== 'online' && scanner.link !== 'degraded') return 'unknown';
  if (scanner.emergencyStop.latched === true) return 'emergency-stop';
  const said = states.find((state) => state === scanner.state) ?? 'unknown';
  return said === 'ready' ? readiness(scanner) : said;
}

function readiness({ interlocks, emergencyStop }: ScannerView): KnownScannerState {
  if (interlocks.some(({ closed }) => closed === false)) return 'interlock-open';
  if (emergencyStop.latched === null || interlocks.some(({ closed }) => closed === null)) return 'unknown';
  return 'ready';
}

const looks: Readonly<Record<KnownScannerState, { shape: Shape; tone: Tone }>> = {
  unknown: { shape: 'diamond', tone: 'plain' },
  offline: { shape: 'ring', tone: 'plain' },
  powered: { shape: 'ring', tone: 'plain' },
  'warm-up': { shape: 'ring', tone: 'plain' },
  standby: { shape: 'ring', tone: 'plain' },
  ready: { shape: 'disc', tone: 'green' },
  armed: { shape: 'triangle', tone: 'bright' },
  scanning: { shape: 'square', tone: 'bright' },
  transferring: { shape: 'square', tone: 'plain' },
  'interlock-open': { shape: 'octagon', tone: 'red' },
  fault: { shape: 'triangle', tone: 'red' },
  'emergency-stop': { shape: 'octagon', tone: 'red' },
  maintenance: { shape: 'ring', tone: 'plain' },
  'comms-lost': { shape: 'cross', tone: 'red' },
};
