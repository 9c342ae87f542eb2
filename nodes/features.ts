/** What a node's window is measured by: one vector a window, in this order everywhere, in models' files too. */

export const nodeFeatures = [
  /** Share of all CPUs' time that was not idle, 0 to 1. */
  "avg_cpu",
  /** Share of memory that was not available, 0 to 1. */
  "avg_mem",
  /** Bytes a second, over all devices that leave the node. */
  "net_bytes_in",
  "net_bytes_out",
  /** Processes started in the window. */
  "exec_count",
  /** Different binaries among them. */
  "unique_process_count",
  /** Started from /tmp or /var/tmp. */
  "exec_from_tmp",
  "exec_from_dev_shm",
  /** Connections to ports that miners and reverse shells use; which, is configured. */
  "suspicious_port_connections",
  /** Anomalies of containers on the node, by severity. */
  "container_anomalies_low",
  "container_anomalies_medium",
  "container_anomalies_high",
  "container_anomalies_critical",
] as const;

export type NodeFeature = (typeof nodeFeatures)[number];

/** What was measured of a window's vector, by name: the rest of it is NaN. */
export function measuredFeatures(features: Float64Array): Readonly<Partial<Record<NodeFeature, number>>> {
  const measured: Partial<Record<NodeFeature, number>> = {};
  for (let index = 0; index < nodeFeatures.length; index++) {
    const value = features[index] ?? NaN;
    if (!Number.isNaN(value)) measured[nodeFeatures[index]!] = value;
  }
  return measured;
}
