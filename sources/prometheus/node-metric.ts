/**
 * Picks from the samples of node_exporter what the windows of a node are made of, and says which node each is of.
 * https://github.com/prometheus/node_exporter
 */

import { Rejection } from "../../topology/rejection.ts";
import type { Sample } from "./sample.ts";

/** How the samples of a fleet say which node they are of. */
export interface NodeIdentity {
  /** The label that tells it: `node`, `kubernetes_node`, `nodename` or `instance`, as the fleet's Prometheus is configured. */
  readonly label: string;
  /** Node names by value of the label, where its values are none (`10.0.0.7:9100`). */
  readonly names?: ReadonlyMap<string, string>;
}

interface Measurement {
  readonly node: string;
  /** Ms since the epoch. */
  readonly time: number;
  /** Seconds of a CPU, bytes otherwise; `undefined` where the series ends here (a stale marker). */
  readonly value: number | undefined;
}

/** The counters (cpu, network) grow until the node or its exporter starts anew. */
export type NodeMetric =
  | (Measurement & { readonly family: "cpu"; readonly cpu: string; readonly mode: string })
  | (Measurement & { readonly family: "memory_available" | "memory_total" })
  | (Measurement & { readonly family: "network_receive" | "network_transmit"; readonly device: string });

/** Names of node_exporter. */
export const metricNames: Readonly<Record<NodeMetric["family"], string>> = {
  cpu: "node_cpu_seconds_total",
  memory_available: "node_memory_MemAvailable_bytes",
  memory_total: "node_memory_MemTotal_bytes",
  network_receive: "node_network_receive_bytes_total",
  network_transmit: "node_network_transmit_bytes_total",
};

const families: ReadonlyMap<string, NodeMetric["family"]> = new Map([
  [metricNames.cpu, "cpu"],
  [metricNames.memory_available, "memory_available"],
  [metricNames.memory_total, "memory_total"],
  [metricNames.network_receive, "network_receive"],
  [metricNames.network_transmit, "network_transmit"],
]);

/**
 * Devices whose bytes stay on the node, or are counted once more at the device that they leave by: loopback, pods' ends
 * (Docker, Calico, Cilium), bridges, tunnels and mirrors.
 */
const virtualDevice =
  /^(?:lo\d*$|veth|cali|cilium|lxc|br[-\d]|cbr\d|cni\d|docker\d|virbr|kube-|nodelocaldns|flannel|vxlan|geneve|tunl\d|dummy|ifb\d|tap|tun\d|wg\d)/;

/**
 * @returns `undefined` for samples of other families and of virtual devices; a rejection where the node or a part of the
 * series is not told, or where the value is none that its family can have.
 */
export function nodeMetric(sample: Sample, identity: NodeIdentity): NodeMetric | Rejection | undefined {
  const family = families.get(sample.name);
  if (family === undefined) return undefined;
  const node = nodeOf(sample, identity);
  if (node === undefined) return new Rejection("node_missing", `${sample.name} without a node in ${identity.label}`);
  if (!sample.isStale && !(sample.value >= 0 && sample.value < Infinity)) {
    return new Rejection("number_invalid", `${sample.name} is ${sample.value}`);
  }
  const measurement = { node, time: sample.time, value: sample.isStale ? undefined : sample.value };
  switch (family) {
    case "cpu": {
      const cpu = sample.label("cpu");
      const mode = sample.label("mode");
      if (cpu === undefined || mode === undefined) return withoutLabel(sample, "cpu and mode");
      return { ...measurement, family, cpu, mode };
    }
    case "network_receive":
    case "network_transmit": {
      const device = sample.label("device");
      if (device === undefined) return withoutLabel(sample, "device");
      return virtualDevice.test(device) ? undefined : { ...measurement, family, device };
    }
    case "memory_available":
    case "memory_total":
      return { ...measurement, family };
  }
}

/** @returns `undefined` where the label is missing, or its value has no name. */
export function nodeOf(sample: Sample, identity: NodeIdentity): string | undefined {
  const value = sample.label(identity.label);
  return value === undefined || identity.names === undefined ? value : identity.names.get(value);
}

function withoutLabel(sample: Sample, labels: string): Rejection {
  return new Rejection("malformed", `${sample.name} without ${labels}`);
}
