import {
  type ExaminationRecord,
  type ExaminationResult,
  type Finding,
  outcomeOf,
} from '../../station/api/examination-record.pure.ts';
import type { ExaminationOutcome, VisitView } from '../../station/api/views.pure.ts';

/** A row of the form: the first may say that nothing was found. */
export interface FindingDraft {
  readonly key: number;
  readonly outcome: ExaminationOutcome;
  readonly category: Finding['category'];
  /** As typed; empty: not counted. */
  readonly quantity: string;
  readonly unit: NonNullable<Finding['amount']>['unit'];
  /** Empty: not marked. */
  readonly markId: string;
  readonly note: string;
}

export interface ExaminationDraft {
  readonly place: string;
  readonly officers: string;
  readonly opened: string;
  readonly note: string;
  readonly findings: readonly FindingDraft[];
}

export function emptyFinding(key: number, outcome: ExaminationOutcome): FindingDraft {
  return { key, outcome, category: 'consumerGoods', quantity: '', unit: 'piece', markId: '', note: '' };
}

/** What the form begins with: what is on record, or nothing but who fills it in. */
export function draftOf({ examination }: VisitView, serviceNumber: string): ExaminationDraft {
  const outcome = examination?.outcome ?? 'nothing';
  const { record, note = '' } = examination ?? {};
  if (!record)
    return { place: '', officers: serviceNumber, opened: '', note, findings: [emptyFinding(0, outcome)] };
  const findings = record.findings.map(({ amount, markId = '', ...finding }, key) => ({
    ...finding,
    key,
    quantity: amount === undefined ? '' : String(amount.value),
    unit: amount?.unit ?? 'piece',
    markId,
  }));
  const { place, officers, opened } = record;
  return {
    place,
    officers: officers.join(', '),
    opened,
    note,
    findings: findings.length > 0 ? findings : [emptyFinding(0, 'nothing')],
  };
}

/** What is put on record of it. */
export function resultOf(draft: ExaminationDraft): ExaminationResult {
  const findings = draft.findings.flatMap(toFinding);
  const record: ExaminationRecord = {
    place: draft.place.trim(),
    officers: [...new Set(draft.officers.split(/[\s,;]+/).filter(Boolean))],
    opened: draft.opened.trim(),
    findings,
  };
  return { outcome: outcomeOf(findings), note: draft.note.trim(), record };
}

/** Null where it is no quantity; commas are as good as points. */
export function quantityOf(typed: string): number | null {
  const value = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && Number.isFinite(value) && value > 0 && value <= 1e9 ? value : null;
}

/** Whether nothing of what was typed would be lost. */
export function isComplete({ findings }: ExaminationDraft): boolean {
  return findings.every(
    ({ outcome, quantity }) =>
      outcome === 'nothing' || quantity.trim() === '' || quantityOf(quantity) !== null,
  );
}

function toFinding({ outcome, category, quantity, unit, markId, note }: FindingDraft): Finding[] {
  if (outcome === 'nothing') return [];
  const value = quantityOf(quantity);
  return [
    {
      outcome,
      category,
      ...(value !== null && { amount: { value, unit } }),
      ...(markId !== '' && { markId }),
      note: note.trim(),
    },
  ];
}
