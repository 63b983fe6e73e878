import { z } from 'zod';

/**
 * What an officer drew on a picture. Everything is in columns and rows of its scan's full resolution, a pixel's centre
 * at .5, so that a mark lies on the same cargo however the picture is shown, exported or printed.
 */

/** What is suspected, in the field's words. */
export const markCategories = [
  'suspicious',
  'density',
  'hiddenSpace',
  'undeclared',
  'person',
  'other',
] as const;
type MarkCategory = (typeof markCategories)[number];

/** How sure the one who marked it was. */
export const markConfidences = ['low', 'medium', 'high'] as const;
type MarkConfidence = (typeof markConfidences)[number];

/** Points of one freehand line. */
export const mostLinePoints = 200;
/** Marks of one visit: more would hide the picture. */
export const mostMarks = 100;
/** Points of all freehand lines of one visit: it is sent to every screen with each change. */
export const mostPoints = 2_000;
const longestNote = 200;

/** No picture is longer; what this very scan has is checked where it is known. */
const along = z.number().min(0).max(1_000_000);
const extent = z.number().positive().max(1_000_000);
const point = z.strictObject({ x: along, y: along }).readonly();
const box = { x: along, y: along, width: extent, height: extent };

export const markShape = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rectangle'), ...box }),
    /** The largest that fits into the box. */
    z.strictObject({ kind: z.literal('ellipse'), ...box }),
    /** `to` is what it points at. */
    z.strictObject({ kind: z.literal('arrow'), from: point, to: point }),
    z.strictObject({
      kind: z.literal('freehand'),
      points: z.array(point).min(2).max(mostLinePoints).readonly(),
    }),
    /** The mark's note is what is written there; its first line begins at this point. */
    z.strictObject({ kind: z.literal('text'), at: point }),
  ])
  .readonly();
export type MarkShape = z.output<typeof markShape>;

export const markContents = {
  shape: markShape,
  category: z.enum(markCategories),
  confidence: z.enum(markConfidences),
  note: z.string().trim().max(longestNote),
};

/** What became of a mark: `restored` is made again after it was removed. */
export const markChanges = ['made', 'changed', 'removed', 'restored'] as const;

/** A mark as somebody left it. */
export interface MarkVersion {
  readonly change: (typeof markChanges)[number];
  /** Service number. */
  readonly by: string;
  readonly at: string;
  readonly category: MarkCategory;
  readonly confidence: MarkConfidence;
  readonly note: string;
  /** Its place or form is not what it was before. */
  readonly moved: boolean;
}

/** All that a mark ever was, oldest first. */
export interface MarkHistory {
  readonly id: string;
  /** Its last one; a mark that is there may have it since. */
  readonly number: number;
  readonly scanId: string;
  readonly removed: boolean;
  readonly versions: readonly MarkVersion[];
}

export interface MarkView {
  readonly id: string;
  /** 1 for the first; what the picture and the list call it. A removed mark's number goes to the next new one. */
  readonly number: number;
  readonly scanId: string;
  /** The visit's version that it was made or last changed by: a change says which one it was based on. */
  readonly version: number;
  readonly shape: MarkShape;
  readonly category: MarkCategory;
  readonly confidence: MarkConfidence;
  readonly note: string;
  /** Service number of who made it, or last changed it, and when. */
  readonly by: string;
  readonly at: string;
}
