import type { Pattern } from './pattern.ts';

export const weightUnits = ['kg', 't', 'lb'] as const;
export type WeightUnit = (typeof weightUnits)[number];

/** What one line of the scales says. */
export interface WeightReading {
  /** `null`: the scales say that they cannot tell. */
  readonly kg: number | null;
  /** As the scales say it; true where they do not say. */
  readonly stable: boolean;
  /** A tare is set: not all of the vehicle. */
  readonly net: boolean;
}

export interface WeightLineSettings {
  readonly pattern: Pattern;
  readonly stableWhen: readonly string[];
  readonly netWhen: readonly string[];
  /** Of lines that name none. */
  readonly unit: WeightUnit;
}

/** Reads a line; `undefined` where it does not fit the pattern, or names a unit that nobody knows. */
export function readWeight(line: string, settings: WeightLineSettings): WeightReading | undefined {
  const { pattern, stableWhen, netWhen } = settings;
  const found = pattern.match(withoutControls(line));
  if (found === undefined) return undefined;
  const unit = unitOf(found.unit?.trim() ?? '', settings.unit);
  const weight = found.weight?.replaceAll(' ', '').replace(',', '.');
  if (unit === undefined || (weight !== undefined && !/^\d{1,9}(?:\.\d{1,6})?$/.test(weight)))
    return undefined;
  const sign = found.sign === '-' ? -1 : 1;
  const said = pattern.groups.includes('stable');
  return {
    kg: weight === undefined ? null : sign * toKilograms(Number(weight), unit),
    stable: !said || stableWhen.includes(found.stable?.trim() ?? ''),
    net: netWhen.includes(found.mode?.trim() ?? ''),
  };
}

/** STX and ETX, and what a noisy line leaves at the ends. */
function withoutControls(line: string): string {
  let from = 0;
  let to = line.length;
  while (from < to && isControl(line.charCodeAt(from))) from += 1;
  while (to > from && isControl(line.charCodeAt(to - 1))) to -= 1;
  return line.slice(from, to);
}

function isControl(code: number): boolean {
  return code < 0x20 || code === 0x7f;
}

function unitOf(text: string, usual: WeightUnit): WeightUnit | undefined {
  const lower = text.toLowerCase();
  if (lower === '') return usual;
  return lower === 'lbs' ? 'lb' : weightUnits.find((unit) => unit === lower);
}

/** To a gram. */
function toKilograms(weight: number, unit: WeightUnit): number {
  return Math.round(weight * kilograms[unit] * 1000) / 1000;
}

/** The international avoirdupois pound, exactly (NIST SP 811). */
const kilograms: Readonly<Record<WeightUnit, number>> = { kg: 1, t: 1000, lb: 0.453_592_37 };
