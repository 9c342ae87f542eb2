/** Nodes that were asked for lately, each once, for the storm breaker. */

export class Flags {
  readonly #withinMs: number;
  /** When each was asked for last, in ms since the epoch; in that order. */
  readonly #times = new Map<string, number>();
  #newest = -Infinity;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  add(node: string, at: number): void {
    if (at < (this.#times.get(node) ?? -Infinity)) return;
    this.#times.delete(node);
    this.#times.set(node, at);
    if (at < this.#newest) this.#sort();
    else this.#newest = at;
  }

  /** How many were asked for within the time before `now`. What is older is forgotten. */
  count(now: number): number {
    for (const [node, at] of this.#times) {
      if (at > now - this.#withinMs) break;
      this.#times.delete(node);
    }
    if (now >= this.#newest) return this.#times.size;
    return [...this.#times.values()].filter((at) => at <= now).length;
  }

  #sort(): void {
    const sorted = [...this.#times].sort(([, one], [, other]) => one - other);
    this.#times.clear();
    for (const [node, at] of sorted) this.#times.set(node, at);
  }
}
