/** Tells each process what changed: a turn of the event loop later, or when it is told to, as watches over a network would. */

import { PicketError } from "../../errors/picket-error.ts";
import type { Store, Stored } from "./store.ts";

export interface Watcher {
  /** All that there is, first and once. */
  list(objects: readonly Stored[]): void;
  change(change: Stored): void;
  /** @param problem left out: it works again. */
  trouble(problem?: Error): void;
}

interface Watch {
  readonly watcher: Watcher;
  /** Changes it has not been told of; `undefined` until it was given the list. */
  waiting: Stored[] | undefined;
  /** It was told of an outage, and not yet that it is over. */
  isTroubled: boolean;
  readonly listed: () => void;
}

/** `held`: connections stand but bring nothing. `down`: there are none. */
export type WatchState = "flowing" | "held" | "down";

export class Watches {
  readonly #store: Store;
  readonly #watches = new Set<Watch>();
  readonly #relists = new Map<() => void, Watcher>();
  #state: WatchState = "flowing";
  #isFlushing = false;

  constructor(store: Store) {
    this.#store = store;
    store.subscribe((change) => {
      for (const { waiting } of this.#watches) waiting?.push(change);
      this.#flushSoon();
    });
  }

  get state(): WatchState {
    return this.#state;
  }

  set state(state: WatchState) {
    this.#state = state;
    if (state === "down") for (const watch of this.#watches) this.#trouble(watch);
    this.#flushSoon();
  }

  /** @returns when the list has arrived, or `stop` has aborted. */
  open(watcher: Watcher, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (stop.aborted) return resolve();
      const watch: Watch = { watcher, waiting: undefined, isTroubled: false, listed: resolve };
      this.#watches.add(watch);
      stop.addEventListener("abort", () => {
        this.#watches.delete(watch);
        resolve();
      });
      if (this.#state === "down") this.#trouble(watch);
      this.#flushSoon();
    });
  }

  /** A list by itself: a watch that brings nothing does not hold it up. @returns when it has arrived, or at `stop`. */
  relist(watcher: Watcher, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (stop.aborted) return resolve();
      this.#relists.set(resolve, watcher);
      stop.addEventListener("abort", () => {
        this.#relists.delete(resolve);
        resolve();
      });
      this.#flushSoon();
    });
  }

  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      if (this.#state !== "down") this.#answerRelists();
      if (this.#state === "flowing") for (const watch of this.#watches) this.#flush(watch);
    });
  }

  #answerRelists(): void {
    for (const [listed, watcher] of this.#relists) {
      watcher.list(this.#store.list());
      listed();
    }
    this.#relists.clear();
  }

  #flush(watch: Watch): void {
    if (watch.waiting === undefined) {
      watch.watcher.list(this.#store.list());
      watch.listed();
    }
    const changes = watch.waiting ?? [];
    watch.waiting = [];
    for (const change of changes) watch.watcher.change(change);
    // After all that was missed: who hears that all is well again decides by what is known then.
    if (watch.isTroubled) watch.watcher.trouble();
    watch.isTroubled = false;
  }

  #trouble(watch: Watch): void {
    if (!watch.isTroubled) watch.watcher.trouble(unavailable());
    watch.isTroubled = true;
  }
}

function unavailable(): PicketError {
  return new PicketError("CLUSTER_UNAVAILABLE", "The API server does not answer.");
}
