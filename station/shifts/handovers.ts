import { createHash, randomUUID } from 'node:crypto';
import type { OpenShiftInput, PrepareHandoverInput, SignHandoverInput } from '../api/handover-inputs.pure.ts';
import type { HandoverOperations } from '../api/handover-operations.ts';
import {
  type DutyView,
  type HandoverSheet,
  type HandoverSummary,
  type HandoverView,
  handoverSheet,
} from '../api/handover-views.pure.ts';
import type { IncidentView } from '../api/incident-views.pure.ts';
import type { CredentialsInput } from '../api/officer-inputs.pure.ts';
import type { Officer, VisitView } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { StationError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { fingerprint } from '../visits/fingerprint.ts';
import { type Duty, type DutyCommand, decideDuty } from './duty.pure.ts';
import { dutyOf, handoverById, type KeptHandover, signedHandovers } from './duty-table.ts';
import { type SheetParts, sheetOfShift } from './handover-sheet.ts';
import type { ShiftPattern } from './shift-pattern.ts';

export interface HandoversOptions {
  readonly journal: Pick<Journal, 'db' | 'head' | 'transact'>;
  readonly clock: Clock;
  readonly pattern: ShiftPattern;
  readonly post: () => SheetParts['post'];
  readonly openVisits: () => readonly VisitView[];
  readonly incidents: {
    during(from: string, to: string): readonly IncidentView[];
  };
  readonly officers: {
    list(): readonly Officer[];
    /** Who has this number and password. Throws StationError. */
    signature(credentials: CredentialsInput): Promise<Officer>;
  };
}

const mostListed = 200;

/** Who has opened and closed the shifts of the post, and what one handed to the next with two signatures. */
export class Handovers implements HandoverOperations {
  readonly #options: HandoversOptions;

  constructor(options: HandoversOptions) {
    this.#options = options;
  }

  duty(): DutyView {
    const { journal, clock, pattern } = this.#options;
    const { open, pending } = dutyOf(journal.db);
    return {
      open: open && { ...open.shift, opened: { at: open.at, by: open.by } },
      planned: pattern.shiftAt(clock.utc()),
      draft: open && this.#sheet('', '', ''),
      pending: pending && this.handover(pending.id),
    };
  }

  open(by: Officer, { commandId }: OpenShiftInput): DutyView {
    return this.#execute({ command: 'open' }, by, commandId);
  }

  close(by: Officer, { commandId }: OpenShiftInput): DutyView {
    return this.#execute({ command: 'close' }, by, commandId);
  }

  prepare(by: Officer, { commandId, remarks }: PrepareHandoverInput): DutyView {
    // A command that comes again has its id, and so its sheet, already.
    const handoverId = commandId;
    const text = JSON.stringify(this.#sheet(handoverId, by.serviceNumber, remarks));
    const prepare = { command: 'prepare', handoverId, sheet: text, sha256: sha256Of(text) } as const;
    return this.#execute(prepare, by, commandId, { command: 'prepare', remarks });
  }

  /** Throws StationError SIGN_IN_REFUSED or SIGN_IN_LATER for the password, and what the rules of a handover refuse. */
  async sign({ commandId, handoverId, sha256, side, ...credentials }: SignHandoverInput): Promise<DutyView> {
    const signer = await this.#options.officers.signature(credentials);
    if (!this.handover(handoverId).intact)
      throw new StationError(
        'HANDOVER_CHANGED',
        'This sheet is not the one that was prepared. Prepare it anew.',
      );
    return this.#execute({ command: 'sign', handoverId, sha256, side }, signer, commandId);
  }

  handovers(): HandoverSummary[] {
    return signedHandovers(this.#options.journal.db, mostListed).map((kept) => {
      const { opened: _, ...shift } = readSheet(kept).shift;
      return {
        id: kept.id,
        shift,
        signedAt: kept.incomingAt ?? '',
        outgoing: kept.outgoing ?? '',
        incoming: kept.incoming ?? '',
      };
    });
  }

  handover(handoverId: string): HandoverView {
    const kept = this.#kept(handoverId);
    const { id, sheet, sha256, outgoing, outgoingAt, incoming, incomingAt } = kept;
    return {
      id,
      sheet: readSheet(kept),
      sha256,
      intact: sha256Of(sheet) === sha256,
      outgoing: outgoing && outgoingAt ? { serviceNumber: outgoing, at: outgoingAt } : null,
      incoming: incoming && incomingAt ? { serviceNumber: incoming, at: incomingAt } : null,
    };
  }

  /** The sheet's text, byte for byte as it was signed. */
  textOf(handoverId: string): string {
    return this.#kept(handoverId).sheet;
  }

  #kept(handoverId: string): KeptHandover {
    const kept = handoverById(this.#options.journal.db, handoverId);
    if (!kept) throw new StationError('HANDOVER_UNKNOWN', 'There is no such handover. Reload the screen.');
    return kept;
  }

  #sheet(id: string, by: string, remarks: string): HandoverSheet {
    const { journal, post, openVisits, officers, incidents } = this.#options;
    const duty = dutyOf(journal.db);
    if (!duty.open) throw new StationError('SHIFT_NOT_OPEN', 'No shift is open. Open it first.');
    return sheetOfShift({
      id,
      duty: { ...duty, open: duty.open },
      db: journal.db,
      head: journal.head(),
      post: post(),
      visits: openVisits(),
      officers: officers.list(),
      incidents: (from, to) => incidents.during(from, to),
      remarks,
      by,
    });
  }

  #execute(command: DutyCommand, by: Officer, commandId: string, said: object = command): DutyView {
    const { journal, clock, pattern } = this.#options;
    journal.transact({ commandId, fingerprint: fingerprint(by, said) }, () => {
      const duty = dutyOf(journal.db);
      const planned = pattern.shiftAt(clock.utc());
      const decision = decideDuty(duty, command, {
        actor: by,
        planned,
        next: nextShift(duty, planned, pattern),
        newId: randomUUID(),
      });
      if ('events' in decision) return decision.events.map((event) => ({ actor: by.id, ...event }));
      const { code, message, details } = decision.refusal;
      throw new StationError(code, message, { details });
    });
    return this.duty();
  }
}

/** Handed over before its planned end, a shift is followed by the next one; after it, by the one that is planned now. */
function nextShift({ open }: Duty, planned: ReturnType<ShiftPattern['shiftAt']>, pattern: ShiftPattern) {
  return open?.shift.id === planned.id ? pattern.shiftAt(planned.to) : planned;
}

function readSheet({ sheet }: KeptHandover): HandoverSheet {
  return handoverSheet.parse(JSON.parse(sheet));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
