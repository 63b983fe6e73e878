import type { CheckKind, checkedDecisions } from '../api/decision-views.pure.ts';
import type { DecisionKind, LaneClass } from '../api/views.pure.ts';

/** How a post decides, as its configuration says. */
export interface DecisionRules {
  /** For how long a decision can be taken back by who made it, seconds; 0: it is final at once. */
  readonly undoSeconds: number;
  /** The codes that may be named as reasons; null: any. */
  readonly reasons: Readonly<Record<DecisionKind, readonly string[]>> | null;
  readonly fourEyes: FourEyesRules;
  /** The checks that stop a release while they are open. */
  readonly stopRelease: readonly CheckKind[];
  /** A release of a picture of which no more than this was seen needs a reason, percent. */
  readonly seenNeeded: number;
  /** Share of the releases that a supervisor looks at again, percent. */
  readonly recheckPercent: number;
}

export interface FourEyesRules {
  /** The decisions that a second officer may have to agree with. */
  readonly of: readonly (typeof checkedDecisions)[number][];
  readonly always: boolean;
  /** Share of the trucks that a second officer looks at whatever they are, percent. */
  readonly randomPercent: number;
  /** Whether the first decision is kept from the second officer until that one has decided. */
  readonly independent: boolean;
  readonly risk: {
    readonly laneClasses: readonly LaneClass[];
    /** As they are written in the papers. */
    readonly countries: readonly string[];
    /** Parts of words of the goods, in any case. */
    readonly goodsWords: readonly string[];
    /** Where the declared weight and the measured one differ by more, percent of the declared one; null: never. */
    readonly weightDifferencePercent: number | null;
    /** A portal gave an alarm, acknowledged or not. */
    readonly alarm: boolean;
    /** A seal is broken or missing. */
    readonly sealBroken: boolean;
    /** Less of the picture was seen, percent; null: never. */
    readonly seenBelowPercent: number | null;
  };
}

/** One officer decides alone, at once, for any reason; only an open alarm stops a release. */
export const plainRules: DecisionRules = {
  undoSeconds: 0,
  reasons: null,
  fourEyes: {
    of: ['release', 'refer'],
    always: false,
    randomPercent: 0,
    independent: true,
    risk: {
      laneClasses: [],
      countries: [],
      goodsWords: [],
      weightDifferencePercent: null,
      alarm: false,
      sealBroken: false,
      seenBelowPercent: null,
    },
  },
  stopRelease: ['alarm'],
  seenNeeded: 0,
  recheckPercent: 0,
};

/** For commands that decide nothing. */
export const withoutDecisions = { rules: plainRules, chance: { secondLook: 100, recheck: 100 } } as const;
