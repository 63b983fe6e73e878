import { type Place, type Table, widthOf } from './registers.ts';

/** One request, and the signals its answer holds. */
export interface ReadGroup<Signal extends Place> {
  readonly table: Table;
  readonly address: number;
  /** Bits or registers. */
  readonly count: number;
  readonly signals: readonly Signal[];
}

export interface ReadLimits {
  /** Addresses nobody asked for that may lie between two signals of one request. */
  readonly maxGap: number;
  readonly maxRegisters: number;
  readonly maxBits: number;
}

/**
 * The fewest requests, going up the addresses, that read every signal once. A value of two registers is never torn
 * between two requests.
 */
export function planReads<Signal extends Place>(
  signals: readonly Signal[],
  limits: ReadLimits,
): ReadGroup<Signal>[] {
  const groups: ReadGroup<Signal>[] = [];
  for (const table of new Set(signals.map((signal) => signal.table))) {
    const most = table === 'coil' || table === 'discrete' ? limits.maxBits : limits.maxRegisters;
    let group: Signal[] = [];
    let from = 0;
    let end = 0;
    for (const signal of byAddress(signals.filter((one) => one.table === table))) {
      const itsEnd = Math.max(end, signal.address + widthOf(signal));
      if (group.length > 0 && (signal.address - end > limits.maxGap || itsEnd - from > most)) {
        groups.push(groupOf(group));
        group = [];
      }
      if (group.length === 0) from = signal.address;
      end = group.length === 0 ? signal.address + widthOf(signal) : itsEnd;
      group.push(signal);
    }
    groups.push(groupOf(group));
  }
  return groups;
}

/**
 * Two groups for one that the PLC refused, so that what is wrong is found without losing the rest. Empty where the
 * signals lie at one address and nothing can be told apart.
 */
export function halve<Signal extends Place>({ signals }: ReadGroup<Signal>): ReadGroup<Signal>[] {
  const places = Map.groupBy(byAddress(signals), ({ address, type }) => `${address} ${widthOf({ type })}`);
  if (places.size < 2) return [];
  const lists = [...places.values()];
  const middle = lists.length >> 1;
  return [groupOf(lists.slice(0, middle).flat()), groupOf(lists.slice(middle).flat())];
}

function byAddress<Signal extends Place>(signals: readonly Signal[]): Signal[] {
  return signals.toSorted((one, other) => one.address - other.address);
}

function groupOf<Signal extends Place>(signals: readonly Signal[]): ReadGroup<Signal> {
  const first = signals[0] as Signal;
  const end = Math.max(...signals.map((signal) => signal.address + widthOf(signal)));
  return { table: first.table, address: first.address, count: end - first.address, signals };
}
