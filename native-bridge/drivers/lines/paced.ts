/**
 * Passes a few values on as they come; of a flood, only the newest at each tick, so that what is shown and recorded is
 * not flooded.
 */
export class Paced<T> {
  readonly #pass: (value: T) => void;
  #passed = 0;
  #held: { readonly value: T } | undefined;

  constructor(pass: (value: T) => void) {
    this.#pass = pass;
  }

  put(value: T): void {
    this.#passed += 1;
    if (this.#passed <= atOnce) this.#pass(value);
    else this.#held = { value };
  }

  tick(): void {
    this.#passed = 0;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#pass(held.value);
  }
}

/** Between two ticks: more than a device that behaves has to say. */
const atOnce = 4;
