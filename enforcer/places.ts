/** So many tasks at a time; the others wait, in the order in which they came. */

export class Places {
  readonly #waiting: (() => void)[] = [];
  #free: number;
  /** Resolves when a place is free and nobody waits for one. */
  #left = Promise.withResolvers<void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** @returns and throws what the task does. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#leave();
    }
  }

  /** Until a place is free that nobody waits for. */
  async free(): Promise<void> {
    while (this.#free === 0) await this.#left.promise;
  }

  #leave(): void {
    this.#free += 1;
    this.#left.resolve();
    this.#left = Promise.withResolvers();
  }
}
