/** A process's way to the API server, which a test cuts, or on which calls of a kind get stuck until it opens. */

import type { Cluster } from "../../enforcer/cluster/port.ts";
import type { Operation } from "../../enforcer/simulated/faults.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { delegated } from "./delegated.ts";

export class Gate {
  readonly #opened = Promise.withResolvers<void>();
  readonly #sticky: ReadonlySet<Operation>;
  /** Calls that have not arrived. */
  readonly stuck: Operation[] = [];
  #isCut = false;

  /** @param sticky calls that get stuck once the gate is armed. */
  constructor(...sticky: readonly Operation[]) {
    this.#sticky = new Set(sticky);
  }

  /** Nothing gets through any more; what is stuck stays so. */
  cut(): void {
    this.#isCut = true;
  }

  /** What is stuck arrives, and all else gets through again. */
  open(): void {
    this.#isCut = false;
    this.#opened.resolve();
  }

  around(cluster: Cluster): Cluster {
    const { leases } = cluster;
    const through =
      <Given extends readonly unknown[], Answer>(operation: Operation, call: (...given: Given) => Promise<Answer>) =>
      async (...given: Given): Promise<Answer> => {
        if (this.#sticky.has(operation)) {
          this.stuck.push(operation);
          await this.#opened.promise;
        }
        if (this.#isCut) throw new PicketError("CLUSTER_UNAVAILABLE", "The network is cut.");
        return call(...given);
      };
    return {
      ...delegated(cluster),
      patchNode: through("patchNode", (...given) => cluster.patchNode(...given)),
      createQuarantine: through("createQuarantine", (...given) => cluster.createQuarantine(...given)),
      updateSpec: through("updateSpec", (...given) => cluster.updateSpec(...given)),
      updateStatus: through("updateStatus", (...given) => cluster.updateStatus(...given)),
      finishQuarantine: through("finishQuarantine", (...given) => cluster.finishQuarantine(...given)),
      leases: {
        read: through("readLease", (...given) => leases.read(...given)),
        write: through("writeLease", (...given) => leases.write(...given)),
      },
    };
  }
}
