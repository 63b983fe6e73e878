import type { VisitView } from '../../station/api/views.pure.ts';

/** What the form of a truck's papers is open for. */
export type Arriving =
  | { readonly kind: 'arrive' }
  | { readonly kind: 'book' }
  | { readonly kind: 'correct'; readonly visit: VisitView };
