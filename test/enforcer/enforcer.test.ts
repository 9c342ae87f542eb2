/** The enforcer as a whole, on the simulated cluster and the embedded log: what becomes of requests and of quarantines. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { OutputRecord } from "../../log/port.ts";
import { strangersKey } from "./signing/fixture.ts";
import { minute, recordOf, topics, World, type WorldOptions } from "./world.ts";

describe("enforcer", () => {
  let world: World;
  const begin = (options: WorldOptions = {}): World => (world = new World(options));
  afterEach(() => world.close());

  it("cordons, taints and marks the node of a request, and says so once", async () => {
    const { cluster } = begin();
    world.start();
    const request = await world.request("node-1");
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    const node = world.node("node-1");
    assert.equal(node.unschedulable, true);
    assert.equal(node.taints.find(({ key }) => key === "picket.dev/quarantine")?.effect, "NoSchedule");
    assert.equal(node.annotations["cluster-autoscaler.kubernetes.io/scale-down-disabled"], "true");
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    assert.deepEqual(world.held, ["node-1"]);
    assert.equal(cluster.truth.quarantines.get("node-1")?.spec.requestId, request.id);
  });

  it("gives the node back, as it was, when a request asks for it", async () => {
    begin();
    world.start();
    const before = world.node("node-1");
    await world.decided(await world.request("node-1"), "cordoned");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    assert.deepEqual(await world.decided(release, "released"), ["released"]);
    await world.until(() => world.phaseOf("node-1") === undefined);
    const { resourceVersion: _, ...after } = world.node("node-1");
    const { resourceVersion: __, ...expected } = before;
    assert.deepEqual(after, expected);
  });

  it("gives the node back when the object is deleted", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.equal(world.node("node-1").unschedulable, false);
    await world.until(() => world.outcomes.some(({ code, requestId }) => code === "released" && requestId === ""));
  });

  it("gives the node back by itself after a healthy time, and not before", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.clock.advance(29 * minute);
    assert.deepEqual(world.held, ["node-1"]);
    await world.clock.advance(2 * minute);
    await world.until(() => world.held.length === 0);
    await world.until(() => world.phaseOf("node-1") === undefined);
  });

  describe("at the door", () => {
    const refused: readonly (readonly [string, (world: World) => OutputRecord, string])[] = [
      ["what nobody signed", (world) => recordOf(world.aRequest("node-1"), null), "unsigned"],
      ["what a stranger signed", (world) => recordOf(world.aRequest("node-1"), strangersKey), "unknown_key"],
      [
        "what was changed after it was signed",
        (world) => tampered(recordOf(world.aRequest("node-1"))),
        "bad_signature",
      ],
      ["what is too old", (world) => recordOf(world.aRequest("node-1", { requestedAt: 1, notAfter: 2 })), "expired"],
      [
        "what is from the future",
        (world) => {
          const requestedAt = world.clock.now() + 5 * minute;
          return recordOf(world.aRequest("node-1", { requestedAt, notAfter: requestedAt + minute }));
        },
        "future_dated",
      ],
      [
        "what would live for ever",
        (world) => recordOf(world.aRequest("node-1", { notAfter: world.clock.now() + 61 * minute })),
        "too_long_lived",
      ],
      ["what is for no node", (world) => recordOf(world.aRequest("nowhere")), "unknown_node"],
      ["what means a former node", (world) => recordOf(world.aRequest("node-1", { nodeUid: "former" })), "wrong_uid"],
      [
        "what is no request",
        () => ({ topic: topics.requests, key: null, value: Buffer.from("{"), headers: [] }),
        "unsigned",
      ],
    ];
    for (const [what, record, code] of refused) {
      it(`refuses ${what}, says so, and touches nothing`, async () => {
        begin();
        world.start();
        await world.send([record(world)]);
        await world.until(() => world.outcomes.length > 0);
        assert.deepEqual(
          world.outcomes.map((outcome) => [outcome.decision, outcome.code]),
          [["refused", code]],
        );
        assert.equal(world.cluster.truth.quarantines.size, 0);
        assert.deepEqual(world.held, []);
      });
    }

    it("carries a request out that someone else had announced under its id, without being able to sign it", async () => {
      begin();
      world.start();
      const request = world.aRequest("node-1");
      await world.send([recordOf(request, null)]);
      await world.until(() => world.outcomes.length > 0);
      await world.sendRequests([request]);
      assert.deepEqual(await world.decided(request, "cordoned"), ["unsigned", "cordoned"]);
    });

    it("carries a request out once, however often it is sent", async () => {
      begin();
      world.start();
      const request = world.aRequest("node-1");
      await world.sendRequests([request, request]);
      await world.sendRequests([request]);
      await world.until(() => world.outcomesOf(request).length === 3);
      const codes = world.outcomesOf(request).map(({ code }) => code);
      assert.deepEqual(codes.sort(), ["cordoned", "replayed", "replayed"]);
      world.cluster.deleteQuarantine("node-1");
      await world.until(() => world.phaseOf("node-1") === undefined);
      await world.sendRequests([request]);
      await world.until(() => world.outcomesOf(request).length === 4);
      assert.deepEqual(world.held, []);
    });

    it("accepts what nobody signed where the setting says so", async () => {
      begin({ unsigned: "accept" });
      world.start();
      const request = world.aRequest("node-1");
      await world.send([recordOf(request, null)]);
      assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    });
  });

  describe("of requests for one node", () => {
    it("adds the evidence of a second to what the first has begun", async () => {
      begin();
      world.start();
      await world.decided(await world.request("node-1"), "cordoned");
      const evidence = [{ kind: "silence", id: "late", summary: "no sensor speaks" }];
      const second = await world.request("node-1", { evidence, severity: "critical" });
      assert.deepEqual(await world.decided(second, "already_quarantined"), ["already_quarantined"]);
      const { spec, status } = world.cluster.truth.quarantines.get("node-1") ?? assert.fail();
      assert.deepEqual(
        spec.evidence.map(({ kind }) => kind),
        ["node-metrics", "container-anomaly", "silence"],
      );
      assert.equal(spec.severity, "critical");
      assert.equal(status?.evidenceCount, 3);
    });

    it("lets a newer one take the place of one that waits, with its own time to live", async () => {
      begin({ policy: { budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
      world.start();
      await world.decided(await world.request("node-1"), "cordoned");
      const first = await world.request("node-2");
      await world.decided(first, "budget_nodes");
      await world.clock.advance(8 * minute);
      const second = await world.request("node-2");
      await world.decided(second, "budget_nodes");
      assert.deepEqual(await world.decided(first, "superseded"), ["budget_nodes", "superseded"]);
      await world.clock.advance(8 * minute);
      world.cluster.deleteQuarantine("node-1");
      assert.deepEqual(await world.decided(second, "cordoned"), ["budget_nodes", "cordoned"]);
    });

    it("tells of one cordon once, however many join it", async () => {
      begin({ partitions: 1 });
      world.start();
      const requests = Array.from({ length: 70 }, () => world.aRequest("node-1"));
      await world.sendRequests(requests);
      for (const request of requests) await world.decided(request, "cordoned", "already_quarantined");
      // After the resync everything is looked at again.
      await world.clock.advance(6 * minute);
      const cordoned = world.outcomes.filter(({ code }) => code === "cordoned");
      assert.deepEqual(
        cordoned.map(({ requestId }) => requestId),
        [requests[0]?.id],
      );
      assert.equal(world.cluster.truth.quarantines.get("node-1")?.status?.requests.length, 64);
    });

    it("asks anew after a refusal, by the new evidence alone", async () => {
      begin();
      world.start();
      const one = [{ kind: "node-metrics", id: "1", summary: "cpu" }];
      const other = [{ kind: "silence", id: "2", summary: "silent" }];
      await world.decided(await world.request("node-1", { evidence: one }), "evidence_insufficient");
      await world.decided(await world.request("node-1", { evidence: other }), "evidence_insufficient");
      assert.deepEqual(await world.decided(await world.request("node-1"), "cordoned"), ["cordoned"]);
    });

    it("judges a person's by itself, also where a policy's waits", async () => {
      begin({ policy: { rate: { cordons: 1 } } });
      world.start();
      await world.decided(await world.request("node-1"), "cordoned");
      const policys = await world.request("node-2");
      await world.decided(policys, "rate_limited");
      const persons = await world.request("node-2", { requestedBy: "alex", evidence: [] });
      assert.deepEqual(await world.decided(persons, "cordoned"), ["cordoned"]);
      assert.deepEqual(await world.decided(policys, "superseded"), ["rate_limited", "superseded"]);
    });

    it("tells of one that waits when the node is released, goes away or is replaced", async () => {
      begin({ policy: { mode: "enforce", budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
      world.start();
      await world.decided(await world.request("node-1"), "cordoned");
      const waiting = ["node-2", "node-3", "node-4"].map((node) => {
        const nodeUid = world.node(node).uid;
        return world.aRequest(node, { nodeUid });
      });
      await world.sendRequests(waiting);
      for (const request of waiting) await world.decided(request, "budget_nodes");
      const release = await world.request("node-2", { action: "release", evidence: [] });
      world.cluster.removeNode("node-3");
      world.cluster.replaceNode("node-4");
      assert.deepEqual(await world.decided(release, "released"), ["released"]);
      for (const [index, code] of ["withdrawn", "unknown_node", "wrong_uid"].entries()) {
        assert.deepEqual(await world.decided(waiting[index]!, code), ["budget_nodes", code]);
      }
    });
  });

  it("releases a replaced node from the books, and leaves its successor alone", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.replaceNode("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.equal(world.node("node-1").unschedulable, false);
    await world.until(() =>
      world.outcomes.some(({ code, message }) => code === "released" && /replaced/.test(message)),
    );
  });

  it("takes a person's uncordon for a veto, which ends", async () => {
    begin({ leaseDurationMs: 10 * minute });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.uncordon("node-1");
    await world.until(() => world.phaseOf("node-1") === "Vetoed" && world.held.length === 0);
    assert.deepEqual(world.node("node-1").taints, []);
    await world.decided(await world.request("node-1"), "vetoed");
    await world.until(() => world.outcomes.some(({ code, requestId }) => code === "uncordoned" && requestId === ""));
    await world.clock.advance(24 * 60 * minute);
    assert.deepEqual(await world.decided(await world.request("node-1"), "cordoned"), ["cordoned"]);
  });

  it("says since when a veto stands, not since when the node was cordoned", async () => {
    begin({ leaseDurationMs: 10 * minute });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.clock.advance(7 * minute);
    world.cluster.uncordon("node-1");
    await world.until(() => world.phaseOf("node-1") === "Vetoed");
    assert.equal(world.cluster.truth.quarantines.get("node-1")?.status?.since, world.clock.now());
  });

  it("says while the log is away that a node is being released, and tells of it later", async () => {
    begin({ leaseDurationMs: 6000 });
    const first = world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.stop(first);
    const second = world.start({ ensureTopics: () => new Promise(() => {}) });
    await world.until(() => second.enforcer.leads);
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.held.length === 0 && world.phaseOf("node-1") === "Releasing");
    await world.stop(second);
    world.start();
    await world.until(() => world.phaseOf("node-1") === undefined);
    const released = world.outcomes.find(({ code }) => code === "released");
    assert.equal(released?.message, "The NodeQuarantine was deleted.");
  });

  it("does not hold the veto of one machine against the next of its name", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.uncordon("node-1");
    await world.until(() => world.phaseOf("node-1") === "Vetoed");
    world.cluster.replaceNode("node-1");
    await world.clock.settle();
    assert.deepEqual(await world.decided(await world.request("node-1"), "cordoned", "vetoed"), ["cordoned"]);
  });

  it("goes on telling after a transaction that failed while no requests came", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.log.failNextTransaction("before", "test.enforcer");
    world.cluster.deleteQuarantine("node-1");
    await world.clock.advance(minute);
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.ok(world.outcomes.some(({ code, requestId }) => code === "released" && requestId === ""));
  });

  it("tells what became of a batch in one transaction, together with how far it was read", async () => {
    begin({ partitions: 1 });
    const told: [outcomes: number, offsets: number][] = [];
    const { enforcer } = world.start({
      log: (log) => {
        const open = log.producer.bind(log);
        log.producer = async (id) => {
          const producer = await open(id);
          const transact = producer.transact.bind(producer);
          producer.transact = (records, offsets, owner) => {
            told.push([records.length, offsets.length]);
            return transact(records, offsets, owner);
          };
          return producer;
        };
        return log;
      },
    });
    await world.until(() => enforcer.health().ready && enforcer.leads);
    const requests = ["node-1", "node-2", "node-3", "node-4"].map((node) => world.aRequest(node));
    await world.sendRequests(requests);
    for (const request of requests) await world.decided(request, "cordoned");
    await world.clock.advance(minute);
    assert.deepEqual(told, [[4, 1]]);
  });

  it("in the mode dry-run says what it would do, and changes no node", async () => {
    begin({ policy: { mode: "dry-run", budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
    world.start();
    const before = world.node("node-1");
    const request = await world.request("node-1");
    assert.deepEqual(await world.decided(request, "dry_run"), ["dry_run"]);
    const [outcome] = world.outcomesOf(request);
    const state = { uid: before.uid, unschedulable: false, taint: "" };
    assert.deepEqual(outcome?.before, { ...state, phase: "" });
    assert.deepEqual(outcome?.after, { ...state, phase: "DryRun" });
    assert.deepEqual(await world.decided(await world.request("node-1"), "already_quarantined"), [
      "already_quarantined",
    ]);
    assert.deepEqual(await world.decided(await world.request("node-2"), "budget_nodes"), ["budget_nodes"]);
    assert.equal(world.phaseOf("node-1"), "DryRun");
    assert.deepEqual(world.node("node-1"), before);
  });

  it("keeps a request that the API server refuses for now, and others go on", async () => {
    begin();
    world.start();
    const forbidding = { operation: "patchNode" } as const;
    for (let times = 0; times < 9; times += 1) world.cluster.faults.next("forbidden", forbidding);
    const request = await world.request("node-1");
    await world.clock.advance(2000);
    await world.decided(request, "waiting", "cordoned");
    await world.decided(await world.request("node-2"), "cordoned");
    await world.clock.advance(minute);
    assert.deepEqual(await world.decided(request, "cordoned"), ["waiting", "cordoned"]);
  });

  it("goes on from an answer that was lost, without doing it twice", async () => {
    begin();
    world.start();
    for (const operation of ["createQuarantine", "patchNode", "updateStatus"] as const) {
      world.cluster.faults.next("lost", { operation });
    }
    const request = await world.request("node-1");
    await world.clock.advance(minute);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    const patches = world.cluster.journal.calls.filter(({ operation }) => operation === "patchNode");
    assert.equal(patches.length, 1);
  });

  it("shows on the node what happened to it", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.decided(await world.request("node-1", { action: "release", evidence: [] }), "released");
    const shown = () => world.cluster.journal.events.map(({ node, reason }) => `${node} ${reason}`);
    await world.until(
      () => shown().length === 2,
      () => shown().join(),
    );
    assert.deepEqual(shown(), ["node-1 PicketQuarantined", "node-1 PicketReleased"]);
  });
});

function tampered(record: OutputRecord): OutputRecord {
  return { ...record, value: Buffer.from(String(record.value).replace("5 of 5", "6 of 5")) };
}
