/** How the lines of one kind of indicator look. */
export interface WeightFormat {
  /** In the dialect of PROTOCOL.md, with the groups weight, sign, unit, stable and mode. */
  readonly pattern: string;
  /** What `stable` holds, its blanks left out, when the scales are at rest. */
  readonly stableWhen: readonly string[];
  /** What `mode` holds when the weight is not all of the vehicle: a tare is set. */
  readonly netWhen: readonly string[];
}

/** Formats that several makers share, by the name the configuration uses; PROTOCOL.md shows a line of each. */
export const weightFormats = {
  /** `ST,GS,+  12345 kg` */
  'st-gs': {
    pattern:
      '^\\s*\\d{0,2}(?<stable>[A-Z]{2}),\\s*(?<mode>[A-Z]{1,3}),?\\s*(?<sign>[+-])?\\s*(?:(?<weight>\\d+(?:[.,]\\d+)?)|[- ._*]+),?\\s*(?<unit>[A-Za-z]{0,3})\\s*$',
    stableWhen: ['ST'],
    netWhen: ['NT', 'NET', 'N'],
  },
  /** `   12345G`: sign, seven places, status. */
  'sign-weight-status': {
    pattern: '^(?<sign>[ +-])(?<weight>[ \\d.]{7})(?<stable>[GNUOME])\\s*$',
    stableWhen: ['G'],
    netWhen: [],
  },
  /** `   12345G Z- kg`: sign, seven places, mode, motion, zero, range, unit. */
  'sign-weight-flags-unit': {
    pattern:
      '^(?<sign>[ +-])(?<weight>[ \\d.]{7})(?<mode>[GNUOE])(?<stable>[M ])[Z ][-12 ](?<unit>[ A-Za-z]{3})\\s*$',
    stableWhen: [''],
    netWhen: ['N'],
  },
  /** `12345 kg`, with nothing about rest: at rest is what does not change. */
  'weight-unit': {
    pattern: '^\\s*(?<sign>[+-])?\\s*(?<weight>\\d+(?:[.,]\\d+)?)\\s*(?<unit>[A-Za-z]{0,3})\\s*$',
    stableWhen: [],
    netWhen: [],
  },
} as const satisfies Readonly<Record<string, WeightFormat>>;

export const formatNames = Object.keys(weightFormats) as (keyof typeof weightFormats)[];
