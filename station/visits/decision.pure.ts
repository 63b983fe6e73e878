import type { VisitEvent } from './visit-entries.pure.ts';

export type Values = Readonly<Record<string, string | number>>;

export interface Refusal {
  readonly code: string;
  /** English, says what to do; the screen shows the catalogue's `errors:CODE`. */
  readonly message: string;
  readonly details: Values;
}

export type Decision = { readonly events: readonly VisitEvent[] } | { readonly refusal: Refusal };

export function happens(...events: readonly VisitEvent[]): Decision {
  return { events };
}

export function refuse(code: string, message: string, details: Values = {}): Decision {
  return { refusal: { code, message, details } };
}
