/** Records of a simulated fleet of nodes, and what the decoders of their sources make of them. */

import assert from "node:assert/strict";
import type { SimulatedRecord } from "../../simulate/nodes/record.ts";
import { nodeSimulation, type NodeSimulationOptions } from "../../simulate/nodes/simulation.ts";
import { adapterDecoder } from "../../sources/prometheus/kafka-adapter.ts";
import { type NodeMetric, nodeMetric } from "../../sources/prometheus/node-metric.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import type { TetragonEvent } from "../../sources/tetragon/event.ts";
import { Rejection } from "../../topology/rejection.ts";

/** Those of the first `seconds`. */
export function recordsOf(options: NodeSimulationOptions, seconds: number): SimulatedRecord[] {
  const taken: SimulatedRecord[] = [];
  for (const record of nodeSimulation(options).records()) {
    if (record.time >= options.start + seconds * 1000) break;
    taken.push(record);
  }
  return taken;
}

export function metricsOf(records: readonly SimulatedRecord[]): NodeMetric[] {
  const adapter = adapterDecoder(100_000);
  const writes = remoteWrite1Reader();
  const identity = { label: "node" };
  return records
    .filter(({ topic }) => topic === "node-metrics")
    .flatMap(({ value, key }) => {
      const read =
        key === null ? [adapter.decode(value)] : writes.read(value, (sample) => nodeMetric(sample, identity));
      assert.ok(!(read instanceof Rejection));
      return read.flatMap((sample) => {
        assert.ok(!(sample instanceof Rejection));
        const metric = "family" in sample ? sample : nodeMetric(sample, identity);
        assert.ok(!(metric instanceof Rejection));
        return metric ?? [];
      });
    });
}

export function eventsOf(records: readonly SimulatedRecord[]): TetragonEvent[] {
  const decoder = tetragonDecoder(100_000);
  return records
    .filter(({ topic }) => topic === "tetragon")
    .flatMap(({ value, time, key }) => {
      const [event, second] = [decoder.decode(value)].flat();
      assert.ok(event !== undefined && !(event instanceof Rejection) && second === undefined);
      assert.equal(event.time, time);
      assert.equal(key?.toString(), event.node);
      return event;
    });
}
