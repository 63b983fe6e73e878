import { DateTime } from 'luxon';

/** Minutes and seconds of a duration in ms (`4:07`), with hours from one hour on (`1:04:07`); never negative. */
export function minutesSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Time of day of an instant (ISO or ms) in the post's zone, `14:32:07`. */
export function timeOfDay(instant: string | number, zone: string): string {
  return at(instant, zone).toFormat('HH:mm:ss');
}

/** Day and time of an instant in the post's zone with the month in letters, so that no one swaps it with the day. */
export function dayAndTime(instant: string | number, zone: string, language: string): string {
  return at(instant, zone).setLocale(language).toFormat('d MMM yyyy, HH:mm');
}

/** A time to come in the post's zone: `03:05` today, with the day from tomorrow on. */
export function timeSoon(instant: string, now: string, zone: string, language: string): string {
  const [then, today] = [at(instant, zone), at(now, zone)];
  return then.hasSame(today, 'day') ? then.toFormat('HH:mm') : dayAndTime(instant, zone, language);
}

/** Where a bar of a chart begins, as short as its unit lets it be: `14:00`, `3 Mar`, `Mar 2026`. */
export function placeInTime(
  instant: string,
  unit: 'hour' | 'day' | 'month',
  zone: string,
  language: string,
): string {
  return at(instant, zone)
    .setLocale(language)
    .toFormat({ hour: 'HH:mm', day: 'd MMM', month: 'LLL yyyy' }[unit]);
}

/**
 * From one instant until before another: whole days, months and years of the post by their names, else with the times; the
 * day once where it is the same.
 */
export function spanInWords(from: string, to: string, zone: string, language: string): string {
  const [begin, end] = [at(from, zone).setLocale(language), at(to, zone).setLocale(language)];
  const isWhole = (unit: 'day' | 'month' | 'year') =>
    +begin === +begin.startOf(unit) && +end === +begin.plus({ [unit]: 1 }).startOf(unit);
  if (isWhole('year')) return begin.toFormat('yyyy');
  if (isWhole('month')) return begin.toFormat('LLLL yyyy');
  if (isWhole('day')) return begin.toFormat('ccc d MMM yyyy');
  const days = [begin, end].every((each) => +each === +each.startOf('day'));
  if (days) return `${begin.toFormat('d MMM yyyy')} – ${end.minus({ days: 1 }).toFormat('d MMM yyyy')}`;
  const until = begin.hasSame(end, 'day') ? end.toFormat('HH:mm') : dayAndTime(to, zone, language);
  return `${dayAndTime(from, zone, language)} – ${until}`;
}

/** A number in the reader's notation with at most `digits` decimals. */
export function decimal(value: number, language: string, digits: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A share of 0 to 1 as a percentage in the reader's notation with at most `digits` decimals. */
export function percent(share: number, language: string, digits: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** A number in the reader's notation with so many decimals, so that columns of them stand in line. */
export function fixed(value: number, language: string, digits: number): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Kilograms as tonnes with one decimal, without the unit. */
export function tonnes(kg: number, language: string): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    kg / 1000,
  );
}

/** A plate in groups of letters and digits, as people read it aloud: `01KG123ABC` → `01 KG 123 ABC`. */
export function readablePlate(plate: string): string {
  return plate
    .replace(/\s+/g, '')
    .replace(/(\p{L})(\p{N})/gu, '$1 $2')
    .replace(/(\p{N})(\p{L})/gu, '$1 $2');
}

/** A container number as painted on the box: `CSQU3054383` → `CSQU 305438 3`; anything else as it is. */
export function readableContainer(number: string): string {
  const parts = /^([A-Z]{4})(\d{6})(\d)$/.exec(number);
  return parts ? `${parts[1]} ${parts[2]} ${parts[3]}` : number;
}

function at(instant: string | number, zone: string): DateTime {
  return (typeof instant === 'number' ? DateTime.fromMillis(instant) : DateTime.fromISO(instant)).setZone(
    zone,
  );
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
