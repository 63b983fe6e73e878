import { DateTime } from 'luxon';
import type { RowProblem } from '../api/booking-views.pure.ts';
import type { LaneClass, TurnReason } from '../api/views.pure.ts';
import type { Cell } from './table.pure.ts';

/** What one cell says, or why it cannot be taken. */
export type Read<Value> = { readonly value: Value } | { readonly problem: RowProblem };

const problem = (code: RowProblem) => ({ problem: code });

/**
 * When a truck is booked for: an instant in ISO 8601 UTC. `cell` holds date and time, or the date with the time in
 * `clock`. A time without a zone is one of the post's (`zone`, IANA). Of a span (`08:00–09:00`) the beginning counts. Only
 * what can be read in one way is read: `03/04/2026` is refused.
 */
export function readSlot(cell: Cell, clock: Cell, zone: string): Read<string> {
  const date = textOfDate(cell);
  const time = clock === null || clock === '' ? '' : textOfTime(clock);
  const text = [date, time].filter((part) => part !== '').join(' ');
  if (text === '') return problem('timeMissing');
  const absolute = /(Z|[+-]\d{2}:?\d{2})$/.test(text) && /^\d{4}-/.test(text);
  if (absolute) {
    const at = DateTime.fromISO(text.replace(' ', 'T'), { setZone: true });
    return at.isValid ? instant(at) : problem('timeUnreadable');
  }
  const day = dayIn(text);
  if ('problem' in day) return day;
  const hour = hourIn(text.slice(day.value.length));
  if (hour === null) return problem('timeUnreadable');
  const local = DateTime.fromObject({ ...day.value.date, ...hour }, { zone });
  if (!local.isValid) return problem('timeUnreadable');
  // In the hour that a change to summer time leaves out there is no such time.
  if (local.hour !== hour.hour || local.minute !== hour.minute) return problem('timeNotThere');
  return instant(local);
}

/** A number with a point or a comma, and thousands apart by spaces, apostrophes or the other sign. */
export function readNumber(cell: Cell, thousands: boolean): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string') return null;
  const plain = cell.replace(/[\s\u00a0\u202f'’]/g, '').replace(/(kg|кг|tonn\S*|тонн\S*|t|т)\.?$/iu, '');
  const signs = [...plain.matchAll(/[.,]/g)].map(([sign]) => sign);
  const last = signs.at(-1);
  if (last === undefined) return numberOf(plain);
  const mixed = new Set(signs).size > 1;
  const grouped = /^\d{1,3}([.,]\d{3})+$/.test(plain);
  // `22,400` is 22,400 kg, and 22.4 t.
  if (!mixed && grouped && (thousands || signs.length > 1)) return numberOf(plain.replace(/[.,]/g, ''));
  const at = plain.lastIndexOf(last);
  return numberOf(`${plain.slice(0, at).replace(/[.,]/g, '')}.${plain.slice(at + 1)}`);
}

const classWords: readonly (readonly [LaneClass, RegExp])[] = [
  ['out-of-turn', /out.?of.?turn|вне ?очеред/],
  ['accelerated', /accelerated|fast|express|ускорен/],
  ['tir', /tir|мдп/],
  ['reefer', /reefer|refrig|реф/],
  ['walk-up', /walk.?up|live|live queue|живая|без записи|без брони/],
  ['booked', /book|slot|reserv|запис|брон|электрон|общ|general|common/],
];

/** The class of a lane; an empty cell is a booking's own. Null for words that say none. */
export function readClass(text: string): LaneClass | null {
  const plain = text.trim().toLowerCase();
  if (plain === '') return 'booked';
  return classWords.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

const reasonWords: readonly (readonly [TurnReason, RegExp])[] = [
  ['animals', /animal|live ?stock|животн|скот/],
  ['perishables', /perish|скоропорт/],
  ['dangerous-goods', /dangerous|hazard|adr|опасн/],
  ['exports', /export|экспорт/],
];

export function readTurnReason(text: string): TurnReason | null {
  const plain = text.trim().toLowerCase();
  return plain === '' ? null : (reasonWords.find(([, pattern]) => pattern.test(plain))?.[0] ?? null);
}

function numberOf(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function instant(at: DateTime): Read<string> {
  return { value: at.toUTC().startOf('minute').toISO({ suppressMilliseconds: false }) ?? '' };
}

/** A spreadsheet's own count of days since 1900, as it stands in a list that lost its format. */
const dayCount = { from: 36_526, to: 73_050 };

function textOfDate(cell: Cell): string {
  if (cell === null || typeof cell === 'boolean') return '';
  if (typeof cell === 'object') return cell.local.startsWith('18') ? '' : cell.local.replace('T', ' ');
  const count = typeof cell === 'number' ? cell : /^\d{5}(\.\d+)?$/.test(cell) ? Number(cell) : null;
  if (count !== null && count >= dayCount.from && count <= dayCount.to) return fromDayCount(count);
  return String(cell).trim().replace(/\s+/g, ' ');
}

/** A time of day alone: a spreadsheet has it as a part of a day, or on the day from which it counts. */
function textOfTime(cell: Cell): string {
  if (typeof cell === 'object' && cell !== null) return cell.local.slice(11, 16);
  if (typeof cell === 'number' && cell >= 0 && cell < 1) return fromDayCount(cell).slice(11, 16);
  return String(cell).trim().replace(/\s+/g, ' ');
}

function fromDayCount(count: number): string {
  const seconds = Math.round(count * 86_400);
  return DateTime.fromISO('1899-12-30T00:00:00', { zone: 'utc' })
    .plus({ seconds })
    .toFormat('yyyy-MM-dd HH:mm:ss');
}

interface Day {
  readonly length: number;
  readonly date: { readonly year: number; readonly month: number; readonly day: number };
}

const months: readonly RegExp[] = [
  /^(jan|янв)/,
  /^(feb|фев)/,
  /^(mar|мар)/,
  /^(apr|апр)/,
  /^(may|ма[йя])/,
  /^(jun|июн)/,
  /^(jul|июл)/,
  /^(aug|авг)/,
  /^(sep|сен)/,
  /^(oct|окт)/,
  /^(nov|ноя)/,
  /^(dec|дек)/,
];

/** The day at the beginning of a text. */
function dayIn(text: string): Read<Day> {
  const found = (match: RegExpExecArray, year: string, month: number, day: string) => ({
    value: { length: match[0].length, date: { year: fullYear(year), month, day: Number(day) } },
  });
  const ymd = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text);
  if (ymd) return found(ymd, ymd[1] ?? '', Number(ymd[3]), ymd[4] ?? '');
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/.exec(text);
  if (dotted) return found(dotted, dotted[3] ?? '', Number(dotted[2]), dotted[1] ?? '');
  const named = /^(\d{1,2})[ .-]*(\p{L}{3,12})\.?[ ,.-]*(\d{4})(?!\d)(?: ?г\.?)?/u.exec(text);
  if (named) {
    const month = months.findIndex((pattern) => pattern.test((named[2] ?? '').toLowerCase())) + 1;
    return month === 0 ? problem('timeUnreadable') : found(named, named[3] ?? '', month, named[1] ?? '');
  }
  const slashed = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (!slashed) return problem('timeUnreadable');
  const [first, second] = [Number(slashed[1]), Number(slashed[3])];
  // Day and month may stand either way round; only a number above 12 says which is which.
  if (first > 12) return found(slashed, slashed[4] ?? '', second, slashed[1] ?? '');
  if (second > 12) return found(slashed, slashed[4] ?? '', first, slashed[3] ?? '');
  if (first === second) return found(slashed, slashed[4] ?? '', first, slashed[3] ?? '');
  return problem('timeAmbiguous');
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

/** The time of day in what follows the day; null where there is none. */
function hourIn(rest: string): { readonly hour: number; readonly minute: number } | null {
  const match = /^[T\s,в]*(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(am|pm)?/i.exec(rest);
  if (!match) return null;
  const [hour, minute, half] = [Number(match[1]), Number(match[2]), match[3]?.toLowerCase()];
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const whole = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
  return whole > 23 || minute > 59 ? null : { hour: whole, minute };
}
