import type { BookingField, ColumnMapping, RowProblem } from '../api/booking-views.pure.ts';
import type { Truck } from '../api/views.pure.ts';
import { checkContainer, normalisePlate } from '../visits/identifiers.pure.ts';
import { type Read, readClass, readNumber, readSlot, readTurnReason } from './cell-values.pure.ts';
import { type Cell, type TableRow, textOf } from './table.pure.ts';

/** A row as the columns say it. `papers` holds only what the row has: an empty cell says nothing. */
export interface BookingRow {
  readonly row: number;
  readonly number: string;
  readonly plate: string;
  /** ISO 8601 UTC. */
  readonly bookedFor: string;
  readonly papers: Partial<Truck>;
}

export interface BadRow {
  readonly row: number;
  readonly number: string;
  readonly plate: string;
  readonly problem: RowProblem;
  /** The cell that is to blame, as it stands there. */
  readonly value: string;
}

export interface RowRules {
  readonly mapping: ColumnMapping;
  /** The post's, IANA. */
  readonly zone: string;
  /** Names of this post in a column of crossing points; none: the column is not looked at. */
  readonly crossingPoints: readonly string[];
}

const longest: Partial<Record<BookingField, number>> = {
  number: 40,
  trailerPlate: 20,
  container: 20,
  country: 3,
  declaration: 60,
  goods: 200,
};

/** What a row of a list says, or the first thing that is wrong with it. Pure; it never throws. */
export function bookingRow({ row, cells }: TableRow, rules: RowRules): BookingRow | BadRow {
  const cell = (field: BookingField): Cell => {
    const at = rules.mapping.indexOf(field);
    return at < 0 ? null : (cells[at] ?? null);
  };
  const text = (field: BookingField) => textOf(cell(field));
  const [number, written] = [text('number'), text('plate')];
  const plate = normalisePlate(written).normalised;
  const bad = (problem: RowProblem, value: string): BadRow => ({
    row,
    number,
    plate: plate || written,
    problem,
    value,
  });
  if (plate === '') return bad('plateMissing', written);
  if (written.length > 20) return bad('plateLong', written);
  if (rules.crossingPoints.length > 0 && text('post') !== '' && !isThisPost(text('post'), rules))
    return bad('otherPost', text('post'));
  const slot = slotOf(cell, rules.zone);
  if ('problem' in slot)
    return bad(slot.problem, [text('slot'), text('date'), text('time')].join(' ').trim());
  for (const [field, most] of Object.entries(longest) as [BookingField, number][])
    if (text(field).length > most) return bad('tooLong', text(field));
  const weight = weightOf(cell);
  if ('problem' in weight) return bad(weight.problem, text('weightKg') || text('weightT'));
  const laneClass = readClass(text('laneClass'));
  if (laneClass === null) return bad('classUnknown', text('laneClass'));
  const turnReason = laneClass === 'out-of-turn' ? readTurnReason(text('turnReason')) : null;
  if (laneClass === 'out-of-turn' && turnReason === null) return bad('turnReasonMissing', text('turnReason'));
  const papers = {
    ...filled('trailerPlate', normalisePlate(text('trailerPlate')).normalised),
    ...filled('container', checkContainer(text('container')).normalised),
    ...filled('country', text('country').toUpperCase()),
    ...filled('declaration', text('declaration')),
    ...filled('goods', text('goods')),
    ...(text('laneClass') === '' ? {} : { laneClass }),
    ...(turnReason === null ? {} : { turnReason }),
    ...(weight.value === null ? {} : { declaredWeightKg: weight.value }),
  };
  return { row, number, plate, bookedFor: slot.value, papers };
}

function slotOf(cell: (field: BookingField) => Cell, zone: string): Read<string> {
  const slot = cell('slot');
  if (slot !== null && slot !== '') return readSlot(slot, cell('time'), zone);
  return readSlot(cell('date'), cell('time'), zone);
}

function weightOf(cell: (field: BookingField) => Cell): Read<number | null> {
  for (const [field, factor] of [
    ['weightKg', 1],
    ['weightT', 1000],
  ] as const) {
    const said = cell(field);
    if (said === null || said === '') continue;
    const value = readNumber(said, factor === 1);
    const kg = value === null ? null : Math.round(value * factor);
    return kg === null || kg > 200_000 ? { problem: 'weightUnreadable' } : { value: kg };
  }
  return { value: null };
}

function isThisPost(said: string, { crossingPoints }: RowRules): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return crossingPoints.some((name) => plain(name) === plain(said));
}

function filled<Field extends string>(field: Field, value: string): Partial<Record<Field, string>> {
  return value === '' ? {} : ({ [field]: value } as Record<Field, string>);
}
