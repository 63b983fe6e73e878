import { BridgeError } from '../../native-bridge/errors.ts';
import { StationError } from '../errors.ts';

/** What the screen is told of a fault: the catalogue's key `errors:CODE` and the values of its sentence. */
export interface FaultDescription {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/**
 * Finds the coded fault behind an error. A call that did not parse is INPUT_INVALID, and what the station did
 * not foresee is INTERNAL, with nothing of its text: that belongs in the log.
 */
export function describeFault(fault: unknown): FaultDescription {
  for (let at: unknown = fault, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (at instanceof StationError || at instanceof BridgeError)
      return { code: at.code, details: at.details };
    if (at.name === 'ZodError') return { code: 'INPUT_INVALID', details: firstIssue(at) };
  }
  return { code: 'INTERNAL', details: {} };
}

function firstIssue(fault: Error): Record<string, string | number> {
  const issues = (fault as { issues?: { path?: PropertyKey[]; message?: string }[] }).issues;
  const issue = issues?.[0];
  return { field: issue?.path?.map(String).join('.') ?? '', problem: issue?.message ?? '' };
}
