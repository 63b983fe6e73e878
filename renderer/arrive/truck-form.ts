import { DateTime } from 'luxon';
import type { VisitGlance } from '../../station/api/arrival-views.pure.ts';
import type { ArriveInput } from '../../station/api/inputs.pure.ts';
import type { LaneClass, SealState, Truck, TurnReason } from '../../station/api/views.pure.ts';
import { readSlot } from '../../station/bookings/cell-values.pure.ts';
import { checkContainer, normalisePlate } from '../../station/visits/identifiers.pure.ts';
import { countryOfPlate } from '../../station/visits/plate-patterns.pure.ts';
import { sealsOf } from './seals.ts';

/** The papers of a truck as they are typed. */
export interface TruckForm {
  plate: string;
  container: string;
  trailerPlate: string;
  country: string;
  /** Empty: nobody has chosen one, so it is a booking's own, or a walk-up. */
  laneClass: LaneClass | '';
  turnReason: TurnReason | '';
  declaration: string;
  goods: string;
  weightTonnes: number | string;
  empty: boolean;
  seals: string;
  sealStates: Record<string, SealState>;
  setPointC: number | string;
  actualC: number | string;
  genset: 'unknown' | 'running' | 'stopped';
  /** Hours that are left, or the time of day. */
  limit: string;
  /** Only of a booking. */
  slot: string;
  number: string;
}

export const emptyForm: TruckForm = {
  plate: '',
  container: '',
  trailerPlate: '',
  country: '',
  laneClass: '',
  turnReason: '',
  declaration: '',
  goods: '',
  weightTonnes: '',
  empty: false,
  seals: '',
  sealStates: {},
  setPointC: '',
  actualC: '',
  genset: 'unknown',
  limit: '',
  slot: '',
  number: '',
};

/** What is on record, to be put right. */
export function formOf(truck: Truck, zone: string): TruckForm {
  const { reefer } = truck;
  const running = reefer?.gensetRunning;
  return {
    ...emptyForm,
    plate: truck.plate,
    container: truck.container ?? '',
    trailerPlate: truck.trailerPlate ?? '',
    country: truck.country ?? '',
    laneClass: truck.laneClass,
    turnReason: truck.turnReason ?? '',
    declaration: truck.declaration ?? '',
    goods: truck.goods ?? '',
    weightTonnes: truck.declaredWeightKg === undefined ? '' : truck.declaredWeightKg / 1000,
    empty: truck.empty ?? false,
    seals: truck.seals?.join(', ') ?? '',
    sealStates: { ...truck.sealStates },
    setPointC: reefer?.setPointC ?? '',
    actualC: reefer?.actualC ?? '',
    genset: running === undefined ? 'unknown' : running ? 'running' : 'stopped',
    limit: reefer?.limitAt ? DateTime.fromISO(reefer.limitAt, { zone }).toFormat('yyyy-MM-dd HH:mm') : '',
  };
}

/** What fields take over from a booking or an earlier visit: only those that are still empty. */
export function filledFrom(
  form: TruckForm,
  truck: Truck,
  fields: readonly (keyof TruckForm)[],
  zone: string,
): TruckForm {
  const known = formOf(truck, zone);
  const taken = fields.filter((field) => form[field] === emptyForm[field]);
  return { ...form, ...Object.fromEntries(taken.map((field) => [field, known[field]])) };
}

export const fromBooking: readonly (keyof TruckForm)[] = [
  'container',
  'trailerPlate',
  'country',
  'laneClass',
  'turnReason',
  'declaration',
  'goods',
  'weightTonnes',
  'seals',
  'setPointC',
];
/** Load and papers are of each visit; the rig and its country stay the same for longer. */
export const fromEarlier: readonly (keyof TruckForm)[] = ['trailerPlate', 'country'];

/**
 * The papers as the station takes them. `booking` gives what was left empty. A country that nobody wrote is the one that
 * the plate can only be of, or the one written last at this window.
 */
export function truckOf(
  values: TruckForm,
  at: { readonly now: number; readonly zone: string; readonly lastCountry: string },
  booking: VisitGlance | null = null,
): ArriveInput['truck'] {
  const form = booking ? filledFrom(values, booking.truck, fromBooking, at.zone) : values;
  const laneClass = form.laneClass || 'walk-up';
  const plate = booking?.truck.plate ?? form.plate.trim();
  const seals = sealsOf(form.seals);
  const states = Object.fromEntries(Object.entries(form.sealStates).filter(([seal]) => seals.includes(seal)));
  const guessed = countryOfPlate(normalisePlate(plate).normalised) ?? at.lastCountry;
  return {
    plate,
    laneClass,
    ...filled('trailerPlate', form.trailerPlate),
    ...filled('container', checkContainer(form.container).normalised),
    ...filled('country', (form.country || guessed).toUpperCase()),
    ...(laneClass === 'out-of-turn' && form.turnReason !== '' && { turnReason: form.turnReason }),
    ...filled('declaration', form.declaration),
    ...filled('goods', form.goods),
    ...(form.empty && { empty: true }),
    ...(seals.length > 0 && { seals }),
    ...(Object.keys(states).length > 0 && { sealStates: states }),
    ...(typeof form.weightTonnes === 'number' && {
      declaredWeightKg: Math.round(form.weightTonnes * 1000),
    }),
    ...(laneClass === 'reefer' &&
      typeof form.setPointC === 'number' && { reefer: reeferOf(form, form.setPointC, at) }),
  };
}

/**
 * When a load begins to spoil, ISO 8601 UTC: from hours that are left (`6`, `6,5`), a time of day (`14:30`, the next one),
 * or a day and a time. Null for an empty text, `unreadable` for anything else.
 */
export function limitOf(text: string, now: number, zone: string): string | null | 'unreadable' {
  const said = text.trim();
  if (said === '' || Number.isNaN(now)) return null;
  if (/^\d{1,3}([.,]\d)?$/.test(said)) {
    const hours = Number(said.replace(',', '.'));
    return new Date(now + hours * 3_600_000).toISOString();
  }
  return timeOf(said, now, zone) ?? 'unreadable';
}

/** An instant from a time of day at the post (the next one), or a day and a time in any form that a list may have. */
export function timeOf(text: string, now: number, zone: string): string | null {
  const clock = /^(\d{1,2})[:.](\d{2})$/.exec(text.trim());
  if (!clock) {
    const read = readSlot(text, null, zone);
    return 'value' in read ? read.value : null;
  }
  const [hour, minute] = [Number(clock[1]), Number(clock[2])];
  if (hour > 23 || minute > 59) return null;
  const today = DateTime.fromMillis(now, { zone }).set({ hour, minute, second: 0, millisecond: 0 });
  const next = today.toMillis() < now - 60_000 ? today.plus({ days: 1 }) : today;
  return next.toUTC().toISO();
}

function reeferOf(
  { actualC, genset, limit }: TruckForm,
  setPointC: number,
  { now, zone }: { readonly now: number; readonly zone: string },
): ArriveInput['truck']['reefer'] {
  const limitAt = limitOf(limit, now, zone);
  return {
    setPointC,
    ...(typeof actualC === 'number' && { actualC }),
    ...(genset !== 'unknown' && { gensetRunning: genset === 'running' }),
    ...(limitAt !== null && limitAt !== 'unreadable' && { limitAt }),
  };
}

function filled<Field extends string>(field: Field, text: string): Partial<Record<Field, string>> {
  const value = text.trim();
  return value === '' ? {} : ({ [field]: value } as Record<Field, string>);
}
