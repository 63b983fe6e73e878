import type { GeneratorStatus } from '../generator.ts';
import { type ChecksumKind, checksum } from './frame.ts';

/** The flags of the status word. `remote` is the one that says who controls it. */
export const flagNames = [
  'arc',
  'regulation',
  'overTemperature',
  'interlockOpen',
  'cooling',
  'overCurrent',
  'overVoltage',
  'remote',
] as const;
export type FlagName = (typeof flagNames)[number];

export interface AnswerSettings {
  /** What an answer begins with. */
  readonly answer: string;
  /** A letter for each character of the data: V kilovolts, C milliamperes, S status, - not used. */
  readonly layout: string;
  readonly checksum: ChecksumKind;
  readonly checksumCovers: 'data' | 'letter-and-data';
  /** Counts of a measured value at its full scale. */
  readonly fullScaleCounts: number;
  readonly kilovoltsFullScale: number | null;
  readonly milliamperesFullScale: number | null;
  /** `DIGIT.BIT`, `!` before it where 0 means yes; `null` where the generator does not tell. */
  readonly bits: Readonly<Record<FlagName, string | null>>;
}

/** Nothing known. */
export const unknownStatus: GeneratorStatus = {
  arc: null,
  regulation: null,
  overTemperature: null,
  interlockOpen: null,
  cooling: null,
  overCurrent: null,
  overVoltage: null,
  control: null,
  kilovolts: null,
  milliamperes: null,
};

/**
 * The status in an answer, SOH and CR not included; `undefined` where it is none of this layout or its checksum is
 * wrong.
 */
export function readAnswer(text: string, settings: AnswerSettings): GeneratorStatus | undefined {
  const { answer, layout } = settings;
  const data = text.slice(answer.length, answer.length + layout.length);
  const sum = text.slice(answer.length + layout.length);
  if (!text.startsWith(answer) || data.length !== layout.length || sum.length !== 2) return undefined;
  const covered = settings.checksumCovers === 'data' ? data : answer + data;
  if (checksum(covered, settings.checksum) !== sum.toUpperCase()) return undefined;

  const status = digitsOf('S', layout, data);
  const kilovolts = digitsOf('V', layout, data);
  const milliamperes = digitsOf('C', layout, data);
  if (![status, kilovolts, milliamperes].every((digits) => /^[0-9A-F]*$/i.test(digits))) return undefined;
  const flag = (name: FlagName) => flagOf(status, settings.bits[name]);
  const remote = flag('remote');
  return {
    arc: flag('arc'),
    regulation: flag('regulation'),
    overTemperature: flag('overTemperature'),
    interlockOpen: flag('interlockOpen'),
    cooling: flag('cooling'),
    overCurrent: flag('overCurrent'),
    overVoltage: flag('overVoltage'),
    control: remote === null ? null : remote ? 'remote' : 'local',
    kilovolts: measured(kilovolts, settings.kilovoltsFullScale, settings),
    milliamperes: measured(milliamperes, settings.milliamperesFullScale, settings),
  };
}

function digitsOf(letter: string, layout: string, data: string): string {
  return [...layout].map((each, at) => (each === letter ? (data[at] ?? '') : '')).join('');
}

function flagOf(status: string, place: string | null): boolean | null {
  const found = /^(!?)([1-8])\.([0-3])$/.exec(place ?? '');
  const digit = status[Number(found?.[2]) - 1];
  if (found === null || digit === undefined) return null;
  const set = ((Number.parseInt(digit, 16) >> Number(found[3])) & 1) === 1;
  return found[1] === '!' ? !set : set;
}

/** To three decimals: more than ten bits tell. */
function measured(
  digits: string,
  fullScale: number | null,
  { fullScaleCounts }: AnswerSettings,
): number | null {
  if (digits === '' || fullScale === null) return null;
  return Math.round((Number.parseInt(digits, 16) / fullScaleCounts) * fullScale * 1000) / 1000;
}
