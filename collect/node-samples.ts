/** Regroups the samples of many nodes as records of one node each, for the topic of node metrics. */

import type { Header, OutputRecord } from "../log/port.ts";
import type { NodeMetric } from "../sources/prometheus/node-metric.ts";
import { SeriesWriter } from "./series-writer.ts";

/** Smaller than any topic refuses; a node has some 50 samples of 100 bytes at a time. */
const largestValue = 256 * 1024;

/** Of records whose value is a prometheus.WriteRequest. */
export const writeRequestType: Header = ["content-type", Buffer.from("application/x-protobuf")];

export class NodeSamples {
  readonly #writers = new Map<string, SeriesWriter[]>();
  /** Of samples that were added. */
  count = 0;

  add(metric: NodeMetric): void {
    this.#writerOf(metric.node).add(metric);
    this.count += 1;
  }

  /**
   * @param more headers of all of them.
   * @returns records whose key is a node and whose value is a prometheus.WriteRequest, not compressed.
   */
  records(topic: string, more: readonly Header[] = []): readonly OutputRecord[] {
    const headers = [writeRequestType, ...more];
    return [...this.#writers].flatMap(([node, writers]) => {
      const key = Buffer.from(node);
      return writers.map((writer): OutputRecord => ({ topic, key, value: writer.bytes(), headers }));
    });
  }

  #writerOf(node: string): SeriesWriter {
    const writers = this.#writers.get(node);
    const last = writers?.at(-1);
    if (last !== undefined && last.length < largestValue) return last;
    const next = new SeriesWriter(node);
    if (writers === undefined) this.#writers.set(node, [next]);
    else writers.push(next);
    return next;
  }
}
