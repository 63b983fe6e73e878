import type { IncidentState } from '../api/incident-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';

/** What a person does about an incident that is there. */
export interface FollowUp {
  readonly command: 'take' | 'note' | 'close' | 'reopen';
  readonly note: string;
}

type Said = { readonly by: string; readonly note: string };
export type FollowUpDecision =
  | {
      readonly kind: 'incident.taken' | 'incident.noted' | 'incident.closed' | 'incident.reopened';
      readonly body: Said;
    }
  | { readonly code: string; readonly message: string };

/** The rules of the follow-up. Pure: it never throws. Every device of the post goes on as it is, whatever is said here. */
export function decideFollowUp(
  incident: { readonly state: IncidentState; readonly takenBy: string | null },
  { command, note }: FollowUp,
  by: Pick<Officer, 'serviceNumber'>,
): FollowUpDecision {
  const body = { by: by.serviceNumber, note };
  if (command === 'reopen')
    return incident.state === 'closed'
      ? { kind: 'incident.reopened', body }
      : { code: 'INCIDENT_NOT_CLOSED', message: 'The incident is not closed. Go on with it as it is.' };
  if (incident.state === 'closed')
    return {
      code: 'INCIDENT_CLOSED',
      message: 'The incident is closed. Open it again with a reason, or report another one.',
    };
  switch (command) {
    case 'take':
      return incident.takenBy === by.serviceNumber
        ? { code: 'INCIDENT_IN_HAND', message: 'You have this incident in hand already.' }
        : { kind: 'incident.taken', body };
    case 'note':
      return { kind: 'incident.noted', body };
    case 'close':
      return incident.state === 'open'
        ? {
            code: 'INCIDENT_NOT_IN_HAND',
            message: 'Nobody has the incident in hand. Take it in hand, then close it.',
          }
        : { kind: 'incident.closed', body };
  }
}
