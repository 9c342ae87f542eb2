/** A store that fails, forgets and loses by a seed, or at command. */

import { PicketError } from "../../errors/picket-error.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import type { PartitionSnapshots, SaveRequest, SnapshotStore, StateIdentity, StateScope } from "../../state/port.ts";

export class UnreliableStore implements SnapshotStore {
  readonly #applications = new Set<string>();
  readonly #store = new MemoryStore();
  #seed: number;
  saves = 0;
  fetches = 0;
  failures = 0;
  answers = true;
  /** So many calls it does not answer; then it does again. */
  missed = 0;
  /** Hears of each save of a stage, before who saved does. */
  onSaved = (_stage: string): void => {};
  /** Of which snapshots fetches find nothing that can be read; those of a session that began with the previous count as such. */
  unreadable: "none" | "newest" | "all" = "none";
  /** The share of calls that fail, while it answers. */
  failing = 0.2;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number from 0 to 1 (mulberry32). */
  chance(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Also under the sessions that are open. */
  async empty(): Promise<void> {
    for (const application of this.#applications) await this.#store.drop(application);
  }

  open(scope: StateScope, identity: StateIdentity): PartitionSnapshots {
    const session = this.#store.open(scope, identity);
    let began: "newest" | "previous" = "newest";
    this.#applications.add(scope.applicationId);
    return {
      load: async (onProblem, first = "newest") => {
        this.#maybeFail();
        began = first;
        return session.load(onProblem, first);
      },
      save: async (request: SaveRequest) => {
        this.#maybeFail();
        const outcome = await session.save(request);
        this.saves += 1;
        this.onSaved(scope.stage);
        // It was saved, but nobody hears of it.
        this.#maybeFail();
        return outcome;
      },
      fetch: async (names) => {
        this.#maybeFail();
        this.fetches += 1;
        const isReadable = this.unreadable === "none" || (this.unreadable === "newest" && began === "previous");
        if (!isReadable) throw new PicketError("SNAPSHOT_INVALID", "What is stored cannot be read.");
        return session.fetch(names);
      },
    };
  }

  announce: SnapshotStore["announce"] = async (...of) => {
    this.#maybeFail();
    return this.#store.announce(...of);
  };
  list: SnapshotStore["list"] = (application) => this.#store.list(application);
  drop: SnapshotStore["drop"] = (application) => this.#store.drop(application);
  close: SnapshotStore["close"] = async () => {};

  #maybeFail(): void {
    const isMissed = this.missed > 0;
    if (isMissed) this.missed -= 1;
    else if (this.answers && this.chance() >= this.failing) return;
    this.failures += 1;
    throw new PicketError("STATE_UNAVAILABLE", "The store is away.");
  }
}
