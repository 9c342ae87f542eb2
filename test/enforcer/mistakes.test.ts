/** Mistakes of our own, met at one record: it is answered as failed, and all others go on. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import type { FleetNode } from "../../enforcer/cluster/fleet.ts";
import { Intake } from "../../enforcer/delivery/intake.ts";
import { Ledger } from "../../enforcer/ledger/ledger.ts";
import { Teller } from "../../enforcer/ledger/teller.ts";
import type { VerificationRules } from "../../enforcer/signing/verify.ts";
import type { OutputRecord } from "../../log/port.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import { delegated } from "./delegated.ts";
import { rulesWith } from "./signing/fixture.ts";
import { recordOf, topics, World } from "./world.ts";

const owner = { groupId: "", generation: 1, memberId: "", partitions: [] };

describe("a mistake of our own", () => {
  let world: World;
  afterEach(() => world.close());

  it("in dealing with a request has it answered as failed, and others go on", async () => {
    world = new World({ partitions: 1 });
    /** Whoever looks at this node meets the mistake. */
    class Pitfall extends Map<string, FleetNode> {
      override get(name: string): FleetNode | undefined {
        if (name === "node-1") throw new TypeError("a mistake");
        return world.cluster.truth.nodes.get(name);
      }
    }
    const withPitfall = (cluster: Cluster): Cluster => {
      const { quarantines } = cluster.fleet;
      const podsOn = (node: string) => cluster.fleet.podsOn(node);
      return { ...delegated(cluster), fleet: { nodes: new Pitfall(world.cluster.truth.nodes), quarantines, podsOn } };
    };
    const process = world.start({ cluster: withPitfall });
    const [bad, good] = [world.aRequest("node-1"), world.aRequest("node-2")];
    await world.sendRequests([bad, good]);
    assert.deepEqual(await world.decided(bad, "not_possible"), ["not_possible"]);
    assert.deepEqual(await world.decided(good, "cordoned"), ["cordoned"]);
    assert.ok(process.enforcer.leads);
  });

  it("in spreading an outcome does not undo that it was told", async () => {
    world = new World({
      notify: () => {
        throw new TypeError("a mistake");
      },
    });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    assert.deepEqual(await world.decided(await world.request("node-2"), "cordoned"), ["cordoned"]);
    assert.equal(world.outcomes.length, 2);
  });

  it("in reading a record has the record answered as failed", () => {
    world = new World();
    const mistakes: string[] = [];
    const ring: VerificationRules["ring"] = new (class extends Map {
      override get(): never {
        throw new TypeError("a mistake");
      }
    })();
    const intake = new Intake({
      rules: { ...rulesWith(), ring },
      ledger: aLedger(),
      onMistake: (error, what) => mistakes.push(`${what}: ${String(error)}`),
    });
    const record = { ...recordOf(world.aRequest("node-1")), partition: 0, offset: 7, timestamp: 0, bytes: 0 };
    const [arrival] = intake.take([record], world.clock.now());
    assert.equal(arrival?.verdict?.code, "not_possible");
    assert.equal(arrival.verdict.id, `record/${topics.requests}/0/7`);
    assert.equal(arrival.request, undefined);
    assert.deepEqual(mistakes, [`the record ${topics.requests}/0@7 cannot be dealt with: TypeError: a mistake`]);
  });

  it("in an outcome that cannot be written has it told in short", async () => {
    world = new World();
    const written: OutputRecord[] = [];
    const mistakes: string[] = [];
    const teller = new Teller({
      ledger: aLedger(),
      producer: {
        transact: async (records) => void written.push(...records),
        close: async () => {},
      },
      owner,
      topic: topics.outcomes,
      applicationId: "test",
      format: "json",
      policy: { name: "default", version: "1" },
      now: () => 1000,
      onTold: () => {},
      onMistake: (_, what) => mistakes.push(what),
    });
    const about = { requestId: "1", node: "node-1", action: "cordon", code: "cordoned", message: "so" } as const;
    const more = { before: undefined, after: undefined, evidenceKinds: [], byPerson: false };
    await teller.tell([{ verdict: { id: "request/1", ...about, ...more, at: Number.NaN } }]);
    const [outcome] = written.map(({ value }) => outcomeFormats.json.decode(value ?? assert.fail()));
    assert.deepEqual([outcome?.id, outcome?.code, outcome?.at], ["request/1", "cordoned", 1000]);
    assert.deepEqual(mistakes, ["the outcome request/1 cannot be written as it is"]);
  });
});

function aLedger(): Ledger {
  return new Ledger({ topic: topics.outcomes, rememberMs: 1e9, now: () => 0, onOutcome: () => {} });
}
