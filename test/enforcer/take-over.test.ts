/** What a new leader takes from the outcomes of the one before: no more than that one went by itself. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { calm } from "../../enforcer/admission/storm.ts";
import type { FleetNode } from "../../enforcer/cluster/fleet.ts";
import { Ledger } from "../../enforcer/ledger/ledger.ts";
import { Recent } from "../../enforcer/ledger/recent.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { minute, type Process, recordOf, World } from "./world.ts";

const names = Array.from({ length: 8 }, (_, index) => `node-${index + 1}`);

describe("the storm breaker over a change of leader", () => {
  let world: World;
  let leader: Process;
  const begin = async (): Promise<void> => {
    world = new World({ policy: { storm: { nodes: 5, percent: 20 } }, leaseDurationMs: 6000 });
    leader = world.start();
    await world.until(() => leader.enforcer.leads);
  };
  const succeed = async (): Promise<void> => {
    await world.crash(leader);
    leader = world.start();
    await world.clock.advance(10_000);
  };
  afterEach(() => world.close());

  it("stays open", async () => {
    await begin();
    const storm = names.map((node) => world.aRequest(node));
    await world.sendRequests(storm);
    for (const request of storm) await world.decided(request, "storm");
    await succeed();
    assert.deepEqual(await world.decided(await world.request("node-9"), "storm", "cordoned"), ["storm"]);
  });

  it("stays closed where what came proved nothing", async () => {
    await begin();
    await world.send(names.map((node) => recordOf(world.aRequest(node), null)));
    await world.until(() => world.outcomes.length === names.length);
    await succeed();
    assert.deepEqual(await world.decided(await world.request("node-9"), "storm", "cordoned"), ["cordoned"]);
  });

  it("stays closed where persons asked", async () => {
    await begin();
    const persons = names.slice(0, 5).map((node) => world.aRequest(node, { requestedBy: "ann", evidence: [] }));
    await world.sendRequests(persons);
    for (const request of persons) await world.decided(request, "cordoned");
    await succeed();
    assert.deepEqual(await world.decided(await world.request("node-9"), "storm", "cordoned"), ["cordoned"]);
  });

  it("stays closed where persons asked for nodes that are given back by now", async () => {
    await begin();
    for (const node of names.slice(0, 6)) {
      await world.decided(await world.request(node, { requestedBy: "ann", evidence: [] }), "cordoned");
      world.cluster.deleteQuarantine(node);
      await world.until(() => world.phaseOf(node) === undefined);
    }
    await succeed();
    assert.deepEqual(await world.decided(await world.request("node-9"), "storm", "cordoned"), ["cordoned"]);
  });

  it("does not count nodes that are not there, before and after", async () => {
    await begin();
    const lost = names.map((node) => world.aRequest(`former-${node}`));
    await world.sendRequests(lost);
    for (const request of lost) await world.decided(request, "unknown_node");
    assert.deepEqual(await world.decided(await world.request("node-8"), "storm", "cordoned"), ["cordoned"]);
    await succeed();
    assert.deepEqual(await world.decided(await world.request("node-9"), "storm", "cordoned"), ["cordoned"]);
  });

  it("looks at the fleet once, however much there is to catch up with", () => {
    world = new World();
    let looks = 0;
    class CountedNodes extends Map<string, FleetNode> {
      override values() {
        looks += 1;
        return super.values();
      }
    }
    const { truth } = world.cluster;
    const podsOn = () => undefined;
    const changes = { nodes: 0, quarantines: 0 };
    const fleet = { nodes: new CountedNodes(truth.nodes), quarantines: truth.quarantines, podsOn, changes };
    const recent = new Recent(fleet, world.policy);
    for (let index = 0; index < 1000; index += 1) {
      recent.learn(anOutcome(`request/${index}`, { node: `node-${index}`, at: index }), { first: true, read: true });
    }
    recent.relive(1000);
    assert.equal(looks, 1);
    assert.notEqual(recent.storm(1000).phase, calm.phase, "there was something to catch up with");
  });
});

describe("the cap of a kind of evidence over a change of leader", () => {
  it("counts cordons whose quarantine is over", async (t) => {
    const evidence = { kinds: 2, critical: ["miner"], perKind: { cordons: 1, within: "1h" } };
    const world = new World({ policy: { evidence }, leaseDurationMs: 6000 });
    t.after(() => world.close());
    const first = world.start();
    const of = { evidence: [{ kind: "mad", id: "1", summary: "" }], critical: ["miner"] };
    await world.decided(await world.request("node-1", of), "cordoned");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    await world.crash(first);
    world.start();
    await world.clock.advance(10_000);
    const again = await world.request("node-2", of);
    assert.deepEqual(await world.decided(again, "cordoned", "evidence_kind_capped"), ["evidence_kind_capped"]);
    assert.deepEqual(await world.decided(await world.request("node-3"), "cordoned"), ["cordoned"]);
  });
});

describe("the ledger", () => {
  const now = 100 * 24 * 60 * minute;
  const day = 24 * 60 * minute;
  const aLedger = (): Ledger => new Ledger({ topic: "outcomes", rememberMs: day, now: () => now, onOutcome: () => {} });

  it("forgets nothing for an outcome that is dated ahead", () => {
    const ledger = aLedger();
    ledger.add(anOutcome("request/1", { at: now }));
    ledger.add(anOutcome("request/2", { at: now + 2 * day }));
    assert.ok(ledger.provenanceOf("1"));
  });

  it("forgets what is old", () => {
    const ledger = aLedger();
    ledger.add(anOutcome("request/1", { at: now - day }));
    ledger.add(anOutcome("request/2", { at: now }));
    assert.equal(ledger.provenanceOf("1"), undefined);
    assert.ok(ledger.provenanceOf("2"));
  });

  it("does not remember what was said of records, of which anyone can write as many as they like", () => {
    const ledger = aLedger();
    ledger.add(anOutcome("record/cordon-requests/0/1", { at: now, requestId: "1" }));
    assert.equal(ledger.has({ id: "record/cordon-requests/0/1", at: now }), false);
    assert.equal(ledger.provenanceOf("1"), undefined);
  });
});

function anOutcome(id: string, about: Partial<EnforcementOutcome>): EnforcementOutcome {
  return {
    id,
    requestId: id.slice(id.indexOf("/") + 1),
    node: "node-1",
    action: "cordon",
    decision: "deferred",
    code: "storm",
    message: "",
    before: undefined,
    after: undefined,
    at: 0,
    traceId: "",
    keyId: "",
    source: undefined,
    policy: undefined,
    evidenceKinds: [],
    byPerson: false,
    ...about,
  };
}
