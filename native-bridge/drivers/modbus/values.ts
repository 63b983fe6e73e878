import { isBit, type Place, type RegisterOrder, widthOf } from './registers.ts';

/** What is read or written, and how it is to be understood. */
export interface ValueRule extends Place {
  readonly scale: number;
  readonly offset: number;
  readonly invert: boolean;
}

/**
 * The value of a signal from the registers or bits it lies in (`raw[0]` is the one at its address); null where there
 * is none: too few, or a float that is no number.
 */
export function decodeValue(
  rule: ValueRule,
  order: RegisterOrder,
  raw: readonly number[] | readonly boolean[],
): boolean | number | null {
  const [first, second] = raw;
  if (first === undefined || (widthOf(rule) === 2 && second === undefined)) return null;
  if (rule.type === 'bit') return (first === true) !== rule.invert;
  const word = wireOrder(Number(first), order);
  if (rule.type === 'bit-of-register') return ((word >> (rule.bit ?? 0)) & 1) === (rule.invert ? 0 : 1);
  const number = numberOf(rule, order, word, wireOrder(Number(second ?? 0), order));
  return number === null ? null : scaled(number, rule);
}

/**
 * What to write so that a signal has this value: one truth for a bit, registers for a number. A sentence's end that
 * says why it cannot be written, where the value is not one this signal can have.
 */
export function encodeValue(
  rule: ValueRule,
  order: RegisterOrder,
  value: boolean | number,
): { readonly bit: boolean } | { readonly registers: readonly number[] } | { readonly refused: string } {
  if (isBit(rule)) {
    if (typeof value !== 'boolean') return { refused: 'it is on or off, not a number' };
    return { bit: value !== rule.invert };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { refused: 'it takes a number' };
  const raw = (value - rule.offset) / rule.scale;
  if (rule.type === 'f32') {
    if (!Number.isFinite(Math.fround(raw))) return { refused: 'the number is too large' };
    scratch.setFloat32(0, raw);
  } else {
    const whole = Math.round(raw);
    const { least, most } = ranges[rule.type as keyof typeof ranges];
    if (whole < least || whole > most) {
      const [from, to] = [scaled(least, rule), scaled(most, rule)];
      return { refused: `it takes numbers from ${Math.min(from, to)} to ${Math.max(from, to)}` };
    }
    if (Math.abs(raw - whole) > 1e-6 * Math.max(1, Math.abs(raw))) {
      return { refused: `it takes steps of ${Math.abs(rule.scale)}` };
    }
    if (widthOf(rule) === 1) return { registers: [wireOrder(whole & 0xffff, order)] };
    scratch.setUint32(0, whole);
  }
  const words = [scratch.getUint16(0), scratch.getUint16(2)].map((word) => wireOrder(word, order));
  return { registers: order.wordOrder === 'big' ? words : words.reverse() };
}

const scratch = new DataView(new ArrayBuffer(4));

const ranges = {
  u16: { least: 0, most: 0xffff },
  i16: { least: -0x8000, most: 0x7fff },
  u32: { least: 0, most: 0xffff_ffff },
  i32: { least: -0x8000_0000, most: 0x7fff_ffff },
} as const;

function numberOf(rule: Place, order: RegisterOrder, first: number, second: number): number | null {
  if (rule.type === 'u16') return first;
  if (rule.type === 'i16') return (first << 16) >> 16;
  const [high, low] = order.wordOrder === 'big' ? [first, second] : [second, first];
  scratch.setUint16(0, high);
  scratch.setUint16(2, low);
  if (rule.type === 'u32') return scratch.getUint32(0);
  if (rule.type === 'i32') return scratch.getInt32(0);
  const float = scratch.getFloat32(0);
  return Number.isFinite(float) ? shortest(float) : null;
}

function wireOrder(word: number, { byteOrder }: RegisterOrder): number {
  return byteOrder === 'big' ? word : ((word & 0xff) << 8) | (word >> 8);
}

/** Twelve digits: more than any register holds, and few enough that 3 × 0.1 is 0.3. */
function scaled(number: number, { scale, offset }: ValueRule): number {
  return scale === 1 && offset === 0 ? number : Number((number * scale + offset).toPrecision(12));
}

/** The shortest decimal that is this 32-bit float: 0.1, not 0.10000000149. */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}
