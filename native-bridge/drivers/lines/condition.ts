import type { DegradedCode, DeviceSink } from '../device.ts';
import { printable } from './line-framer.ts';

/**
 * The health of a device that prints lines, told when it changes, and at most once a second. What is worst is told:
 * silence, then lines that cannot be read, a flood, and what the device itself complains of.
 */
export class Condition {
  readonly #sink: Pick<DeviceSink, 'health'>;
  readonly #complaints = new Map<DegradedCode, string>();
  /** Of the last lines, oldest first: true was unreadable. */
  readonly #lately: boolean[] = [];
  #lines = 0;
  #unreadable = 0;
  #told: { readonly code: DegradedCode | undefined; readonly text: string; readonly at: number } | undefined;

  constructor(sink: Pick<DeviceSink, 'health'>) {
    this.#sink = sink;
  }

  /** Lines and pieces of garbage that could not be read, of all so far. */
  get unreadable(): number {
    return this.#unreadable;
  }

  readable(): void {
    this.#note(false);
  }

  unreadableLine(sample: string): void {
    this.#unreadable += 1;
    this.#note(true);
    const bad = this.#lately.filter(Boolean).length;
    if (bad >= mostUnreadable || this.#complaints.has('DEVICE_UNREADABLE')) {
      this.#complaints.set(
        'DEVICE_UNREADABLE',
        `${this.#unreadable} of ${this.#lines} lines could not be read, the last: "${printable(sample)}"`,
      );
    }
  }

  /** `null`: it is over. */
  set(code: Exclude<DegradedCode, 'DEVICE_UNREADABLE'>, text: string | null): void {
    if (text === null) this.#complaints.delete(code);
    else this.#complaints.set(code, text);
  }

  /** Tells what has changed. `now` is in milliseconds and never goes back. */
  settle(now: number): void {
    const code = order.find((each) => this.#complaints.has(each));
    const text = (code && this.#complaints.get(code)) ?? '';
    const told = this.#told;
    if (told !== undefined) {
      if (told.code === code && (told.text === text || now - told.at < sameAgainMs)) return;
      if (now - told.at < changeMs) return;
    }
    this.#told = { code, text, at: now };
    this.#sink.health(code === undefined ? { level: 'good' } : { level: 'degraded', code, text });
  }

  #note(unreadable: boolean): void {
    this.#lines += 1;
    this.#lately.push(unreadable);
    if (this.#lately.length > window) this.#lately.shift();
    if (!unreadable && !this.#lately.includes(true)) this.#complaints.delete('DEVICE_UNREADABLE');
  }
}

const order: readonly DegradedCode[] = [
  'DEVICE_SILENT',
  'DEVICE_UNREADABLE',
  'DEVICE_FLOODS',
  'DEVICE_REPORTS_FAULT',
];
/** Three of the last twenty: one line is what a plug costs, and the half line at the beginning. */
const mostUnreadable = 3;
const window = 20;
const changeMs = 1_000;
/** The same complaint with other words: counts have grown. */
const sameAgainMs = 60_000;
