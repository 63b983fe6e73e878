import { type Decision, happens, refuse } from './decision.pure.ts';
import type { OfficerCommand } from './visit-commands.pure.ts';
import { refuseWhileAlarmed } from './visit-readings.pure.ts';
import { held } from './visit-refusals.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** The rules for what an officer decides on an open picture. */
export function decideOnPicture(
  visit: Visit,
  command: Extract<OfficerCommand, { command: 'decide' }>,
  by: string,
  mine: boolean,
): Decision {
  if (visit.holder && !mine) return held(visit);
  const scan = visit.scans.at(-1);
  if (visit.state !== 'in-analysis' || !scan)
    return refuse('PICTURE_NOT_OPENED', 'Open the picture before you decide on it.');
  if (command.scanId !== scan.id)
    return refuse('SCAN_NOT_LATEST', 'There is a newer scan of this truck. Decide on that one.');
  if (command.decision === 'escalate' && visit.escalated)
    return refuse('ALREADY_ESCALATED', 'This decision has been passed on once. Decide it now.');
  const alarmed = command.decision === 'release' ? refuseWhileAlarmed(visit) : null;
  if (alarmed) return alarmed;
  return happens({
    kind: 'visit.decided',
    body: {
      decision: command.decision,
      reason: command.reason,
      scanId: scan.id,
      // An incomplete picture stays one, however much of it was on the screen.
      fidelity: scan.state === 'incomplete' ? 'incomplete' : command.fidelity,
      seenPercent: command.seenPercent,
      ...(command.seenMap && { seenMap: command.seenMap }),
      by,
    },
  });
}
