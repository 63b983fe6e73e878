import { z } from 'zod';
import {
  type CalibrationStep,
  calibrationMistake,
  mostCalibrationSteps,
  referenceMaterials,
} from '../physics/calibration-steps.ts';

const share = z.number().gt(0).lt(1);

const row = z.strictObject({
  material: z.enum(referenceMaterials).meta({ title: 'Material', description: 'Of the step.' }),
  massThickness: z.number().gt(0).lt(1000).meta({
    title: 'Mass thickness (g/cm²)',
    description: 'Density times thickness: 10 mm of steel are 7.87.',
  }),
  high: share.meta({
    title: 'Left of the high energy',
    description: 'Counts behind the step over counts in air, both less dark: between 0 and 1.',
  }),
  low: share.optional().meta({
    title: 'Left of the low energy',
    description: 'For a scanner with two energies.',
  }),
});

/** A step wedge as an integrator writes it down: one row for each step. Without rows the station works with a model. */
export const calibrationSettings = z
  .array(row)
  .max(mostCalibrationSteps)
  .default([])
  .superRefine((rows, context) => {
    const mistake = rows.length === 0 ? null : calibrationMistake(stepsOf(rows));
    if (mistake) context.addIssue({ code: 'custom', message: mistake.reason, path: [mistake.step] });
  })
  .meta({
    title: 'Calibration',
    description:
      'What was measured behind a step wedge: three or more steps of steel, and for material colours of aluminium and polyethylene as well. Without it thickness and material are estimated from a model of the beam.',
  });

export type CalibrationRows = z.output<typeof calibrationSettings>;

/** For a scan of `planes` energies; undefined where nothing was measured, or not at as many energies. */
export function calibrationFor(
  rows: CalibrationRows,
  planes: number,
): readonly CalibrationStep[] | undefined {
  const steps = stepsOf(rows);
  return steps.length > 0 && steps[0]!.transmission.length === planes ? steps : undefined;
}

function stepsOf(rows: CalibrationRows): CalibrationStep[] {
  return rows.map(({ material, massThickness, high, low }) => ({
    material,
    massThickness,
    transmission: low === undefined ? [high] : [high, low],
  }));
}
