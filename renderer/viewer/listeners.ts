/** Who wants to hear of which event. */
export class Listeners<Events extends object> {
  readonly #of = new Map<keyof Events, Set<(value: never) => void>>();

  /** Calls back with each event; returns the way to stop. */
  on<K extends keyof Events>(event: K, listener: (value: Events[K]) => void): () => void {
    const there = this.#of.get(event) ?? new Set();
    this.#of.set(event, there.add(listener));
    return () => there.delete(listener);
  }

  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const listener of this.#of.get(event) ?? []) (listener as (value: Events[K]) => void)(value);
  }
}
