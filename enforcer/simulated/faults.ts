/** What goes wrong between a process and the simulated API server, to order or by chance. */

import type { ErrorCode } from "../../errors/catalogue.ts";

/** What a process can ask for. */
export type Operation =
  | "patchNode"
  | "createQuarantine"
  | "updateSpec"
  | "updateStatus"
  | "deleteQuarantine"
  | "finishQuarantine"
  | "evict"
  | "runJob"
  | "readLease"
  | "writeLease";

/**
 * - `unavailable`, `conflict`, `forbidden`, `unauthenticated`: nothing happens but the error.
 * - `lost`: it takes effect, but the answer never comes: `CLUSTER_UNAVAILABLE`.
 * - a number: it takes so many ms longer.
 */
export type Fault = "unavailable" | "conflict" | "forbidden" | "unauthenticated" | "lost" | number;

/** Left out: any. */
export interface Target {
  readonly operation?: Operation;
  /** The process, as it was connected. */
  readonly client?: string;
}

export class Faults {
  readonly #ordered: { readonly fault: Fault; readonly target: Target }[] = [];
  #random: (() => Fault | undefined) | undefined;

  /** The next call of this kind goes so. Orders queue up. */
  next(fault: Fault, target: Target = {}): void {
    this.#ordered.push({ fault, target });
  }

  /**
   * From now on, any call may go wrong.
   *
   * @param chance uniform in [0, 1).
   * @param share of calls that do, in [0, 1].
   */
  randomly(chance: () => number, share: number, faults: readonly Fault[] = ["unavailable", "lost", "conflict"]): void {
    this.#random = () => (chance() < share ? faults[Math.floor(chance() * faults.length)] : undefined);
  }

  /** How many orders are still to come. */
  get ordered(): number {
    return this.#ordered.length;
  }

  /** Forgets orders and chance. */
  none(): void {
    this.#ordered.length = 0;
    this.#random = undefined;
  }

  take(call: Required<Target>): Fault | undefined {
    const index = this.#ordered.findIndex(
      ({ target: { operation = call.operation, client = call.client } }) =>
        operation === call.operation && client === call.client,
    );
    return index >= 0 ? this.#ordered.splice(index, 1)[0]?.fault : this.#random?.();
  }
}

export const faultCodes = {
  unavailable: "CLUSTER_UNAVAILABLE",
  lost: "CLUSTER_UNAVAILABLE",
  conflict: "CLUSTER_CONFLICT",
  forbidden: "CLUSTER_FORBIDDEN",
  unauthenticated: "CLUSTER_AUTHENTICATION",
} as const satisfies Record<Exclude<Fault, number>, ErrorCode>;
