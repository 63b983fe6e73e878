import { z } from 'zod';
import type { DeviceView } from '../api/device-views.pure.ts';
import type { ScannerView } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';

/** A PLC at a lane, and what its configuration says of its signals. */
export interface LanePlc {
  readonly view: Pick<DeviceView, 'id' | 'reading'>;
  /** null: its settings do not say which signals there are. */
  readonly signals: readonly { readonly name: string; readonly meaning: string }[] | null;
}

interface LaneSafety {
  readonly interlocks: ScannerView['interlocks'];
  readonly emergencyStop: ScannerView['emergencyStop'];
  /** PLCs of which not even the signals are known. */
  readonly unknown: readonly string[];
}

/**
 * The signals that a PLC's settings name. Every PLC driver has them in `signals`, each with `name` and `meaning`: so it
 * is known what must be heard before the PLC has said a word.
 */
export function configuredSignals(settings: unknown): LanePlc['signals'] {
  const parsed = z
    .object({ signals: z.array(z.object({ name: z.string(), meaning: z.string().default('other') })) })
    .safeParse(settings);
  return parsed.success ? parsed.data.signals : null;
}

/** What the PLCs of a lane say of its interlocks and emergency stops. What they do not say is unknown. */
function laneSafety(plcs: readonly LanePlc[]): LaneSafety {
  const interlocks: { name: string; closed: boolean | null }[] = [];
  const stops: { name: string; latched: boolean | null }[] = [];
  const unknown: string[] = [];
  for (const { view, signals } of plcs) {
    const said = view.reading?.role === 'plc' ? view.reading.signals : null;
    const named = signals ?? said;
    if (named === null) unknown.push(view.id);
    for (const { name, meaning } of named ?? []) {
      const value = said?.find((signal) => signal.name === name)?.value;
      const known = typeof value === 'boolean' ? value : null;
      if (meaning === 'interlock') interlocks.push({ name, closed: known });
      if (meaning === 'emergency-stop') stops.push({ name, latched: known });
    }
  }
  const stop = stops.find(({ latched }) => latched) ?? stops.find(({ latched }) => latched === null);
  const emergencyStop = stop ? { latched: stop.latched, where: stop.name } : { latched: false };
  return { interlocks, emergencyStop, unknown };
}

/** The scanner as the lane's PLCs let it be seen: their interlocks beside its own, the worse of the emergency stops. */
export function withLaneSafety(scanner: ScannerView, plcs: readonly LanePlc[]): ScannerView {
  if (plcs.length === 0) return scanner;
  const lane = laneSafety(plcs);
  return {
    ...scanner,
    interlocks: [...scanner.interlocks, ...lane.interlocks],
    emergencyStop: worse(scanner.emergencyStop, lane.unknown.length > 0 ? { latched: null } : null, lane),
  };
}

/**
 * Refuses a scan that the lane's PLCs do not allow. Unknown is never safe. A second look before the scanner's own
 * interlocks, and never in their place. Throws StationError EMERGENCY_STOP, INTERLOCK_OPEN or INTERLOCK_UNKNOWN.
 */
export function refuseUnlessSafe(lane: string, plcs: readonly LanePlc[]): void {
  const { interlocks, emergencyStop, unknown } = laneSafety(plcs);
  if (emergencyStop.latched) {
    const where = emergencyStop.where ?? '';
    throw new StationError(
      'EMERGENCY_STOP',
      `The emergency stop of lane ${lane} is latched (${where}). Release it with its key when it is safe.`,
      { details: { lane, where } },
    );
  }
  const open = interlocks.find(({ closed }) => closed === false);
  if (open) {
    throw new StationError(
      'INTERLOCK_OPEN',
      `An interlock of lane ${lane} is open (${open.name}). Close it, then scan.`,
      { details: { lane, interlock: open.name } },
    );
  }
  const stop = emergencyStop.latched === null ? (emergencyStop.where ?? '') : undefined;
  const dark = interlocks.find(({ closed }) => closed === null)?.name ?? stop ?? unknown[0];
  if (dark === undefined) return;
  throw new StationError(
    'INTERLOCK_UNKNOWN',
    `It is not known whether lane ${lane} is safe (${dark}). Check the PLC and its link.`,
    { details: { lane, interlock: dark } },
  );
}

function worse(
  own: ScannerView['emergencyStop'],
  dark: ScannerView['emergencyStop'] | null,
  { emergencyStop }: LaneSafety,
): ScannerView['emergencyStop'] {
  const all = [own, emergencyStop, ...(dark ? [dark] : [])];
  return all.find(({ latched }) => latched) ?? all.find(({ latched }) => latched === null) ?? own;
}
