/** A number as a person types it, with a comma or a point; null for what is none, or less than nothing. */
export function numberFrom(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  return /^\d{1,6}(\.\d{1,4})?$/.test(text) ? Number(text) : null;
}
