/** What travels between the stages of nodes comes back as it was, and garbage is refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeFeatures } from "../../nodes/features.ts";
import { encodeObservation, observationDecoder } from "../../nodes/observation-codec.ts";
import { metricFamilies, type NodeObservation, sensors } from "../../nodes/observation.ts";
import { encodeWindow, windowDecoder } from "../../nodes/window-codec.ts";
import { evidenceKinds, type NodeWindow } from "../../nodes/window.ts";
import { Rejection } from "../../topology/rejection.ts";
import { Random } from "../../simulate/random.ts";
import { randomObservation } from "./random-observation.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "codecs";

describe(`observations as bytes (PICKET_TEST_SEED=${seed})`, () => {
  const decoder = observationDecoder();
  const random = new Random(seed);
  const some = Array.from({ length: 2000 }, (_, index): NodeObservation => {
    const { node: _node, ...observation } = randomObservation(random, 1_800_000_000_000 + index);
    return observation;
  });

  it("come back as they were, of every kind", () => {
    for (const observation of some) assert.deepEqual(decoder.decode(encodeObservation(observation)), observation);
    const met = new Set(some.map(({ kind }) => kind));
    assert.deepEqual([...met].toSorted(), ["alive", "anomaly", "connect", "exec", "loss", "sample"]);
  });

  it("keep the end of a series, an unknown user and large numbers", () => {
    const process = { pid: undefined, uid: undefined, binary: "", arguments: "", containerId: "", image: "" };
    const odd: readonly NodeObservation[] = [
      { sensor: "metrics", kind: "sample", time: 0, family: "cpu", series: "0/idle", value: undefined },
      { sensor: "tetragon", kind: "exec", time: 2 ** 52, process },
      { sensor: "ebpf", kind: "connect", time: 1, process, address: "::1", port: 2 ** 32 - 1 },
      { sensor: "tetragon", kind: "loss", time: 1, loss: "dropped", count: Number.MAX_SAFE_INTEGER },
    ];
    for (const observation of odd) assert.deepEqual(decoder.decode(encodeObservation(observation)), observation);
  });

  it("are refused when they are cut, longer, or of another version", () => {
    for (const observation of some.slice(0, 200)) {
      const bytes = encodeObservation(observation);
      for (let length = 0; length < bytes.length; length++) {
        assert.ok(decoder.decode(bytes.subarray(0, length)) instanceof Rejection);
      }
      assert.ok(decoder.decode(Buffer.concat([bytes, Buffer.of(0)])) instanceof Rejection);
      assert.ok(decoder.decode(Buffer.concat([Buffer.of(9), bytes.subarray(1)])) instanceof Rejection);
    }
  });

  it("do not make the decoder throw, whatever the bytes", () => {
    let read = 0;
    for (let trial = 0; trial < 20_000; trial++) {
      const bytes = encodeObservation(some[trial % some.length]!);
      bytes[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
      const decoded = decoder.decode(bytes);
      if (decoded instanceof Rejection) continue;
      read += 1;
      assert.ok(sensors.includes(decoded.sensor));
      if (decoded.kind === "sample") assert.ok(metricFamilies.includes(decoded.family));
    }
    assert.ok(read > 1000, `${read} were still observations`);
  });
});

describe(`windows as bytes (PICKET_TEST_SEED=${seed})`, () => {
  const decoder = windowDecoder();
  const window: NodeWindow = {
    node: "worker-1",
    group: "web",
    start: 1_800_000_000_000,
    end: 1_800_000_010_000,
    isEarly: true,
    features: Float64Array.from(nodeFeatures, (_, index) => (index === 1 ? NaN : index / 3)),
    missing: ["avg_mem", "container_anomalies_critical"],
    sensors: sensors.map((sensor, index) => ({
      sensor,
      count: index,
      lastSeen: 1_800_000_000_000 - index,
      lost: 2 ** 40 + index,
      isThrottled: index === 1,
    })),
    indicators: ["exec_from_dev_shm", "exec_from_dev_shm_by_root"],
    anomalousContainers: ["etcd:3.4"],
    traces: evidenceKinds.map((kind, index) => ({
      kind,
      what: "exec_from_dev_shm",
      actor: "etcd:3.4",
      id: `id-${index}`,
      source: { topic: "tetragon", partition: index, offset: 2 ** 40 },
      summary: "executed /dev/shm/x",
      time: 1_800_000_000_001,
      weight: 0.75,
      trace: [undefined, { traceparent: "00-a-b-01" }, { traceparent: "00-a-b-01", tracestate: "c=d" }][index % 3],
    })),
    late: 3,
  };

  it("come back as they were", () => {
    assert.deepEqual(decoder.decode(encodeWindow(window)), window);
    const empty = { ...window, missing: [], sensors: [], indicators: [], anomalousContainers: [], traces: [] };
    assert.deepEqual(decoder.decode(encodeWindow(empty)), empty);
  });

  it("come back with their scores, and are refused when those are cut", () => {
    const reason = { feature: "avg_cpu", value: 0.97, usualLow: 0.1, usualHigh: 0.3, share: 0.8 };
    const score = { model: "forest", version: "693edad207da", score: 0.81, threshold: 0.67, isAnomalous: true };
    const scored = {
      ...window,
      scores: [
        { ...score, reasons: [reason] },
        { ...score, isAnomalous: false, reasons: [] },
      ],
    };
    const bytes = encodeWindow(scored);
    assert.deepEqual(decoder.decode(bytes), scored);
    assert.deepEqual(decoder.decode(encodeWindow({ ...window, scores: [] })), { ...window, scores: [] });
    for (let length = encodeWindow(window).length + 1; length < bytes.length; length++) {
      assert.ok(decoder.decode(bytes.subarray(0, length)) instanceof Rejection);
    }
  });

  it("are refused when they are cut, and whatever the bytes, nothing is thrown", () => {
    const bytes = encodeWindow(window);
    for (let length = 0; length < bytes.length; length++) {
      assert.ok(decoder.decode(bytes.subarray(0, length)) instanceof Rejection);
    }
    const random = new Random(seed);
    for (let trial = 0; trial < 5000; trial++) {
      const garbled = Buffer.from(bytes);
      garbled[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
      const decoded = decoder.decode(garbled);
      assert.ok(decoded instanceof Rejection || decoded.features.length === nodeFeatures.length);
    }
  });
});
