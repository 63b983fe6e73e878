/** A report as plain data, before it is a file: the same tables become CSV, XLSX and PDF. */
export interface ReportDocument {
  readonly title: string;
  /** Watermark of a training post; null for a live one. */
  readonly watermark: string | null;
  /** Period, filter, version, head of the journal…: what makes it possible to make the report again. */
  readonly facts: readonly (readonly [name: string, value: ReportCell])[];
  readonly tables: readonly ReportTable[];
  /** How things are defined, one sentence or two each. */
  readonly notes: readonly string[];
  readonly notesTitle: string;
  readonly factsTitle: string;
  readonly pageOf: (page: number, pages: number) => string;
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** `time`: ISO 8601 UTC, shown at the post. Durations are minutes or hours with so many decimals. */
export type ReportCell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number | null; readonly digits: number }
  | { readonly kind: 'time'; readonly at: string };

export const text = (value: string): ReportCell => ({ kind: 'text', text: value });
export const count = (value: number | null): ReportCell => ({ kind: 'number', value, digits: 0 });
export const rate = (value: number | null): ReportCell => ({ kind: 'number', value, digits: 2 });
export const time = (at: string): ReportCell => ({ kind: 'time', at });
/** ms as minutes. */
export const minutes = (ms: number | null): ReportCell => rate(ms === null ? null : ms / 60_000);
/** ms as hours; some stretches last seconds. */
export const hours = (ms: number | null): ReportCell => ({
  kind: 'number',
  value: ms === null ? null : ms / 3_600_000,
  digits: 3,
});
