import type { Patch, Rectangle, Side } from './difference.ts';
import type { Field } from './registration/field.ts';
import type { Mapping } from './registration/mapping.ts';
import type { Registration } from './registration/register.ts';

/** What the comparison's worker is asked; `id` counts the questions. Buffers are given away. */
export type Asked = { readonly id: number } & Question;
export type Question =
  | {
      readonly kind: 'register';
      readonly a: Field;
      readonly b: Field;
      readonly perPixel: { readonly a: number; readonly b: number };
      readonly sameCalibration: boolean;
    }
  | TileQuestion;

/** A tile of this picture's layout, made of the other: laid over it, or what this one has more or less. */
export interface TileQuestion {
  readonly kind: 'difference' | 'laid';
  readonly mine: Patch | null;
  readonly others: Patch;
  readonly mapping: Mapping;
  readonly level: number;
  /** Of the tile with its apron; for a difference with its tolerance besides. */
  readonly at: Rectangle;
  readonly sides: { readonly mine: Side; readonly others: Side };
}

export type Answered = { readonly id: number } & (
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'registered'; readonly registration: Registration }
  | { readonly kind: 'tile'; readonly values: Uint16Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly reason: string }
);
