import type { HintKind } from '../../native-bridge/assessment/hints/hint.ts';
import type { HidingPlace } from '../../native-bridge/simulator/scenes/hiding.ts';
import type { Judged } from './generated-trucks.ts';
import { type Rate, rateOf } from './wilson.ts';

/** How often each aid is right, on trucks whose truth is known. */
export interface Figures {
  readonly hints: readonly {
    readonly kind: HintKind | 'not-empty' | 'looks-empty';
    /** Trucks that hide something there, and on which a hint lies over the place. */
    readonly hit: Rate;
    /** Trucks without it that get such a hint all the same. */
    readonly falseAlarm: Rate;
  }[];
  readonly byBody: readonly { readonly kind: HintKind; readonly body: string; readonly hit: Rate }[];
  readonly lumpByLoading: readonly {
    readonly loading: string;
    readonly hit: Rate;
    readonly falseAlarm: Rate;
  }[];
  readonly mass: readonly {
    readonly body: string;
    /** Loads that lie within what was said. */
    readonly within: Rate;
    /** Of these loads, those of which was only said that they weigh so much at least. */
    readonly atLeast: number;
    /** Of the others: mean and standard deviation of what was said over the truth, minus 1. */
    readonly bias: number;
    readonly spread: number;
    /** Mean of what is said as uncertainty, over the truth. */
    readonly said: number;
  }[];
}

const hides: Readonly<Record<HintKind, HidingPlace>> = {
  wall: 'false-wall',
  floor: 'false-floor',
  density: 'lump',
  wheel: 'tyre',
};

export function figuresOf(judged: readonly Judged[]): Figures {
  const has = (kind: HintKind) => (truck: Judged) =>
    truck.assessment.hints.some((hint) => hint.kind === kind && truck.over(hint.frame));
  // A dense thing that is hidden elsewhere than in the load, as behind a false wall, is a cause to say that it is dense.
  const saysWithoutCause = (kind: HintKind) => (truck: Judged) =>
    truck.assessment.hints.some(
      (hint) => hint.kind === kind && !(kind === 'density' && truck.over(hint.frame)),
    );
  const rate = (trucks: readonly Judged[], is: (truck: Judged) => boolean) =>
    rateOf(trucks.filter(is).length, trucks.length);
  const kinds = Object.keys(hides) as HintKind[];
  const loaded = judged.filter(({ loading }) => loading !== 'empty');
  const nothing = judged.filter(({ loading, hiding }) => loading === 'empty' && hiding === 'nothing');
  const boxes = judged.filter(({ hiding }) => hiding === 'in-empty');
  const looksEmpty = ({ assessment }: Judged) =>
    assessment.filling !== null && assessment.filling.looks !== 'loaded';
  const notEmpty = (truck: Judged) =>
    truck.assessment.filling?.lumps.some(({ frame }) => truck.hiding === 'nothing' || truck.over(frame)) ??
    false;
  const lumps = judged.filter(({ hiding }) => hiding === 'lump');
  const weighed = loaded.filter(({ assessment, hiding }) => assessment.load !== null && hiding === 'nothing');
  return {
    hints: [
      ...kinds.map((kind) => ({
        kind,
        hit: rate(
          judged.filter(({ hiding }) => hiding === hides[kind]),
          has(kind),
        ),
        falseAlarm: rate(
          judged.filter(({ hiding }) => hiding !== hides[kind]),
          saysWithoutCause(kind),
        ),
      })),
      { kind: 'not-empty' as const, hit: rate(boxes, notEmpty), falseAlarm: rate(nothing, notEmpty) },
      { kind: 'looks-empty' as const, hit: rate(nothing, looksEmpty), falseAlarm: rate(loaded, looksEmpty) },
    ],
    byBody: kinds.flatMap((kind) =>
      ['container', 'curtain-sider'].map((body) => ({
        kind,
        body,
        hit: rate(
          judged.filter((truck) => truck.hiding === hides[kind] && truck.body === body),
          has(kind),
        ),
      })),
    ),
    lumpByLoading: [...new Set(lumps.map(({ loading }) => loading))].map((loading) => ({
      loading,
      hit: rate(
        lumps.filter((truck) => truck.loading === loading),
        has('density'),
      ),
      falseAlarm: rate(
        loaded.filter((truck) => truck.loading === loading && truck.hiding !== 'lump'),
        saysWithoutCause('density'),
      ),
    })),
    mass: ['container', 'curtain-sider'].map((body) =>
      massFigures(
        body,
        weighed.filter((truck) => truck.body === body),
      ),
    ),
  };
}

/** Whether what was said of a load's mass holds. */
export function holds({ assessment, truthKg }: Judged): boolean {
  const { load } = assessment;
  if (load === null) return false;
  return load.isAtLeast
    ? truthKg >= load.kg - load.plusMinusKg
    : Math.abs(load.kg - truthKg) <= load.plusMinusKg;
}

function massFigures(body: string, trucks: readonly Judged[]): Figures['mass'][number] {
  const sure = trucks.filter(({ assessment }) => !assessment.load!.isAtLeast);
  const off = sure.map(({ assessment, truthKg }) => assessment.load!.kg / truthKg - 1);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const bias = mean(off);
  return {
    body,
    within: rateOf(trucks.filter(holds).length, trucks.length),
    atLeast: trucks.length - sure.length,
    bias,
    spread: Math.sqrt(mean(off.map((value) => (value - bias) ** 2))),
    said: mean(sure.map(({ assessment, truthKg }) => assessment.load!.plusMinusKg / truthKg)),
  };
}

/** As `docs/hints.md` has them. */
export function tablesOf({ hints, byBody, lumpByLoading, mass }: Figures): string {
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
    [heads, heads.map((_, nth) => (nth === 0 ? '---' : '--:')), ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
  return [
    table(
      ['hint', 'found', 'said without cause'],
      hints.map(({ kind, hit, falseAlarm }) => [kind, rateText(hit), rateText(falseAlarm)]),
    ),
    'Found, by body:',
    table(
      ['hint', 'body', 'found'],
      byBody.map(({ kind, body, hit }) => [kind, body, rateText(hit)]),
    ),
    'Density, by what the load is:',
    table(
      ['load', 'found', 'said without cause'],
      lumpByLoading.map(({ loading, hit, falseAlarm }) => [loading, rateText(hit), rateText(falseAlarm)]),
    ),
    "The load's mass, of trucks that hide nothing:",
    table(
      ['body', 'within what was said', 'only "at least"', 'mean error', 'spread', 'uncertainty said'],
      mass.map(({ body, within, atLeast, bias, spread, said }) => [
        body,
        rateText(within),
        String(atLeast),
        percent(bias),
        percent(spread),
        percent(said),
      ]),
    ),
  ].join('\n\n');
}

function rateText({ hits, n, low, high }: Rate): string {
  return `${hits} of ${n} (${Math.round(100 * low)}–${Math.round(100 * high)} %)`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
