/** The topology of Picket: what is read, by what it is keyed, what judges it, what is written. Start reading here. */

import { anomalyObservation } from "../nodes/ingest/anomaly.ts";
import { bound, type Provenance } from "../nodes/ingest/provenance.ts";
import { encodeObservation } from "../nodes/observation-codec.ts";
import type { Anomaly } from "../proto/codecs/anomaly.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import { type EventRoute, eventScanner } from "../sources/ebpf/scanner.ts";
import { anomalyCarrier, anomalyOf } from "./anomaly.ts";
import { type Stream, type StreamEnd, type Topology, topology } from "./builder.ts";
import type { Detector } from "./detector.ts";
import { type ContainerKey, containerOf, fleetOf } from "./keys.ts";
import { byNode, type NodePathOptions, withNodePath } from "./node-path.ts";
import { deadLetterTopic, input, internal, output } from "./topics.ts";

export const resource = input("resource");
export const frequency = input("frequency");
export const byContainer = internal("by-container", { keyedBy: "container" });
/** One partition: what the whole fleet shares is learned in one place. */
export const fleet = internal("global", { keyedBy: "the whole fleet", partitions: 1 });
export const anomalies = output("anomalies", anomalyCarrier);
export const deadLetters = deadLetterTopic("dead-letters");

export interface PicketOptions {
  readonly detectors: readonly Detector<EbpfEvent>[];
  readonly containerKey: ContainerKey;
  readonly maxEventBytes: number;
  /** Left out: nodes are not judged. */
  readonly nodes?: Omit<NodePathOptions, "maxEventBytes" | "provenance">;
  /** Left out: what an event says of its node is believed. */
  readonly provenance?: Provenance | undefined;
}

/** Stages that no detector needs are left out, and so are inputs that no detector reads, and nodes where nothing is said of them. */
export function picket({ detectors, containerKey, maxEventBytes, nodes, provenance }: PicketOptions): Topology {
  const perContainer = detectors.filter((detector) => detector.scope === "container");
  const global = detectors.filter((detector) => detector.scope === "global");
  const inputs = [
    ...(reads(detectors, "resource") ? [resource] : []),
    ...(reads(detectors, "syscalls") ? [frequency] : []),
  ];
  const written = nodes === undefined ? toSubscribers : toSubscribersAndNodes;

  let declared = topology("picket").stage("ingest", (stage) => {
    const events = stage
      .consume(...inputs)
      .decode("container, node and kind of an EbpfEvent", () =>
        bound(eventScanner(maxEventBytes), (event) => event.nodeName, provenance),
      )
      .otherwise(deadLetters)
      .timestampBy("timestamp_unix_ms", (event) => event.time)
      .filter("kinds that a detector reads", readBy(detectors), "other_kind");
    const forContainers = events
      .filter("kinds that detectors per container read", readBy(perContainer))
      .keyBy(`container ${containerKey}`, containerOf(containerKey), "no_container");
    const forFleet = events
      .filter("kinds that detectors of the fleet read", readBy(global))
      .keyBy("the whole fleet", fleetOf);
    return [
      ...(perContainer.length > 0 ? [forContainers.forward(byContainer)] : []),
      ...(global.length > 0 ? [forFleet.forward(fleet)] : []),
    ];
  });

  if (perContainer.length > 0) {
    declared = declared.stage("container", (stage) =>
      written(
        stage
          .consume(byContainer)
          .decode("EbpfEvent", eventDecoder)
          .otherwise(deadLetters)
          .detect(...perContainer)
          .map("anomaly", anomalyOf),
      ),
    );
  }
  if (global.length > 0) {
    declared = declared.stage("global", (stage) =>
      written(
        stage
          .consume(fleet)
          .decode("EbpfEvent", eventDecoder)
          .otherwise(deadLetters)
          .detect(...global)
          .map("anomaly", anomalyOf),
      ),
    );
  }
  return nodes === undefined ? declared : withNodePath(declared, { ...nodes, maxEventBytes, provenance }, deadLetters);
}

function toSubscribers(found: Stream<Anomaly, "keyed">): StreamEnd {
  return found.produce(anomalies);
}

function toSubscribersAndNodes(found: Stream<Anomaly, "keyed">): readonly StreamEnd[] {
  const toNodes = found
    .keyBy("node", ({ node }) => node || undefined, "no_node")
    .map("observation of its node", anomalyObservation)
    .forwardAs(byNode, "NodeObservation", encodeObservation);
  return [found.produce(anomalies), toNodes];
}

function reads(detectors: readonly Detector<EbpfEvent>[], kind: EbpfEvent["kind"]): boolean {
  return detectors.some((detector) => detector.reads === kind);
}

/** Whether an event carries what one of `detectors` reads, as far as its routing fields tell. */
function readBy(detectors: readonly Detector<EbpfEvent>[]): (event: EventRoute) => boolean {
  const resources = reads(detectors, "resource");
  const syscalls = reads(detectors, "syscalls");
  return ({ payload }) => (payload === "resource" && resources) || (payload === "syscallFreqAgg" && syscalls);
}
