import type { AssessmentView, FrameView, MassView } from '../api/assessment-views.pure.ts';
import type { Truck, VisitView } from '../api/views.pure.ts';

/** What was declared or weighed, held against the picture. A difference is a flag to look at, never a verdict. */
export interface MassCheck {
  readonly against: 'declared' | 'weighed';
  readonly kg: number;
  /** `agrees`: within what the picture leaves open. The picture's is the heavier, or the lighter. */
  readonly finding: 'agrees' | 'heavier' | 'lighter';
  /** By how much at least beyond the uncertainty, kg; 0 where it agrees. */
  readonly beyondKg: number;
}

/** Declared and weighed are gross weights: vehicle and load, as the whole picture is. */
export function massChecks(visit: Pick<VisitView, 'truck' | 'weights'>, whole: MassView | null): MassCheck[] {
  if (whole === null) return [];
  const { declaredWeightKg } = visit.truck;
  const weighed = visit.weights.at(-1)?.kg;
  return [
    ...(declaredWeightKg === undefined ? [] : [checkOf('declared', declaredWeightKg, whole)]),
    ...(weighed === undefined ? [] : [checkOf('weighed', weighed, whole)]),
  ];
}

function checkOf(against: MassCheck['against'], kg: number, { leastKg, mostKg }: MassView): MassCheck {
  if (kg < leastKg) return { against, kg, finding: 'heavier', beyondKg: leastKg - kg };
  if (kg > mostKg) return { against, kg, finding: 'lighter', beyondKg: kg - mostKg };
  return { against, kg, finding: 'agrees', beyondKg: 0 };
}

/**
 * Of what the picture leaves open, the mass that is nearest to the declared one, kg: only what differs from it surely is
 * not as declared.
 */
export function massNearestTo(declaredKg: number, { leastKg, mostKg }: MassView): number {
  return Math.min(mostKg, Math.max(leastKg, declaredKg));
}

/** "Empty" as papers say it, in the languages of the road; null where they say nothing of the goods. */
export function isDeclaredEmpty({ goods }: Pick<Truck, 'goods'>): boolean | null {
  if (goods === undefined || goods.trim() === '') return null;
  return /(^|[^\p{L}])(empty|порожн|пуст|без груза|бос([^\p{L}]|$))/iu.test(goods);
}

/** Everything that can be hinted at: the picture's own, and what only the papers make of it. */
export const shownHintKinds = ['density', 'wall', 'floor', 'wheel', 'not-empty', 'looks-empty'] as const;
export type ShownHintKind = (typeof shownHintKinds)[number];

export interface ShownHint {
  /** The same hint of the same picture has the same. */
  readonly id: string;
  readonly kind: ShownHintKind;
  readonly frame: FrameView;
  readonly figures: Readonly<Record<string, number>>;
}

/** The hints to a scan, those about the papers first, from the front to the rear of the truck. */
export function hintsOf(truck: Pick<Truck, 'goods'>, assessment: AssessmentView): ShownHint[] {
  const own = assessment.hints.toSorted((a, b) => a.frame.x - b.frame.x);
  return [...fillingHints(truck, assessment), ...own].map((hint, nth) => ({
    ...hint,
    id: `${hint.kind} ${nth}`,
  }));
}

function fillingHints(
  truck: Pick<Truck, 'goods'>,
  { filling, load }: AssessmentView,
): Omit<ShownHint, 'id'>[] {
  const empty = isDeclaredEmpty(truck);
  if (filling === null || load === null || empty === null) return [];
  const rounded = (kg: number) => Math.round(kg / 10) * 10;
  if (empty) {
    return filling.lumps.map(({ frame, kg }) => ({ kind: 'not-empty', frame, figures: { kg: rounded(kg) } }));
  }
  if (filling.looks === 'loaded') return [];
  const figures = { percent: Math.round(100 * filling.share), kg: rounded(filling.kg) };
  return [{ kind: 'looks-empty', frame: load.frame, figures }];
}
