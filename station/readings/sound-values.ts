/**
 * What a device's driver hands on, as the journal can take it: a reading, and above all an alarm, is never lost for a
 * number that is none or a time that is not one.
 */
export function soundNumber(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A share of one; null where it is none. */
export function soundShare(value: number | null): number | null {
  return value !== null && value >= 0 && value <= 1 ? value : null;
}

/** ISO 8601 UTC with milliseconds; `now` where the text is no time. */
export function soundTime(text: string, now: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? now : new Date(ms).toISOString();
}
