/** What a policy would have asked, had it seen the health that was recorded. */

import type { Ask } from "./ask.ts";
import { decide, type Decision } from "./decide.ts";
import { type HealthSummary, withNewest } from "./history.ts";
import type { NodePolicy } from "./policy.ts";
import type { RecordedHealth } from "./recorded.ts";
import { noStanding, type Standing } from "./standing.ts";

/** From the first request for a node to its release. */
export interface Hold {
  readonly node: string;
  readonly group: string;
  /** The first request. */
  readonly ask: Ask;
  /** When it was asked, ms by the node's clock. */
  readonly from: number;
  /** When the release was asked; `undefined`: not until the record ended. */
  readonly until: number | undefined;
  /** How often the cordon was asked, the first time included. */
  readonly times: number;
}

/** One policy over the health of any number of nodes, each node's windows in their order. */
export class PolicyReplay {
  readonly #policy: NodePolicy;
  readonly #nodes = new Map<string, { history: readonly HealthSummary[]; standing: Standing; open?: Hold }>();
  readonly #released: Hold[] = [];

  constructor(policy: NodePolicy) {
    this.#policy = policy;
  }

  /** In any order. */
  get holds(): readonly Hold[] {
    const open = [...this.#nodes.values()].flatMap((node) => (node.open === undefined ? [] : [node.open]));
    return [...this.#released, ...open];
  }

  observe({ facts, summary }: RecordedHealth): Decision {
    const { history, standing, open } = this.#nodes.get(facts.node) ?? { history: [], standing: noStanding };
    const seen = withNewest(history, summary);
    const decision = decide(this.#policy, facts, seen, standing);
    const now = { history: seen, standing: decision.standing };
    if (decision.action === "cordon") {
      const first = { ...facts, ask: decision, from: summary.end, until: undefined, times: 0 };
      const hold = open ?? first;
      this.#nodes.set(facts.node, { ...now, open: { ...hold, times: hold.times + 1 } });
    } else if (decision.action === "release" && open !== undefined) {
      this.#released.push({ ...open, until: summary.end });
      this.#nodes.set(facts.node, now);
    } else {
      this.#nodes.set(facts.node, { ...now, ...(open === undefined ? {} : { open }) });
    }
    return decision;
  }
}
