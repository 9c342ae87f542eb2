/** What windows noticed, as evidence: habits, single finds and containers under suspicion. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HealthEvidence } from "../../../nodes/health.ts";
import type { Trace } from "../../../nodes/window.ts";
import { type Change, Fleet } from "./fleet.ts";

const usual = 60;
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

function shellFrom(place: "tmp" | "dev_shm", { actor = "shop/api:3.1", times = 1 } = {}): Change {
  const weight = place === "tmp" ? 0.7 : 1;
  const what = `exec_from_${place}`;
  const trace: Trace = {
    kind: "process-behaviour",
    what,
    actor,
    id: "tetragon/3/17",
    source: { topic: "tetragon", partition: 3, offset: 17 },
    summary: `executed /${place}/.x as root in ${actor}`,
    time: 0,
    weight,
    trace: { traceparent },
  };
  return { features: { [what]: times }, window: { traces: [trace], indicators: [what] } };
}

function anomalyOf(actor: string, weight = 0.95): Change {
  const trace: Trace = {
    kind: "container-anomaly",
    what: "container_anomaly_critical",
    actor,
    id: "resource-per-container/resource/0/5",
    source: { topic: "anomalies", partition: 0, offset: 9 },
    summary: `resource-per-container found ${actor} anomalous`,
    time: 0,
    weight,
    trace: undefined,
  };
  return { features: { container_anomalies_critical: 1 }, window: { traces: [trace], anomalousContainers: [actor] } };
}

function together(one: Change, other: Change): Change {
  return {
    features: { ...one.features, ...other.features },
    window: {
      ...one.window,
      ...other.window,
      traces: [...(one.window?.traces ?? []), ...(other.window?.traces ?? [])],
    },
  };
}

function evidence(fleet: Fleet): readonly HealthEvidence[] {
  return fleet.healths.flatMap((health) => health.evidence);
}

function only(change: Change, windows: readonly number[] = [0]) {
  return (node: string, window: number) => (node === "node-1" && windows.includes(window) ? change : undefined);
}

describe("what a window noticed", () => {
  it("is evidence with its place in Kafka, and health goes on with its trace", () => {
    const fleet = new Fleet(6).run(usual).run(1, only(shellFrom("dev_shm")));
    const found = evidence(fleet).find(({ source }) => source !== undefined)!;
    assert.equal(found.id, "tetragon/3/17");
    assert.deepEqual(found.source, { topic: "tetragon", partition: 3, offset: 17 });
    assert.equal(found.severity, "critical");
    const told = fleet.told.find(({ value }) => "health" in value && value.health.evidence.length > 0)!;
    assert.deepEqual(told.trace, { traceparent });
  });

  it("asks, with the trace and the places of its evidence, when a second kind says so", () => {
    const both = together(shellFrom("tmp", { times: 5 }), anomalyOf("shop/api:3.1"));
    const fleet = new Fleet(6).run(usual).run(3, only(both, [0, 1, 2]));
    assert.equal(fleet.requests.length, 1);
    const { id, evidence: carried, models } = fleet.requests[0]!;
    assert.match(id, /^default\/cordon\/node-1\/\d+$/);
    assert.deepEqual(carried.map(({ kind, topic, offset }) => ({ kind, topic, offset })).slice(0, 2), [
      { kind: "container-anomaly", topic: "anomalies", offset: 9 },
      { kind: "process-behaviour", topic: "tetragon", offset: 17 },
    ]);
    assert.deepEqual(models, ["peers@1"]);
    const told = fleet.told.find(({ value }) => "request" in value)!;
    assert.deepEqual(told.trace, { traceparent });
  });

  it("once from /tmp is an installer's; in two windows one after the other it is not", () => {
    assert.deepEqual(evidence(new Fleet(6).run(usual).run(3, only(shellFrom("tmp"), [0, 2]))), []);
    assert.equal(evidence(new Fleet(6).run(usual).run(3, only(shellFrom("tmp"), [0, 1]))).length, 1);
  });

  it("was done from the beginning: it is a custom of the image, on every node", () => {
    const job = shellFrom("tmp", { actor: "ops/backup:5.0", times: 3 });
    const young = (node: string, window: number) => (node === "node-2" && window === 3 ? job : undefined);
    const fleet = new Fleet(6).run(usual, young).run(3, only(job, [0, 1]));
    assert.deepEqual(
      evidence(fleet).filter(({ source }) => source !== undefined),
      [],
    );
    fleet.run(1, only(shellFrom("tmp", { actor: "shop/api:3.1", times: 3 })));
    assert.equal(evidence(fleet).filter(({ source }) => source !== undefined).length, 1, "not of another image");
  });

  it("is no indicator where it is a custom: a rule that is enough by itself must not find it", () => {
    const habit = shellFrom("tmp", { actor: "ops/backup:5.0", times: 3 });
    const fleet = new Fleet(6).run(usual, (node, window) => (node === "node-2" && window === 3 ? habit : undefined));
    const indicators = (change: Change) => {
      fleet.told.length = 0;
      return fleet
        .run(1, only(change))
        .of("node-1")
        .flatMap(({ window }) => window.indicators);
    };
    assert.deepEqual(indicators(habit), []);
    assert.deepEqual(indicators(shellFrom("tmp", { actor: "shop/api:3.1", times: 3 })), ["exec_from_tmp"]);
  });

  it("makes a lesser deviation of the node's numbers evidence, too", () => {
    const busier: Change = { features: { avg_cpu: 0.45 } };
    const kinds = (change: Change) =>
      new Set(evidence(new Fleet(6).run(usual).run(1, only(change))).map(({ kind }) => kind));
    assert.deepEqual(kinds(busier), new Set());
    assert.deepEqual(kinds(together(shellFrom("dev_shm"), busier)), new Set(["process-behaviour", "node-metrics"]));
  });

  it("is early: it is told at once, and learned only with the whole", () => {
    const fleet = new Fleet(6).run(usual);
    const early = shellFrom("dev_shm").window!;
    fleet.run(1, (node) => (node === "node-1" ? { window: { ...early, isEarly: true } } : undefined));
    const told = fleet.healths.findLast(({ window }) => window.isEarly)!;
    assert.equal(told.id, `node-1/${told.window.start}/early`);
    assert.equal(told.verdict, "anomalous");
  });
});

describe("what a detector finds in a container", () => {
  it("is no evidence alone, but in three windows one after the other", () => {
    assert.deepEqual(evidence(new Fleet(6).run(usual).run(4, only(anomalyOf("etcd:3.4"), [0, 1, 3]))), []);
    assert.equal(evidence(new Fleet(6).run(usual).run(3, only(anomalyOf("etcd:3.4"), [0, 1, 2]))).length, 1);
  });

  it("is evidence at once in a container whose processes were caught, and in no other", () => {
    const caught = shellFrom("dev_shm", { actor: "etcd:3.4" });
    const finds = (actor: string) =>
      evidence(new Fleet(6).run(usual).run(1, only(together(caught, anomalyOf(actor))))).filter(
        ({ kind }) => kind === "container-anomaly",
      );
    assert.equal(finds("etcd:3.4").length, 1);
    assert.deepEqual(finds("redis:7.0"), []);
  });

  it("all the time is no evidence: its detector is noisy", () => {
    const always = Array.from({ length: 200 }, (_, i) => i);
    const fleet = new Fleet(6).run(200, only(anomalyOf("etcd:3.4"), always));
    assert.deepEqual(evidence(fleet), []);
  });
});
