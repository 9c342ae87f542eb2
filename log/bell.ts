/** Wakes whoever waits for something to change, or lets them go after a while. */

export class Bell {
  readonly #waiters = new Set<() => void>();

  /** Wakes all that wait now. */
  ring(): void {
    for (const wake of this.#waiters) wake();
  }

  /** Resolves at the next `ring`, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiters.add(wake);
    });
  }
}
