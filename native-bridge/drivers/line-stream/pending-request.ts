import { BridgeError } from '../../errors.ts';
import type { Timers } from '../../transport/timers.ts';
import { timing } from './timing.ts';

/** A request that is sent again every second until it is answered, and given up after five. */
export class PendingRequest {
  /** Throws BridgeError DEVICE_TIMEOUT, or what `fail` was given. */
  readonly answered: Promise<void>;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #timers: Timers;
  readonly #send: () => void;
  readonly #what: string;
  readonly #began: number;
  #cancel: () => void = () => {};

  /** `what` completes the sentence "The scanner did not answer …". `send` is called at once. */
  constructor(timers: Timers, what: string, send: () => void) {
    this.#timers = timers;
    this.#what = what;
    this.#send = send;
    this.#began = timers.now();
    this.answered = this.#outcome.promise;
    this.answered.catch(() => {});
    this.#ask();
  }

  succeed(): void {
    this.#cancel();
    this.#outcome.resolve();
  }

  fail(failure: BridgeError): void {
    this.#cancel();
    this.#outcome.reject(failure);
  }

  #ask(): void {
    this.#send();
    this.#cancel = this.#timers.after(timing.repeat, () => {
      if (this.#timers.now() - this.#began < timing.answer) this.#ask();
      else this.fail(this.#unanswered());
    });
  }

  #unanswered(): BridgeError {
    const seconds = timing.answer / 1000;
    return new BridgeError(
      'DEVICE_TIMEOUT',
      `The scanner did not answer ${this.#what} within ${seconds} s: look at the scanner and try again.`,
      { details: { what: this.#what, seconds } },
    );
  }
}
