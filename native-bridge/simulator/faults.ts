/** What a simulated scanner can do wrong, each at a line of a scan, each once: `--fault NAME@LINE`. */
export const faultNames = [
  'cut',
  'half-open',
  'drop-strip',
  'repeat-strip',
  'reorder-strip',
  'damage-strip',
  'oversize',
  'garbage',
  'late',
  'interlock',
  'emergency-stop',
  'generator',
  'wrong-count',
  'no-end',
  'restart',
  'refuse',
] as const;
export type FaultName = (typeof faultNames)[number];

export interface Fault {
  readonly name: FaultName;
  /** The fault happens at the strip that holds this line. */
  readonly line: number;
}

/** Reads `NAME@LINE`; `undefined` when it is none. */
export function parseFault(text: string): Fault | undefined {
  const match = /^([a-z-]+)@(\d{1,7})$/.exec(text);
  const name = faultNames.find((known) => known === match?.[1]);
  return name === undefined ? undefined : { name, line: Number(match?.[2]) };
}

/** The faults still to come. */
export class FaultPlan {
  #left: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    this.#left = faults;
  }

  /** True once for a fault of that name in lines `from` up to, not including, `to`. */
  take(name: FaultName, from = 0, to = Number.POSITIVE_INFINITY): boolean {
    const found = this.#left.find((fault) => fault.name === name && fault.line >= from && fault.line < to);
    if (found === undefined) return false;
    this.#left = this.#left.filter((fault) => fault !== found);
    return true;
  }
}
