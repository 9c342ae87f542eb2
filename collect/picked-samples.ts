/** Picks from what a source of samples gives what the windows of nodes are made of, and counts what is left out, and why. */

import { nodeMetric, type NodeIdentity } from "../sources/prometheus/node-metric.ts";
import type { Sample } from "../sources/prometheus/sample.ts";
import { Rejection } from "../topology/rejection.ts";
import { NodeSamples } from "./node-samples.ts";

type Refusal = "node_missing" | "number_invalid" | "malformed";

export class PickedSamples {
  readonly #identity: NodeIdentity;
  readonly nodes = new NodeSamples();
  /** Of all samples that were looked at, of whatever family. */
  seen = 0;
  readonly refused: Record<Refusal, number> = { node_missing: 0, number_invalid: 0, malformed: 0 };
  /** For people: what is wrong with the first one that was refused. */
  complaint: string | undefined;

  constructor(identity: NodeIdentity) {
    this.#identity = identity;
  }

  /** As a `Take` that keeps nothing itself. */
  readonly take = (sample: Sample): undefined => {
    this.seen += 1;
    const metric = nodeMetric(sample, this.#identity);
    if (metric === undefined) return;
    if (!(metric instanceof Rejection)) {
      this.nodes.add(metric);
      return;
    }
    this.refused[isRefusal(metric.reason) ? metric.reason : "malformed"] += 1;
    this.complaint ??= metric.detail;
  };

  get refusedCount(): number {
    return Object.values(this.refused).reduce((sum, count) => sum + count, 0);
  }
}

function isRefusal(reason: string): reason is Refusal {
  return reason === "node_missing" || reason === "number_invalid";
}
