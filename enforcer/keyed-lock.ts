/** One task at a time for each key, in the order in which they came; tasks of different keys run side by side. */

export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @returns and throws what the task does. */
  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const mine = before === undefined ? task() : before.then(task, task);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
