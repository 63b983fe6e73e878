/** `coil` and `holding` can be written, `discrete` and `input` only read. */
export const tables = ['coil', 'discrete', 'holding', 'input'] as const;
export type Table = (typeof tables)[number];

/** A register holds 16 bits; the types of 32 bits take two, the one addressed and the next. */
export const signalTypes = ['bit', 'bit-of-register', 'u16', 'i16', 'u32', 'i32', 'f32'] as const;
export type SignalType = (typeof signalTypes)[number];

/** How a PLC lays its values into registers. */
export interface RegisterOrder {
  /** `big`: the high half of a 32-bit value is in the lower register. */
  readonly wordOrder: 'big' | 'little';
  /** Within a register. */
  readonly byteOrder: 'big' | 'little';
}

/** Where a value lies, and as what. */
export interface Place {
  readonly table: Table;
  readonly address: number;
  readonly type: SignalType;
  readonly bit?: number | undefined;
}

export function isBit({ type }: { readonly type: SignalType }): boolean {
  return type === 'bit' || type === 'bit-of-register';
}

/** Addresses a value takes, from its own on. */
export function widthOf({ type }: { readonly type: SignalType }): 1 | 2 {
  return type === 'u32' || type === 'i32' || type === 'f32' ? 2 : 1;
}
