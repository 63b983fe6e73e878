/** What a step wedge is made of, from the lightest: an organic, a light metal, a metal. */
export const referenceMaterials = ['polyethylene', 'aluminium', 'steel'] as const;
export type ReferenceMaterial = (typeof referenceMaterials)[number];

/** One step of a wedge as the scanner saw it. */
export interface CalibrationStep {
  readonly material: ReferenceMaterial;
  /** Density times thickness, g/cm². */
  readonly massThickness: number;
  /** For each plane, highest energy first: the share of the beam that was left, of air above dark. */
  readonly transmission: readonly number[];
}

/** More than any wedge has; bounds what a file may hold. */
export const mostCalibrationSteps = 120;
const fewestOfMaterial = 3;

/**
 * Why these steps are no calibration, with the number of the step that shows it; null when they are one. Steel must be
 * among them; within a material thicker steps leave less, in every plane, and the lower energy less than the higher.
 */
export function calibrationMistake(
  steps: readonly CalibrationStep[],
): { readonly step: number; readonly reason: string } | null {
  const planes = steps[0]?.transmission.length ?? 0;
  for (const [step, { material, massThickness, transmission }] of steps.entries()) {
    if (!referenceMaterials.includes(material)) return { step, reason: 'the material is not known' };
    if (transmission.length !== planes)
      return { step, reason: 'every step must have as many energies as the first' };
    if (!(massThickness > 0 && massThickness < 1000))
      return { step, reason: 'the mass thickness must be above 0 and below 1000 g/cm²' };
    if (!transmission.every((left) => left > 0 && left < 1))
      return { step, reason: 'what is left of the beam must be above 0 and below 1' };
    if (transmission.some((left, plane) => plane > 0 && left >= transmission[plane - 1]!))
      return { step, reason: 'the lower energy must leave less than the higher' };
  }
  for (const material of referenceMaterials) {
    const own = [...steps.entries()].filter(([, step]) => step.material === material);
    const needed = material === 'steel' ? fewestOfMaterial : own.length === 0 ? 0 : fewestOfMaterial;
    if (own.length < needed)
      return { step: own[0]?.[0] ?? 0, reason: `${material} needs ${fewestOfMaterial} steps or more` };
    for (const [nth, [step, { massThickness, transmission }]] of own.entries()) {
      const before = own[nth - 1]?.[1];
      if (before === undefined) continue;
      if (massThickness <= before.massThickness)
        return { step, reason: `the steps of ${material} must grow` };
      if (transmission.some((left, plane) => left >= before.transmission[plane]!))
        return { step, reason: `a thicker step of ${material} must leave less of the beam` };
    }
  }
  return null;
}
