/**
 * The stages that nodes are judged by: what their sensors say, and the anomalies of their containers, becomes windows of each
 * node; each group of like nodes is judged together.
 */

import { ebpfObservations } from "../nodes/ingest/ebpf.ts";
import { metricsDecoder } from "../nodes/ingest/metrics.ts";
import { bound, eachBound, type Provenance } from "../nodes/ingest/provenance.ts";
import { tetragonObservations } from "../nodes/ingest/tetragon.ts";
import { judge } from "../nodes/judge/judge.ts";
import { recentWindows, type WindowSequence } from "../nodes/models/recent-windows.ts";
import { encodeObservation, observationDecoder } from "../nodes/observation-codec.ts";
import type { NamedObservation } from "../nodes/observation.ts";
import type { NodePolicy } from "../nodes/policy/policy.ts";
import { encodeWindow, windowDecoder } from "../nodes/window-codec.ts";
import type { NodeWindow } from "../nodes/window.ts";
import { windowsProcessor } from "../nodes/windows/processor.ts";
import type { WindowSettings } from "../nodes/windows/settings.ts";
import { cordonRequestKind } from "../proto/codecs/cordon-request-format.ts";
import { nodeHealthKind } from "../proto/codecs/node-health-format.ts";
import type { NodeIdentity } from "../sources/prometheus/node-metric.ts";
import type { Advisor } from "./advisor.ts";
import type { StageStart, Stream, StreamEnd, Topology } from "./builder.ts";
import { nodeHealthMessage } from "./node-health.ts";
import { type DeadLetterTopic, input, internal, output } from "./topics.ts";

export const nodeMetrics = input("node-metrics");
export const tetragon = input("tetragon");
export const ebpfEvents = input("ebpf-events");
/** Windows wait so long for what comes out of order, unless they are told otherwise. */
export const byNode = internal("by-node", { keyedBy: "node", leadMs: 2000 });
/** Only where models are loaded. */
export const nodeWindows = internal("node-windows", { keyedBy: "node" });
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
  /** Models that are loaded and score windows, each with so many before it; left out where there are none. */
  readonly models?: { readonly advisor: Advisor<WindowSequence, NodeWindow>; readonly windows: number };
}

/** Adds the stages of nodes to a topology whose container stages forward their anomalies to `byNode`. */
export function withNodePath(containers: Topology, options: NodePathOptions, deadLetters: DeadLetterTopic): Topology {
  const { sensors, identity, policy, provenance, maxEventBytes: maxBytes } = options;
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
  return withWindows(declared, options, deadLetters).stage("health", (stage) => {
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

/** With models, whole windows are scored on their way; those that are told early, because they may not wait, are not. */
function withWindows(declared: Topology, options: NodePathOptions, deadLetters: DeadLetterTopic): Topology {
  const { sensors, windows, models } = options;
  const closing = (stage: StageStart) =>
    stage
      .consume(byNode)
      .decode("NodeObservation", observationDecoder)
      .otherwise(deadLetters)
      .process(windowsProcessor(windows, sensors));
  if (models === undefined) return declared.stage("node", (stage) => toTheirGroups(closing(stage)));
  return declared
    .stage("node", (stage) => {
      const closed = closing(stage);
      return [
        toTheirGroups(closed.filter("early ones", ({ isEarly }) => isEarly)),
        closed.filter("whole ones", ({ isEarly }) => !isEarly).forwardAs(nodeWindows, "NodeWindow", encodeWindow),
      ];
    })
    .stage("models", (stage) =>
      toTheirGroups(
        stage
          .consume(nodeWindows)
          .decode("NodeWindow", windowDecoder)
          .otherwise(deadLetters)
          .process(recentWindows(models.windows))
          .consult(models.advisor),
      ),
    );
}

function toTheirGroups(windows: Stream<NodeWindow, "keyed">): StreamEnd {
  return windows.keyBy("group", ({ group }) => group).forwardAs(byGroup, "NodeWindow", encodeWindow);
}

function toTheirNodes(observations: Stream<NamedObservation, "unkeyed">): StreamEnd {
  return observations
    .timestampBy("the sensor's time", ({ time }) => time)
    .keyBy("node", ({ node }) => node)
    .forwardAs(byNode, "NodeObservation", encodeObservation);
}
