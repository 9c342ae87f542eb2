/**
 * Batches that are worked on while the next are read. What each ends with is begun in the order in which they were read: an
 * offset that is committed says that everything up to there is done.
 */

/** @param end is called once all batches before have called theirs. @throws what it does, or what a batch has failed with. */
export type InTurn = (end: () => Promise<void>) => Promise<void>;

export class Batches {
  readonly #most: number;
  readonly #failed = new AbortController();
  /** All that were begun are at their end, well or not. */
  #ended: Promise<unknown> = Promise.resolve();
  /** All that were begun have had their turn. */
  #passed: Promise<void> = Promise.resolve();
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

  /** @param work begins at once. */
  begin(size: number, work: (inTurn: InTurn) => Promise<void>): void {
    const before = this.#passed;
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
    const inTurn: InTurn = async (end) => {
      await before;
      this.failed.throwIfAborted();
      const ending = end();
      pass();
      await ending;
    };
    this.#passed = passed;
    this.#size += size;
    const running = this.#run(work, inTurn).finally(() => {
      pass();
      this.#size -= size;
      this.#smaller.resolve();
      this.#smaller = Promise.withResolvers();
    });
    this.#ended = Promise.all([this.#ended, running]);
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

  async #run(work: (inTurn: InTurn) => Promise<void>, inTurn: InTurn): Promise<void> {
    try {
      await work(inTurn);
    } catch (problem) {
      this.fail(problem);
    }
  }
}
