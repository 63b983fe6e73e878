import { refuse } from './decision.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** Refusals that several steps of a visit have in common. */

export const notAllowed = () => refuse('NOT_ALLOWED', 'Only an officer or a supervisor may do this.');
export const over = () =>
  refuse('VISIT_CLOSED', 'The visit is over. Register the truck again if it has come back.');
export const unknown = () => refuse('VISIT_UNKNOWN', 'There is no such visit. Reload the screen.');
export const notWaiting = () =>
  refuse('VISIT_NOT_WAITING', 'The truck is not waiting, so this step is not open to it.');
export const onHold = () => refuse('VISIT_ON_HOLD', 'The truck is on hold. Resume it before it is called.');
export const notCalled = (visit: Visit, mine: boolean) =>
  visit.holder && !mine
    ? held(visit)
    : refuse('VISIT_NOT_CALLED', 'The truck is not called to a lane. Call it first.');
export const scanRunning = () =>
  refuse('SCAN_RUNNING', 'A scan of this truck is running. Stop it first or wait for its end.');
export const scanOver = () => refuse('SCAN_OVER', 'The scan is already over.');
export const repeated = () => refuse('SCAN_STEP_REPEATED', 'This is already on record for the scan.');
export const laneBusy = (lane: string, plate: string) =>
  refuse('LANE_BUSY', `Lane ${lane} is taken by ${plate}. Finish or put back that truck first.`, {
    lane,
    plate,
  });
export const held = (visit: Visit) => {
  const by = visit.holder?.serviceNumber ?? '';
  return refuse('VISIT_HELD', `Officer ${by} has this truck.`, { by });
};
