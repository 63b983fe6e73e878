import type { z } from 'zod';
import type { plannedShift, Signature, SigningSide } from '../api/handover-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { type DecisionOf, refuse } from '../visits/decision.pure.ts';
import type { DutyEntry, DutyEvent } from './duty-entries.ts';

export type PlannedShift = z.output<typeof plannedShift>;

/** How the shift of the post stands. */
export interface Duty {
  readonly open: {
    /** Of this opening. */
    readonly id: string;
    readonly shift: PlannedShift;
    readonly at: string;
    readonly by: string;
  } | null;
  /** The sheet that waits for signatures. */
  readonly pending: {
    readonly id: string;
    /** Of the entry that holds it. */
    readonly seq: number;
    readonly sha256: string;
    readonly outgoing: Signature | null;
    readonly incoming: Signature | null;
  } | null;
  /** The first entry of the journal that no sheet has yet been about. */
  readonly since: number;
}

export const nothingOpen: Duty = { open: null, pending: null, since: 0 };

export type DutyCommand =
  | { readonly command: 'open' }
  | { readonly command: 'close' }
  | {
      readonly command: 'prepare';
      readonly handoverId: string;
      readonly sheet: string;
      readonly sha256: string;
    }
  | {
      readonly command: 'sign';
      readonly handoverId: string;
      readonly sha256: string;
      readonly side: SigningSide;
    };

export interface DutyContext {
  /** Who asks; for a signature, who signs. */
  readonly actor: Pick<Officer, 'serviceNumber' | 'roles'>;
  /** What the pattern plans for now, and after the shift that is open. */
  readonly planned: PlannedShift;
  readonly next: PlannedShift;
  /** For an opening. */
  readonly newId: string;
}

/**
 * The rules of opening, closing and handing over: a shift is a supervisor's to open and to close, one is open at a time, and
 * a sheet is signed by two people, of whom the one who leaves is a supervisor.
 */
export function decideDuty(duty: Duty, command: DutyCommand, context: DutyContext): DecisionOf<DutyEvent> {
  const { actor, planned, newId } = context;
  const by = actor.serviceNumber;
  const supervises = actor.roles.includes('supervisor');
  if (command.command === 'sign') return decideSignature(duty, command, context);
  if (!supervises)
    return refuse(
      'SHIFT_NEEDS_SUPERVISOR',
      'Only a supervisor opens, closes and hands over a shift. Ask one.',
    );
  if (command.command === 'open')
    return duty.open
      ? refuse(
          'SHIFT_ALREADY_OPEN',
          `Shift ${duty.open.shift.name} is open. Hand it over or close it first.`,
          {
            name: duty.open.shift.name,
          },
        )
      : { events: [{ kind: 'shift.opened', subject: newId, body: { shift: planned, by } }] };
  if (!duty.open) return refuse('SHIFT_NOT_OPEN', 'No shift is open. Open it first.');
  if (command.command === 'close')
    return { events: [{ kind: 'shift.closed', subject: duty.open.id, body: { by, handover: null } }] };
  const { sheet, sha256, handoverId } = command;
  return { events: [{ kind: 'handover.prepared', subject: handoverId, body: { sheet, sha256, by } }] };
}

function decideSignature(
  { open, pending }: Duty,
  { handoverId, sha256, side }: Extract<DutyCommand, { command: 'sign' }>,
  { actor, next, newId }: DutyContext,
): DecisionOf<DutyEvent> {
  if (!open || pending?.id !== handoverId || pending.sha256 !== sha256)
    return refuse('HANDOVER_GONE', 'This sheet does not wait for signatures any more. Look at the new one.');
  const by = actor.serviceNumber;
  const supervises = actor.roles.includes('supervisor');
  if (pending[side]) return refuse('HANDOVER_SIGNED', 'This side has been signed already.');
  const { outgoing } = pending;
  if (side === 'incoming' && !outgoing)
    return refuse('HANDOVER_OUTGOING_FIRST', 'Who hands over signs first, then who takes over.');
  if (side === 'incoming' && outgoing?.serviceNumber === by)
    return refuse(
      'HANDOVER_SAME_PERSON',
      'Nobody signs both sides of a handover. The other person signs here.',
    );
  if (side === 'outgoing' ? !supervises : !supervises && !actor.roles.includes('officer'))
    return refuse(
      'HANDOVER_SIGNER',
      'The shift is handed over by a supervisor and taken by a supervisor or an officer. Ask one of them to sign.',
    );
  const signed: DutyEvent = { kind: 'handover.signed', subject: handoverId, body: { side, sha256, by } };
  if (side === 'outgoing' || !outgoing) return { events: [signed] };
  const closed: DutyEvent = {
    kind: 'shift.closed',
    subject: open.id,
    body: { by: outgoing.serviceNumber, handover: handoverId },
  };
  // A shift is a supervisor's to open: an officer takes the post over, and a supervisor opens it when they come.
  const opened: DutyEvent = { kind: 'shift.opened', subject: newId, body: { shift: next, by } };
  return { events: [signed, closed, ...(supervises ? [opened] : [])] };
}

/** The duty after an entry. */
export function evolveDuty(duty: Duty, entry: DutyEntry): Duty {
  switch (entry.kind) {
    case 'shift.opened': {
      const { shift, by } = entry.body;
      // The first shift of a post that has never handed over begins with its opening.
      const since = duty.since === 0 ? entry.seq : duty.since;
      return { open: { id: entry.subject, shift, at: entry.at, by }, pending: null, since };
    }
    case 'shift.closed':
      // Without a sheet the next one is about all of it. What happened while a sheet was signed is on the next one, too.
      return { open: null, pending: null, since: (entry.body.handover && duty.pending?.seq) || duty.since };
    case 'handover.prepared': {
      const { sha256 } = entry.body;
      return {
        ...duty,
        pending: { id: entry.subject, seq: entry.seq, sha256, outgoing: null, incoming: null },
      };
    }
    case 'handover.signed': {
      if (duty.pending?.id !== entry.subject) return duty;
      const signature = { serviceNumber: entry.body.by, at: entry.at };
      return { ...duty, pending: { ...duty.pending, [entry.body.side]: signature } };
    }
  }
}
