import type { SecondLookCause } from '../api/decision-views.pure.ts';
import type { DecisionKind } from '../api/views.pure.ts';
import { hasAlarm } from '../visits/passage.pure.ts';
import { sealBroken } from '../visits/visit-checks.pure.ts';
import type { Visit } from '../visits/visit-state.pure.ts';
import type { FourEyesRules } from './decision-rules.pure.ts';

/** Why a second officer looks, how it was drawn, and whether the first decision is shown: as the journal keeps it. */
export interface SecondLookOrder {
  readonly because: SecondLookCause[];
  readonly independent: boolean;
  /** The visit's lot, 0 to 100, and the share that was drawn for; absent where nothing is drawn. */
  readonly lot?: { readonly drawn: number; readonly percent: number };
}

/**
 * Whether a second officer has to agree with a decision. Null where the rules ask for nothing and draw no lots.
 * A visit has one lot: whoever takes a decision back and decides again does not draw again.
 */
export function orderSecondLook(
  visit: Visit,
  said: {
    readonly decision: DecisionKind;
    readonly seenPercent: number;
    readonly massKg?: number | undefined;
  },
  rules: FourEyesRules,
  chance: number,
): SecondLookOrder | null {
  const draws = rules.randomPercent > 0;
  const drawn = visit.lot ?? chance;
  const concerned = rules.of.some((kind) => kind === said.decision);
  const because = concerned ? [...causes(visit, said, rules)] : [];
  if (concerned && draws && drawn < rules.randomPercent) because.push('lot');
  if (because.length === 0 && !draws) return null;
  return {
    because,
    independent: rules.independent,
    ...(draws && { lot: { drawn, percent: rules.randomPercent } }),
  };
}

function* causes(
  { truck, portal, weights }: Visit,
  { seenPercent, massKg }: { readonly seenPercent: number; readonly massKg?: number | undefined },
  { always, risk }: FourEyesRules,
): Generator<SecondLookCause> {
  if (always) yield 'always';
  if (risk.laneClasses.includes(truck.laneClass)) yield 'class';
  if (risk.countries.some((country) => plain(country) === plain(truck.country ?? ''))) yield 'country';
  const goods = plain(truck.goods ?? '');
  if (risk.goodsWords.some((word) => goods.includes(plain(word)))) yield 'goods';
  const measured = weights.at(-1)?.kg ?? massKg;
  if (differs(truck.declaredWeightKg, measured, risk.weightDifferencePercent)) yield 'weight';
  if (risk.alarm && portal.some(hasAlarm)) yield 'alarm';
  if (risk.sealBroken && sealBroken(truck)) yield 'seal';
  if (risk.seenBelowPercent !== null && seenPercent < risk.seenBelowPercent) yield 'seen';
}

function differs(
  declared: number | undefined,
  measured: number | undefined,
  percent: number | null,
): boolean {
  if (percent === null || declared === undefined || measured === undefined || declared <= 0) return false;
  return (100 * Math.abs(measured - declared)) / declared > percent;
}

function plain(text: string): string {
  return text.trim().toLocaleLowerCase('und');
}
