/**
 * The stages that nodes are judged by: what their sensors say, and the anomalies of their containers, becomes windows of each
 * node; each group of like nodes is judged together.
 */

import { ebpfObservations } from "../nodes/ingest/ebpf.ts";
import { metricsDecoder } from "../nodes/ingest/metrics.ts";
import { bound, eachBound, type Provenance } from "../nodes/ingest/provenance.ts";
import { tetragonObservations } from "../nodes/ingest/tetragon.ts";
import { judge } from "../nodes/judge/judge.ts";
import { encodeObservation, observationDecoder } from "../nodes/observation-codec.ts";
import type { NamedObservation } from "../nodes/observation.ts";
import type { NodePolicy } from "../nodes/policy/policy.ts";
import { encodeWindow, windowDecoder } from "../nodes/window-codec.ts";
import { windowsProcessor } from "../nodes/windows/processor.ts";
import type { WindowSettings } from "../nodes/windows/settings.ts";
import { cordonRequestKind } from "../proto/codecs/cordon-request-format.ts";
import { nodeHealthKind } from "../proto/codecs/node-health-format.ts";
import type { NodeIdentity } from "../sources/prometheus/node-metric.ts";
import type { Stream, StreamEnd, Topology } from "./builder.ts";
import { nodeHealthMessage } from "./node-health.ts";
import { type DeadLetterTopic, input, internal, output } from "./topics.ts";

export const nodeMetrics = input("node-metrics");
export const tetragon = input("tetragon");
export const ebpfEvents = input("ebpf-events");
export const byNode = internal("by-node", { keyedBy: "node" });
export const byGroup = internal("by-group", { keyedBy: "group of like nodes" });
export const nodeHealth = output("node-health", { ...nodeHealthKind, factsOf: () => undefined });
export const cordonRequests = output(
  "cordon-requests",
  { ...cordonRequestKind, factsOf: () => undefined },
  { isSigned: true },
);

export interface NodePathOptions {
  /** Whose topics are read; what containers' detectors find is always among what is judged. */
  readonly sensors: readonly ("metrics" | "tetragon" | "ebpf")[];
  readonly identity: NodeIdentity;
  readonly windows: WindowSettings;
  readonly policy: NodePolicy;
  readonly maxEventBytes: number;
  readonly provenance: Provenance | undefined;
}

/** Adds the stages of nodes to a topology whose container stages forward their anomalies to `byNode`. */
export function withNodePath(containers: Topology, options: NodePathOptions, deadLetters: DeadLetterTopic): Topology {
  const { sensors, identity, windows, policy, provenance, maxEventBytes: maxBytes } = options;
  const claimed = ({ node }: NamedObservation) => node;
  let declared = containers;
  if (sensors.includes("metrics")) {
    declared = declared.stage("ingest-metrics", (stage) =>
      toTheirNodes(
        stage
          .consume(nodeMetrics)
          .decode("samples of Prometheus", () => eachBound(metricsDecoder({ identity, maxBytes }), claimed, provenance))
          .otherwise(deadLetters)
          .split("observations"),
      ),
    );
  }
  if (sensors.includes("tetragon")) {
    declared = declared.stage("ingest-tetragon", (stage) =>
      toTheirNodes(
        stage
          .consume(tetragon)
          .decode("events of Tetragon", () => eachBound(tetragonObservations(maxBytes), claimed, provenance))
          .otherwise(deadLetters)
          .split("observations"),
      ),
    );
  }
  if (sensors.includes("ebpf")) {
    declared = declared.stage("ingest-ebpf", (stage) =>
      toTheirNodes(
        stage
          .consume(ebpfEvents)
          .decode("executions and connections of an EbpfEvent", () =>
            bound(ebpfObservations(maxBytes), claimed, provenance),
          )
          .otherwise(deadLetters),
      ),
    );
  }
  return declared
    .stage("node", (stage) =>
      stage
        .consume(byNode)
        .decode("NodeObservation", observationDecoder)
        .otherwise(deadLetters)
        .process(windowsProcessor(windows))
        .keyBy("group", ({ group }) => group)
        .forwardAs(byGroup, "NodeWindow", encodeWindow),
    )
    .stage("health", (stage) => {
      const judged = stage
        .consume(byGroup)
        .decode("NodeWindow", windowDecoder)
        .otherwise(deadLetters)
        .process(judge(policy));
      return [
        judged
          .split("health", (one) => ("health" in one ? [one.health] : []))
          .keyBy("node", ({ window }) => window.node)
          .map("message", nodeHealthMessage)
          .produce(nodeHealth),
        judged
          .split("requests", (one) => ("request" in one ? [one.request] : []))
          .keyBy("node", ({ node }) => node)
          .produce(cordonRequests),
      ];
    });
}

function toTheirNodes(observations: Stream<NamedObservation, "unkeyed">): StreamEnd {
  return observations
    .timestampBy("the sensor's time", ({ time }) => time)
    .keyBy("node", ({ node }) => node)
    .forwardAs(byNode, "NodeObservation", encodeObservation);
}
