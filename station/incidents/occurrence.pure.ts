import type { IncidentKind } from '../api/incident-views.pure.ts';

/** What a device's entry says of an incident: that it begins (or is said once more), or that it is over. */
export interface DeviceEdge {
  readonly kind: IncidentKind;
  /** Which of the device's interlocks, stops or faults it is. */
  readonly name: string;
  readonly begins: boolean;
  /** For how many of its kind the entry stands. */
  readonly times: number;
}

const events: Readonly<Record<string, { readonly kind: IncidentKind; readonly begins: boolean }>> = {
  'emergency-stop': { kind: 'emergency-stop', begins: true },
  'emergency-stop-released': { kind: 'emergency-stop', begins: false },
  'interlock-opened': { kind: 'interlock', begins: true },
  'interlock-closed': { kind: 'interlock', begins: false },
  fault: { kind: 'fault', begins: true },
  'fault-cleared': { kind: 'fault', begins: false },
  tamper: { kind: 'tamper', begins: true },
  'tamper-cleared': { kind: 'tamper', begins: false },
};

/** Null for an event that is no incident's. */
export function edgeOf(body: { event: string; text: string; more?: number | undefined }): DeviceEdge | null {
  const { event, text, more = 1 } = body;
  const edge = Object.hasOwn(events, event) ? events[event] : undefined;
  return edge ? { ...edge, name: text.trim(), times: more } : null;
}

/** A device that says again what was over a moment ago says nothing new: a contact that flutters is one incident. */
const calmMs = 10 * 60_000;

/**
 * Whether what a device says begins an incident of its own. It does not while the one before is not over, or was over only a
 * moment ago, and nobody has closed it.
 */
export function isNew(
  before: { readonly state: string; readonly overAt: string | null } | null,
  at: string,
): boolean {
  if (before === null || before.state === 'closed') return true;
  if (before.overAt === null) return false;
  // A clock that was set back must not make two of one.
  return Date.parse(at) - Date.parse(before.overAt) > calmMs;
}

/**
 * Whether the end of something with this name is the end of an incident with that one: the key that releases an emergency
 * stop and the line that clears a fault need not repeat where it was.
 */
export function endsIt(edge: DeviceEdge, name: string): boolean {
  return edge.kind !== 'interlock' || edge.name === name;
}
