import { z } from 'zod';

/** What a picture says of its truck's mass, and where an officer may want to look: as the screen is shown it. */

const kg = z.number();
export const massView = z.object({
  kg,
  /** Half of the span that holds the truth in 19 of 20 cases. */
  plusMinusKg: kg,
  leastKg: kg,
  mostKg: kg,
  /** Something was not penetrated: it is this much at least. */
  isAtLeast: z.boolean(),
  opaqueKg: kg,
  parts: z.object({ noiseKg: kg, calibrationKg: kg, materialKg: kg, geometryKg: kg, vehicleKg: kg }),
  areaM2: z.number(),
});
export type MassView = Readonly<z.output<typeof massView>>;

/** Pixels of the picture. */
const frame = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type FrameView = Readonly<z.output<typeof frame>>;

export const hintKinds = ['density', 'wall', 'floor', 'wheel'] as const;

export const assessmentView = z.object({
  /** Of the arithmetic: another one may say something else of the same picture. */
  version: z.int(),
  calibration: z.enum(['measured', 'model']),
  whole: massView.nullable(),
  load: massView.extend({ frame }).nullable(),
  filling: z
    .object({
      looks: z.enum(['empty', 'little', 'loaded']),
      share: z.number(),
      kg,
      lumps: z.array(z.object({ frame, kg })),
    })
    .nullable(),
  hints: z.array(z.object({ kind: z.enum(hintKinds), frame, figures: z.record(z.string(), z.number()) })),
});
export type AssessmentView = Readonly<z.output<typeof assessmentView>>;

/** How far the station is with a scan. */
export type AssessmentState =
  /** There is no finished picture yet. */
  | { readonly state: 'none' }
  /** `share` of the picture is read, 0 to 1. */
  | { readonly state: 'running'; readonly share: number }
  /** Somebody stopped it. */
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly code: string }
  /** Nobody knows how the counts of this picture become matter. */
  | { readonly state: 'impossible' }
  | { readonly state: 'done'; readonly assessment: AssessmentView };
