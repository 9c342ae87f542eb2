/** What one can see of an enforcer at work: one trace from the request to the PATCH, measures, a line of audit a decision. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import {
  type EnforcerMetrics,
  type EnforcerState,
  type EnforcerTracer,
  noEnforcerMetrics,
} from "../../telemetry/enforcement.ts";
import { type LogFields, type Logger, silentLogger } from "../../telemetry/logger.ts";
import { partsOf, traceContextOf, traceHeaders } from "../../telemetry/propagation.ts";
import { minute, recordOf, topics, World } from "./world.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const asked = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

describe("an enforcer at work", () => {
  let world: World;
  afterEach(() => world.close());

  it("carries one trace from the request to the node, to the outcome, and over to the next leader", async () => {
    const { tracer, spans } = recordedTracer();
    world = new World({ tracer, policy: { budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    const request = world.aRequest("node-2");
    const record = recordOf(request);
    await world.send([{ ...record, headers: [...record.headers, ...traceHeaders(asked)] }]);
    await world.decided(request, "budget_nodes");
    await world.crashAll();
    world.start();
    await world.clock.advance(minute);
    world.cluster.deleteQuarantine("node-1");
    await world.decided(request, "cordoned");

    assert.deepEqual(
      world.outcomesOf(request).map((outcome) => [outcome.code, outcome.traceId]),
      [
        ["budget_nodes", traceId],
        ["cordoned", traceId],
      ],
    );
    const patch = world.cluster.journal.calls.find(
      (call) => call.operation === "patchNode" && call.object === "node-2",
    );
    assert.equal(partsOf(patch?.traceparent ?? "").traceId, traceId);
    const ours = spans.filter((span) => span.traceId === traceId);
    assert.deepEqual(
      ours.map(({ name, node, parent }) => [name, node, parent]),
      [
        ["request", "node-2", "b7ad6b7169203331"],
        ["cordon", "node-2", ours[0]?.spanId],
      ],
    );
    assert.equal(partsOf(patch?.traceparent ?? "").spanId, ours[1]?.spanId);
    const deferral = world.log
      .partition({ topic: topics.outcomes, partition: world.partitionOf(topics.outcomes, "node-2") })
      .read(0, Infinity)
      .records.find(({ key }) => String(key) === "node-2");
    assert.equal(partsOf(traceContextOf(deferral?.headers ?? [])?.traceparent ?? "").spanId, ours[0]?.spanId);
  });

  it("counts outcomes, times cordons, and shows how things stand", async () => {
    const counted: unknown[] = [];
    let state: () => EnforcerState = () => assert.fail("was not handed over");
    const metrics: EnforcerMetrics = {
      ...noEnforcerMetrics,
      outcome: ({ action, decision, code }) => counted.push(`${action} ${decision} ${code}`),
      cordonLatency: (ms) => counted.push(`cordon after ${ms} ms`),
      release: ({ reason }) => counted.push(`release ${reason}`),
      veto: () => counted.push("veto"),
      observe: (of) => (state = of),
    };
    world = new World({ metrics, policy: { budget: { nodes: 2, percent: 100, percentOfZone: 100 } } });
    const { enforcer } = world.start();
    const requestedAt = world.clock.now() - 300;
    await world.decided(await world.request("node-1", { requestedAt, notAfter: requestedAt + minute }), "cordoned");
    await world.decided(await world.request("node-2"), "cordoned");
    await world.decided(await world.request("node-3"), "budget_nodes");
    assert.deepEqual(state(), {
      leads: true,
      quarantines: { Quarantined: 2, Pending: 1 },
      budgetLeft: { nodes: 0, percent: 7 },
      storm: "closed",
    });
    assert.deepEqual(enforcer.health().ready, true);
    world.cluster.uncordon("node-1");
    await world.until(() => world.phaseOf("node-1") === "Vetoed" && world.held.join() === "node-2,node-3");
    world.cluster.deleteQuarantine("node-2");
    await world.until(() => world.phaseOf("node-2") === undefined);
    for (const line of [
      "cordon after 300 ms",
      "cordon carried_out cordoned",
      "cordon deferred budget_nodes",
      "veto",
      "release carried_out uncordoned",
      "release Deleted",
      "release carried_out released",
    ]) {
      await world.until(
        () => counted.includes(line),
        () => `${line} of ${counted.join("; ")}`,
      );
    }
  });

  it("writes a line of audit for each decision, and nothing twice", async () => {
    const lines: LogFields[] = [];
    const logger: Logger = { ...silentLogger, info: (fields) => lines.push(fields) };
    world = new World({ logger });
    world.start();
    const request = await world.request("node-1");
    await world.decided(request, "cordoned");
    await world.send([recordOf(world.aRequest("node-2"), null)]);
    await world.until(() => world.outcomes.length === 2);
    await world.clock.advance(minute);
    assert.deepEqual(
      lines.filter(({ audit }) => audit === true).map(({ node, code, policy }) => [node, code, policy]),
      [
        ["node-1", "cordoned", "default@1"],
        ["node-2", "unsigned", "default@1"],
      ],
    );
    assert.deepEqual(
      world.outcomes.map(({ policy }) => policy),
      [1, 2].map(() => ({ name: "default", version: "1" })),
    );
  });

  it("says in its health what it waits for, and is ready when it does not", async () => {
    world = new World();
    const { enforcer } = world.start();
    assert.deepEqual(enforcer.health(), {
      live: true,
      ready: false,
      stages: { watch: "starting", leadership: "stands by", delivery: "stands by" },
    });
    await world.until(() => enforcer.health().ready && enforcer.leads);
    const standby = world.start();
    await world.until(() => standby.enforcer.health().ready);
    assert.equal(standby.enforcer.leads, false);
    world.cluster.network = "down";
    await world.clock.settle();
    assert.equal(enforcer.health().ready, false);
    assert.equal(enforcer.health().stages["watch"], "waiting for the API server");
    world.cluster.network = "flowing";
    await world.clock.advance(minute);
    await world.until(() => enforcer.health().ready);
  });
});

interface RecordedSpan {
  readonly name: string;
  readonly node: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | undefined;
}

/** Spans as OpenTelemetry would begin them: children keep the trace of their parent. */
function recordedTracer(): { tracer: EnforcerTracer; spans: readonly RecordedSpan[] } {
  const spans: RecordedSpan[] = [];
  const hex = (length: number) => (spans.length + 1).toString(16).padStart(length, "0");
  const tracer: EnforcerTracer = {
    begin: (name, from, { node }) => {
      const parent = from && partsOf(from.traceparent);
      const span = { name, node, traceId: parent?.traceId ?? hex(32), spanId: hex(16), parent: parent?.spanId };
      spans.push(span);
      return { context: { traceparent: `00-${span.traceId}-${span.spanId}-01` }, end: () => {} };
    },
  };
  return { tracer, spans };
}
