/** `picket quarantine` on a simulated cluster: what is listed and shown is what is there, and a release does what it says. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { list } from "../../commands/quarantine/list.ts";
import { release } from "../../commands/quarantine/release.ts";
import { show } from "../../commands/quarantine/show.ts";
import type { ClusterSurroundings } from "../../commands/quarantine/with-cluster.ts";
import { loadSettings } from "../../config/settings.ts";
import type { Quarantine, QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { hasCode, PicketError } from "../../errors/picket-error.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { specOf, statusOf } from "../enforcer/cluster-contract.ts";
import { ManualClock } from "../enforcer/manual-clock.ts";
import { context, Harness } from "./harness.ts";

const settings = loadSettings({});

class Scene extends Harness {
  readonly clock = new ManualClock();
  override readonly kubernetes = simulatedCluster({ nodes: [] }, { clock: this.clock });

  constructor() {
    super();
    for (const name of ["worker-1", "worker-2", "worker-3"]) this.kubernetes.addNode({ name });
  }

  get io(): ClusterSurroundings {
    return { ...this.surroundings, clock: this.clock };
  }

  /** As an enforcer would leave it. */
  async quarantine(node: string, status?: Partial<QuarantineStatus>): Promise<Quarantine> {
    const enforcer = this.kubernetes.connect();
    const spec = { ...specOf(node), requestedAt: this.clock.now(), reason: "a miner" };
    const made = await enforcer.createQuarantine(spec);
    return status === undefined ? made : enforcer.updateStatus(made, { ...statusOf("Quarantined"), ...status });
  }

  /** What a command prints, without what was printed before. */
  async printed(command: (io: ClusterSurroundings) => Promise<void>): Promise<string> {
    this.stdout.text = "";
    await command(this.io);
    return this.stdout.text;
  }
}

async function rejection(work: Promise<unknown>): Promise<PicketError> {
  const error: unknown = await work.then(
    () => assert.fail("it did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PicketError, String(error));
  return error;
}

describe("picket quarantine list", () => {
  it("says when there is none, and how the fleet stands", async () => {
    const scene = new Scene();
    scene.kubernetes.cordon("worker-2");
    assert.equal(
      await scene.printed((io) => list(settings, {}, context, io)),
      "No quarantines. 3 nodes: 2 ready, 1 cordoned by others.\n",
    );
  });

  it("has a row for each, by name", async () => {
    const scene = new Scene();
    const now = scene.clock.now();
    await scene.quarantine("worker-3", { since: now - 60_000, until: now + 3_600_000, evidenceCount: 4 });
    await scene.quarantine("worker-1");
    await scene.clock.advance(30_000);
    const text = await scene.printed((io) => list(settings, {}, context, io));
    assert.deepEqual(text.split("\n"), [
      "NODE      PHASE        SEVERITY  SINCE      UNTIL      EVIDENCE  REASON",
      "worker-1  New          high      30s ago    -          0         a miner",
      "worker-3  Quarantined  high      1m30s ago  in 59m30s  4         a miner",
      "",
      "3 nodes: 1 ready, 1 waiting, 1 quarantined",
      "",
    ]);
  });

  it("draws the fleet as a map", async () => {
    const scene = new Scene();
    await scene.quarantine("worker-3", {});
    const text = await scene.printed((io) => list(settings, { map: true }, context, io));
    assert.ok(text.includes("no zone  ..Q"), text);
  });

  it("gives programs all that is known", async () => {
    const scene = new Scene();
    const quarantine = await scene.quarantine("worker-3", { evidenceCount: 2 });
    await scene.quarantine("elsewhere");
    const text = await scene.printed((io) => list(settings, { json: true }, context, io));
    const { uid, createdAt, spec, status } = quarantine;
    const [gone, held]: unknown[] = JSON.parse(text);
    assert.deepEqual(held, { node: "worker-3", state: "quarantined", uid, createdAt, deleting: false, spec, status });
    assert.ok(text.includes('"state": "gone"'));
    assert.ok(gone);
  });

  it("waits for an API server that is away, and ends when it is told to, but not well", async () => {
    const scene = new Scene();
    scene.kubernetes.network = "down";
    const listing = list(settings, {}, context, scene.io);
    scene.stopping.abort();
    assert.equal((await rejection(listing)).code, "STOPPED");
    assert.equal(scene.stdout.text, "");
  });

  it("says once for each kind of trouble what it waits for", async () => {
    const scene = new Scene();
    const cluster = scene.kubernetes.connect();
    cluster.watch = async (watcher) => {
      for (const problem of ["no answer", "no answer", "not allowed"]) watcher.trouble(new Error(problem));
      watcher.trouble(undefined);
    };
    const said: object[] = [];
    const logger = { ...silentLogger, warn: (fields: object) => void said.push(fields) };
    await list(settings, {}, { ...context, logger }, { ...scene.io, openCluster: async () => cluster });
    assert.deepEqual(said, [{ error: "no answer" }, { error: "not allowed" }]);
  });
});

describe("picket quarantine show", () => {
  it("tells the story", async () => {
    const scene = new Scene();
    await scene.quarantine("worker-3", { message: "held since a minute" });
    const text = await scene.printed((io) => show(settings, "worker-3", {}, context, io));
    assert.match(text, /^worker-3 {2}Quarantined {2}high: a miner\n {2}held since a minute\n/);
    assert.match(
      await scene.printed((io) => show(settings, "worker-3", { json: true }, context, io)),
      /"reason": "a miner"/,
    );
  });

  it("says how a node stands that has none", async () => {
    const scene = new Scene();
    scene.kubernetes.cordon("worker-2");
    const of = async (node: string) => (await rejection(show(settings, node, {}, context, scene.io))).message;
    assert.equal(await of("worker-1"), "There is no quarantine of worker-1.");
    assert.equal(
      await of("worker-2"),
      "There is no quarantine of worker-2. It is cordoned, but not by Picket: kubectl uncordon worker-2",
    );
    assert.equal(await of("nobody"), "There is no quarantine of nobody. There is no such node either.");
  });
});

describe("picket quarantine release", () => {
  const cases: readonly [status: Partial<QuarantineStatus> | undefined, consequence: RegExp][] = [
    [undefined, /^worker-3 was not cordoned yet; what was asked for does not happen\.$/],
    [{ phase: "Pending" }, /^worker-3 was not cordoned yet; /],
    [
      { phase: "Quarantined", before: { unschedulable: false } },
      /^The enforcer uncordons worker-3 and takes its taint off\.$/,
    ],
    [{ phase: "Draining" }, /^The enforcer uncordons worker-3/],
    [
      { phase: "Quarantined", before: { unschedulable: true } },
      /^The enforcer takes its taint off worker-3, which was cordoned before and stays so\.$/,
    ],
    [{ phase: "Vetoed" }, /^worker-3 was uncordoned by a person; now requests may have it cordoned again\.$/],
    [{ phase: "Refused" }, /^worker-3 was not cordoned; /],
    [{ phase: "DryRun" }, /^worker-3 was not cordoned; /],
    [{ phase: "Releasing" }, /^worker-3 is being released already\./],
  ];
  for (const [status, consequence] of cases) {
    it(`asks for the end of one that is ${status?.phase ?? "new"}, and says: ${consequence.source.slice(1, 50)}...`, async () => {
      const scene = new Scene();
      await scene.quarantine("worker-3", status);
      assert.match((await scene.printed((io) => release(settings, "worker-3", {}, context, io))).trim(), consequence);
      assert.equal(scene.kubernetes.truth.quarantines.get("worker-3")?.deleting, true);
    });
  }

  it("asks once", async () => {
    const scene = new Scene();
    await scene.quarantine("worker-3", {});
    await scene.printed((io) => release(settings, "worker-3", {}, context, io));
    const again = await scene.printed((io) => release(settings, "worker-3", {}, context, io));
    assert.match(again, /is being released already/);
    const deletions = scene.kubernetes.journal.calls.filter(({ operation }) => operation === "deleteQuarantine");
    assert.equal(deletions.length, 1);
  });

  it("says to programs what it asked for", async () => {
    const scene = new Scene();
    await scene.quarantine("worker-3", {});
    const answer: unknown = JSON.parse(
      await scene.printed((io) => release(settings, "worker-3", { json: true }, context, io)),
    );
    const { node, deleting, consequence } = Object(answer);
    assert.deepEqual([node, deleting], ["worker-3", true]);
    assert.match(consequence, /uncordons worker-3/);
  });

  it("fails where there is nothing to release, or where it may not", async () => {
    const scene = new Scene();
    assert.equal((await rejection(release(settings, "worker-1", {}, context, scene.io))).code, "CLUSTER_NOT_FOUND");
    await scene.quarantine("worker-3", {});
    scene.kubernetes.faults.next("forbidden", { operation: "deleteQuarantine" });
    assert.ok(hasCode(await rejection(release(settings, "worker-3", {}, context, scene.io)), "CLUSTER_FORBIDDEN"));
    assert.equal(scene.stdout.text, "");
  });
});
