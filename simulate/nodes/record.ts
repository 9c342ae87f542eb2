/** One record of a simulated fleet's telemetry. */

/** The inputs that a fleet writes; a command maps them to the topics of its settings. */
export const nodeTopics = ["node-metrics", "tetragon", "ebpf_events", "resource", "frequency"] as const;

export type NodeTopic = (typeof nodeTopics)[number];

export interface SimulatedRecord {
  readonly topic: NodeTopic;
  /** The node's name where the writer keys by it (remote write, Tetragon); agents and the adapter write without keys. */
  readonly key: Buffer | null;
  /** When it happened, in ms since the epoch; what the value says is by the node's clock. */
  readonly time: number;
  /** A view into a larger buffer, which lives as long as any of its values is kept. */
  readonly value: Buffer;
}
