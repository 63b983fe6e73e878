import type { Translate } from '../catalogue-words.ts';
import type { SheetPages } from './sheet-pages.ts';

/** With what the parts of a sheet are written: its pages, the reader's words, and numbers as the reader writes them. */
export interface SheetPen {
  readonly pages: SheetPages;
  readonly t: Translate;
  readonly number: (value: number) => string;
}
