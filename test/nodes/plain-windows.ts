/** Windows of nodes on which nothing happens, for tests of what judges them, as the node stage forwards them. */

import { writeForestFile } from "../../models/isolation-forest-file.ts";
import { trainIsolationForest } from "../../models/trained-isolation-forest.ts";
import { type NodeFeature, nodeFeatures } from "../../nodes/features.ts";
import { encodeWindow } from "../../nodes/window-codec.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import { FrameWriter } from "../../runtime/frame.ts";
import { Random } from "../../simulate/random.ts";

export const start = 1_800_000_000_000;
export const length = 10_000;

export function at(name: NodeFeature): number {
  return nodeFeatures.indexOf(name);
}

/** What ordinary windows measure; processes by the dozen. */
export function ordinary(random: Random): Float64Array {
  const around = (middle: number): number => middle * (0.9 + 0.2 * random.uniform());
  const features = new Float64Array(nodeFeatures.length);
  features[at("avg_cpu")] = around(0.3);
  features[at("avg_mem")] = around(0.5);
  features[at("net_bytes_in")] = around(50_000);
  features[at("net_bytes_out")] = around(20_000);
  features[at("exec_count")] = random.integer(20, 40);
  features[at("unique_process_count")] = random.integer(8, 12);
  return features;
}

/** @param index how many windows after `start`. */
export function windowOf(
  node: string,
  index: number,
  features: Float64Array,
  more: Partial<NodeWindow> = {},
): NodeWindow {
  return {
    node,
    group: "all",
    start: start + index * length,
    end: start + (index + 1) * length,
    isEarly: false,
    features,
    missing: [],
    sensors: [
      { sensor: "metrics", count: 2, lastSeen: start + (index + 1) * length - 1000, lost: 0, isThrottled: false },
    ],
    indicators: [],
    anomalousContainers: [],
    traces: [],
    late: 0,
    ...more,
  };
}

/** @param windows of one time each node. */
export function frameOf(windows: readonly NodeWindow[], partition = 0): Buffer {
  const frame = new FrameWriter("test.by-node", partition);
  for (const window of windows) {
    frame.add(window.node, window.end, (window.start - start) / length, undefined, encodeWindow(window));
  }
  return Buffer.from(frame.take());
}

/** A trained forest's file, for which none of these windows is strange, and any process from /tmp. @param contamination another makes another edition. */
export function forestFile(contamination = 0): Uint8Array {
  const random = new Random("training");
  const rows = Array.from({ length: 2000 }, () => ordinary(random)).flatMap((row) => Array.from(row));
  const features = nodeFeatures.map((name) => ({ name, transform: "identity" }) as const);
  const options = { trees: 50, sampleSize: 128, seed: 1, contamination };
  const { parts } = trainIsolationForest(
    { values: Float64Array.from(rows), size: nodeFeatures.length },
    features,
    options,
  );
  return Buffer.from(writeForestFile(parts));
}
