/** What the judge says of small fleets in which one thing happens. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HealthVerdict } from "../../../nodes/health.ts";
import { checkCordonRequest } from "../../../proto/codecs/cordon-request.ts";
import { type Change, Fleet, length } from "./fleet.ts";

/** Longer than anything takes to be learned. */
const usual = 60;

const stress: Change = { features: { avg_cpu: 0.98 } };
const storm: Change = { features: { exec_count: 2000, unique_process_count: 60 } };
const both: Change = { features: { ...stress.features, ...storm.features } };

function verdicts(fleet: Fleet, node: string, last: number): readonly HealthVerdict[] {
  return fleet
    .of(node)
    .slice(-last)
    .map(({ verdict }) => verdict);
}

function blamed(fleet: Fleet): readonly string[] {
  const bad = fleet.healths.filter(({ verdict }) => verdict === "anomalous" || verdict === "silent");
  return [...new Set(bad.map(({ window }) => window.node))];
}

describe("a group of like nodes", () => {
  it("learns first, and is healthy then", () => {
    const fleet = new Fleet(20).run(3 * usual);
    assert.deepEqual(
      [
        ...new Set(
          fleet
            .of("node-3")
            .slice(0, 30)
            .map(({ verdict }) => verdict),
        ),
      ],
      ["learning"],
    );
    assert.deepEqual([...new Set(fleet.healths.slice(20 * 31).map(({ verdict }) => verdict))], ["healthy"]);
    assert.equal(fleet.healths.length, 20 * 3 * usual);
    assert.equal(new Set(fleet.healths.map(({ id }) => id)).size, fleet.healths.length);
  });

  it("has one node that differs: it is anomalous, and nobody else", () => {
    const fleet = new Fleet(20).run(usual).run(2, (node) => (node === "node-7" ? stress : undefined));
    assert.deepEqual(blamed(fleet), ["node-7"]);
    const found = fleet.of("node-7").at(-1)!;
    assert.deepEqual(
      found.evidence.map(({ kind, id, source }) => ({ kind, id, source })),
      [{ kind: "node-metrics", id: `node-7/${fleet.start - length}`, source: undefined }],
    );
    assert.match(found.evidence[0]!.summary, /^avg_cpu 0\.98, usually 0\.1\d+ to 0\.3/);
    assert.equal(found.scores[0]!.model, "peers");
    assert.equal(found.scores[0]!.reasons[0]!.feature, "avg_cpu");
    assert.deepEqual(fleet.requests, [], "a fault is reported, not cordoned");
  });

  it("changes as a whole, whoever is first: that is nobody's fault", () => {
    const fleet = new Fleet(20).run(usual).run(10, () => both);
    assert.deepEqual(blamed(fleet), []);
  });

  it("asks once for a node that two kinds of evidence speak against, and to release it when it is well", () => {
    const fleet = new Fleet(20).run(usual).run(4, (node) => (node === "node-2" ? both : undefined));
    assert.equal(fleet.requests.length, 1);
    const request = fleet.requests[0]!;
    assert.equal(request, checkCordonRequest(request));
    assert.equal(request.action, "cordon");
    assert.equal(request.node, "node-2");
    assert.deepEqual([...new Set(request.evidence.map(({ kind }) => kind))].sort(), [
      "node-metrics",
      "process-behaviour",
    ]);
    assert.equal(request.notAfter - request.requestedAt, 600_000);
    fleet.run(200);
    assert.deepEqual(
      fleet.requests.map(({ action }) => action),
      ["cordon", "release"],
    );
  });

  it("drifts slowly, one node more than the others: that is no anomaly", () => {
    const day = 720;
    const fleet = new Fleet(8).run(usual).run(day, (node, window) => {
      const factor = 1 + ((node === "node-1" ? 2 : 1) * window) / day;
      return { features: { avg_cpu: 0.2 * factor, net_bytes_in: 2e6 * factor } };
    });
    assert.deepEqual(blamed(fleet), []);
  });

  it("settles on a new level: what it does for hours is usual", () => {
    const fleet = new Fleet(6).run(usual).run(1000, (node) => (node === "node-1" ? stress : undefined));
    assert.ok(
      verdicts(fleet, "node-1", 1000)
        .slice(0, 3)
        .every((verdict) => verdict === "anomalous"),
    );
    assert.ok(verdicts(fleet, "node-1", 100).every((verdict) => verdict === "healthy"));
  });
});

describe("what is strange only together", () => {
  it("is found by the forest, and is weak", () => {
    const raised = { features: { avg_cpu: 0.41, exec_count: 90 } };
    const fleet = new Fleet(20).run(2 * usual).run(1, (node) => (node === "node-9" ? raised : undefined));
    const { scores, evidence, severity } = fleet.of("node-9").at(-1)!;
    assert.deepEqual(
      scores.map(({ model, isAnomalous }) => ({ model, isAnomalous })),
      [
        { model: "peers", isAnomalous: false },
        { model: "isolation-forest", isAnomalous: true },
      ],
    );
    assert.deepEqual(evidence.map(({ kind }) => kind).sort(), ["node-metrics", "process-behaviour"]);
    assert.equal(severity, "low");
    assert.deepEqual(blamed(fleet), ["node-9"]);
  });

  it("are lost events beside a storm; alone they are nothing", () => {
    const lossy = (fleet: Fleet): Change => ({
      ...storm,
      window: {
        sensors: [{ sensor: "tetragon", count: 5, lastSeen: fleet.start + length - 500, lost: 90, isThrottled: true }],
      },
    });
    const fleet = new Fleet(6).run(usual);
    fleet.run(1, (node) => (node === "node-1" ? { ...lossy(fleet), features: {} } : undefined));
    assert.deepEqual(blamed(fleet), []);
    fleet.run(1, (node) => (node === "node-1" ? lossy(fleet) : undefined));
    const { evidence } = fleet.of("node-1").at(-1)!;
    assert.deepEqual([...new Set(evidence.map(({ kind }) => kind))], ["process-behaviour"], "one cause is one kind");
    assert.equal(evidence.at(-1)!.summary, "events lost: tetragon throttled, 90 lost");
  });
});

describe("a group that is too small for a comparison", () => {
  for (const nodes of [1, 2, 3]) {
    it(`of ${nodes}: a node is judged by its own past`, () => {
      const fleet = new Fleet(nodes).run(usual).run(4, (node) => (node === "node-1" ? both : undefined));
      assert.deepEqual(blamed(fleet), ["node-1"]);
      assert.deepEqual(
        fleet
          .of("node-1")
          .at(-1)!
          .scores.map(({ model }) => model),
        ["own-past"],
      );
      assert.equal(fleet.requests.length, 1);
    });
  }
});
