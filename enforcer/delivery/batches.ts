/**
 * Batches that are worked on while the next are read. What each ends with comes after all that was read before it: an offset
 * that is committed says that everything up to there is done.
 */

export class Batches {
  readonly #most: number;
  readonly #failed = new AbortController();
  /** All that were begun are at their end, well or not. */
  #ended: Promise<void> = Promise.resolve();
  #size = 0;
  #smaller = Promise.withResolvers<void>();

  /** @param most that may be under way before there is no room for another batch. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Aborts when one fails, with what: all that is under way can only be given up then. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /**
   * @param work begins at once. It is handed what resolves when all batches before are at their end, and throws when one has
   * failed.
   */
  begin(size: number, work: (before: () => Promise<void>) => Promise<void>): void {
    const before = this.#ended;
    this.#size += size;
    this.#ended = this.#run(before, work).finally(() => {
      this.#size -= size;
      this.#smaller.resolve();
      this.#smaller = Promise.withResolvers();
    });
  }

  /** Until there is room for another, or one has failed. */
  async room(): Promise<void> {
    while (this.#size >= this.#most && !this.failed.aborted) await this.#smaller.promise;
  }

  fail(problem: unknown): void {
    this.#failed.abort(problem);
  }

  /** Until nothing is under way any more. @throws what failed first. */
  async finished(): Promise<void> {
    await this.#ended;
    this.failed.throwIfAborted();
  }

  async #run(before: Promise<void>, work: (before: () => Promise<void>) => Promise<void>): Promise<void> {
    try {
      await work(async () => {
        await before;
        this.failed.throwIfAborted();
      });
    } catch (problem) {
      this.fail(problem);
    }
    await before;
  }
}
