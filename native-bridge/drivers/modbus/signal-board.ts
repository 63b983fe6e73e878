import type { Timers } from '../../transport/timers.ts';
import type { PlcSignal } from '../plc.ts';
import type { ReadGroup } from './read-plan.ts';
import type { ModbusSettings, SignalSettings } from './settings.ts';
import { decodeValue } from './values.ts';

/** What was read of a group. */
export interface GroupRead {
  readonly group: ReadGroup<SignalSettings>;
  readonly raw: readonly boolean[] | readonly number[];
  readonly readAt: number;
}

/** The latest value of every signal, told whenever one changes. What cannot be known is null at once. */
export class SignalBoard {
  readonly #settings: ModbusSettings;
  readonly #timers: Timers;
  readonly #tell: (signals: readonly PlcSignal[]) => void;
  readonly #known = new Map<SignalSettings, { value: PlcSignal['value']; readAt: number }>();
  #told: string | null = null;
  #rounds = 0;

  constructor(settings: ModbusSettings, timers: Timers, tell: (signals: readonly PlcSignal[]) => void) {
    this.#settings = settings;
    this.#timers = timers;
    this.#tell = tell;
  }

  /** The bits or registers of a group as they were read, and when by `timers`. */
  take({ group, raw, readAt }: GroupRead): void {
    for (const signal of group.signals) {
      const from = signal.address - group.address;
      const value = decodeValue(signal, this.#settings, raw.slice(from, from + 2) as typeof raw);
      this.#known.set(signal, { value, readAt });
    }
    this.#show();
  }

  forget(signals: readonly SignalSettings[]): void {
    for (const signal of signals) this.#known.delete(signal);
    this.#show();
  }

  forgetAll(): void {
    this.#known.clear();
    this.#show();
  }

  /** Values nobody has read again for too long: a slow round, or a machine that was suspended. */
  forgetStale(): void {
    const oldest = this.#timers.now() - this.#settings.staleMs;
    this.forget(
      this.#settings.signals.filter((signal) => (this.#known.get(signal)?.readAt ?? Infinity) < oldest),
    );
  }

  /** Every signal has been asked for once: from the first time on, changes are told as they come. */
  roundDone(): void {
    this.#rounds += 1;
    this.#show();
  }

  #show(): void {
    if (this.#rounds === 0) return;
    const signals = this.#settings.signals.map(
      (signal): PlcSignal => ({
        name: signal.name,
        meaning: signal.meaning,
        value: this.#known.get(signal)?.value ?? null,
        unit: signal.unit,
        writable: signal.writable,
      }),
    );
    const told = JSON.stringify(signals.map(({ value }) => value));
    if (told === this.#told) return;
    this.#told = told;
    this.#tell(signals);
  }
}
