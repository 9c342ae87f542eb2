/** Samples regrouped by node: what comes out is what went in, to the bit, in records of bounded size. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NodeSamples } from "../../collect/node-samples.ts";
import { PickedSamples } from "../../collect/picked-samples.ts";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { encodeRemoteWrite1, encodeRemoteWrite2, type PlainSeries } from "../../sources/prometheus/encode.ts";
import { nodeMetric, type NodeMetric } from "../../sources/prometheus/node-metric.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { remoteWrite2Reader } from "../../sources/prometheus/remote-write-2.ts";
import { Rejection } from "../../topology/rejection.ts";

const reader = remoteWrite1Reader();

/** As the next stage reads the records. */
function metricsIn(samples: NodeSamples): readonly NodeMetric[] {
  return samples.records("t").flatMap(({ key, value }) => {
    const metrics = reader.read(value!, (sample) => nodeMetric(sample, { label: "node" }));
    assert.ok(!(metrics instanceof Rejection));
    return metrics.map((metric) => {
      assert.ok(!(metric instanceof Rejection));
      assert.equal(metric.node, String(key));
      return metric;
    });
  });
}

function byNode(metrics: readonly NodeMetric[]): ReadonlyMap<string, readonly NodeMetric[]> {
  return Map.groupBy(metrics, ({ node }) => node);
}

it("any metrics come out as they went in, in order by node", (t) => {
  const seed = `node samples ${process.env["SEED"] ?? systemClock.now()}`;
  t.diagnostic(`SEED=${seed}`);
  const random = new Random(seed);
  const text = () =>
    ["0", "idle", "eth0", "zoë", "x".repeat(300), "\u{1f980}", `v${random.integer(0, 10_000)}`][random.integer(0, 6)]!;
  const times = [0, 1_767_225_600_123, -1, 2 ** 53, -(2 ** 40), 127, 128];
  const values = [0, 1.5, 2 ** 70, Number.MIN_VALUE, undefined];
  const any = (): NodeMetric => {
    const base = {
      node: `worker-${random.integer(0, 5)}${random.chance(0.1) ? text() : ""}`,
      time: times[random.integer(0, times.length - 1)]!,
      value: values[random.integer(0, values.length - 1)],
    };
    if (random.chance(0.5)) return { ...base, family: "cpu", cpu: text(), mode: text() };
    if (random.chance(0.5)) return { ...base, family: random.chance(0.5) ? "memory_total" : "memory_available" };
    return { ...base, family: random.chance(0.5) ? "network_receive" : "network_transmit", device: `e${text()}` };
  };
  const metrics = Array.from({ length: 20_000 }, any);
  const samples = new NodeSamples();
  for (const metric of metrics) samples.add(metric);
  assert.equal(samples.count, metrics.length);
  assert.deepEqual(byNode(metricsIn(samples)), byNode(metrics));
});

it("no record is much larger than a quarter of a MiB", () => {
  const samples = new NodeSamples();
  const metric = { node: "n", time: 1, value: 1, family: "cpu", cpu: "0", mode: "idle" } as const;
  for (let count = 0; count < 20_000; count += 1) samples.add(metric);
  const records = samples.records("t");
  assert.ok(records.length > 3);
  for (const { value } of records) assert.ok(value!.length < 260 * 1024, `${value!.length} bytes`);
  assert.equal(metricsIn(samples).length, 20_000);
});

describe("what a hostile sender writes", () => {
  const series: PlainSeries[] = Array.from({ length: 20 }, (_, index) => ({
    labels: { __name__: "node_cpu_seconds_total", cpu: String(index), mode: "idle", node: `worker-${index % 3}` },
    samples: [{ value: index, time: 1_767_225_600_000 + index }],
  }));

  for (const [version, encode, make] of [
    [1, encodeRemoteWrite1, remoteWrite1Reader],
    [2, encodeRemoteWrite2, remoteWrite2Reader],
  ] as const) {
    it(`is picked or refused, and what is picked can be read again, in version ${version}`, (t) => {
      const seed = `hostile ${version} ${process.env["SEED"] ?? systemClock.now()}`;
      t.diagnostic(`SEED=${seed}`);
      const random = new Random(seed);
      const [sound, hostile] = [encode(series), make()];
      let readable = 0;
      for (let round = 0; round < 2000; round += 1) {
        const bytes = Buffer.from(sound);
        for (let flips = random.integer(1, 4); flips > 0; flips -= 1) {
          bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
        }
        const picked = new PickedSamples({ label: "node" });
        const read = hostile.read(bytes, picked.take);
        if (read instanceof Rejection) continue;
        readable += 1;
        assert.equal(metricsIn(picked.nodes).length, picked.nodes.count);
        assert.ok(picked.nodes.count + picked.refusedCount <= picked.seen);
      }
      assert.ok(readable > 50, `${readable} of them were readable`);
    });
  }
});
