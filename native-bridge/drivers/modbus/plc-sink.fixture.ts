import type { DeviceHealth } from '../device.ts';
import type { PlcSignal, PlcSink } from '../plc.ts';

/** A sink for tests: keeps all it is given. */
export class PlcRecordingSink implements PlcSink {
  readonly healths: DeviceHealth[] = [];
  readonly reports: (readonly PlcSignal[])[] = [];

  health(health: DeviceHealth): void {
    this.healths.push(health);
  }

  signals(signals: readonly PlcSignal[]): void {
    this.reports.push(signals);
  }

  /** The latest value of a signal; undefined while nothing was told. */
  value(name: string): PlcSignal['value'] | undefined {
    return this.reports.at(-1)?.find((signal) => signal.name === name)?.value;
  }

  get values(): Readonly<Record<string, PlcSignal['value']>> {
    return Object.fromEntries((this.reports.at(-1) ?? []).map(({ name, value }) => [name, value]));
  }
}
