import type { VisitEvent } from './visit-entries.pure.ts';

export type Values = Readonly<Record<string, string | number>>;

export interface Refusal {
  readonly code: string;
  /** English, says what to do; the screen shows the catalogue's `errors:CODE`. */
  readonly message: string;
  readonly details: Values;
}

/** What a command makes happen, or why it makes nothing happen. */
export type DecisionOf<Event> = { readonly events: readonly Event[] } | { readonly refusal: Refusal };

export type Decision = DecisionOf<VisitEvent>;

export function happens(...events: readonly VisitEvent[]): Decision {
  return { events };
}

export function refuse(code: string, message: string, details: Values = {}): { readonly refusal: Refusal } {
  return { refusal: { code, message, details } };
}
