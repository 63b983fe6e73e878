import type { Officer } from '../api/views.pure.ts';
import { type Decision, happens } from './decision.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** Another officer, who is the actor, goes on at the window of the one who has the truck. */
export interface PassOnCommand {
  readonly command: 'passOn';
  /** The id of the officer who leaves. */
  readonly from: string;
}

/**
 * What becomes of a truck at a change of officers: it is the new officer's from then on, with its picture as it stands open,
 * if their role lets them have it. Otherwise nothing happens: it stays whose it is, and a supervisor may take it.
 */
export function decidePassOn(
  visit: Visit,
  { from }: PassOnCommand,
  to: Pick<Officer, 'id' | 'serviceNumber' | 'roles'>,
): Decision {
  if (visit.holder === null || visit.holder.id !== from || from === to.id) return happens();
  const supervises = to.roles.includes('supervisor');
  // A decision that was passed on to a supervisor does not come back by a change of officers.
  if (visit.escalated ? !supervises : !supervises && !to.roles.includes('officer')) return happens();
  // Nobody has two looks at one truck, whoever's window they come to.
  if (visit.secondLook?.officers.includes(to.serviceNumber)) return happens();
  const holder = { id: to.id, serviceNumber: to.serviceNumber };
  return happens({ kind: 'visit.passed-on', body: { holder, from: visit.holder } });
}
