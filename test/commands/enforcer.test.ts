/** `picket enforcer`: on the cluster that it is given, or on one that a file describes, until it is told to stop. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { enforcer } from "../../commands/enforcer.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { systemClock } from "../../runtime/clock.ts";
import { recordOf, topics } from "../enforcer/world.ts";
import { request } from "../enforcer/signing/fixture.ts";
import { context, Harness } from "./harness.ts";

const environment = { PICKET_METRICS_PORT: "0", PICKET_UNSIGNED_REQUESTS: "accept", PICKET_PARTITIONS: "1" };
const fleet = path.join(import.meta.dirname, "../../examples/fleet.yaml");

describe("picket enforcer", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "picket-enforcer-"));
    await writeFile(path.join(directory, "policy.yaml"), "mode: enforce\n");
    await writeFile(path.join(directory, "wrong.yaml"), "mode: enforced\n");
  });
  after(() => rm(directory, { recursive: true }));

  const settingsWith = (policy: string) =>
    loadSettings({ ...environment, PICKET_POLICY: path.join(directory, policy) });

  it("cordons a node of the cluster that it is given, as a request asks", async () => {
    const harness = new Harness();
    for (const name of ["worker-1", "worker-2"]) harness.kubernetes.addNode({ name });
    const running = enforcer(settingsWith("policy.yaml"), {}, context, harness.surroundings);
    await ask(harness, "worker-1");
    const [outcome] = await decided(harness);
    assert.deepEqual([outcome?.node, outcome?.code], ["worker-1", "cordoned"]);
    assert.equal(harness.kubernetes.truth.nodes.get("worker-1")?.unschedulable, true);
    harness.stopping.abort();
    await running;
    assert.equal(harness.kubernetes.truth.nodes.get("worker-1")?.unschedulable, true, "it stays when nobody looks");
  });

  it("cordons a node of a fleet that a file describes, and nothing else", async () => {
    const harness = new Harness();
    const running = enforcer(settingsWith("policy.yaml"), { simulate: fleet }, context, harness.surroundings);
    await ask(harness, "worker-1");
    const [outcome] = await decided(harness);
    assert.deepEqual([outcome?.node, outcome?.code], ["worker-1", "cordoned"]);
    assert.equal(harness.kubernetes.truth.nodes.size, 0);
    harness.stopping.abort();
    await running;
  });

  it("without a policy only says what it would do", async () => {
    const harness = new Harness();
    const running = enforcer(loadSettings(environment), { simulate: fleet }, context, harness.surroundings);
    await ask(harness, "worker-1");
    assert.equal((await decided(harness))[0]?.code, "dry_run");
    harness.stopping.abort();
    await running;
  });

  it("has an identity of its own also where two replicas were given one name", async () => {
    const harness = new Harness();
    harness.kubernetes.addNode({ name: "worker-1" });
    const settings = loadSettings({ ...environment, PICKET_REPLICA: "enforcer" });
    const replicas = [1, 2].map(() => enforcer(settings, {}, context, harness.surroundings));
    const { leases } = harness.kubernetes.connect();
    const { enforcer: of } = settings;
    let holder: string | undefined;
    while (holder === undefined) {
      await systemClock.sleep(5);
      holder = (await leases.read(of.leaseName))?.holder;
    }
    assert.match(holder, /^enforcer\.[0-9a-f]{8}$/);
    harness.stopping.abort();
    await Promise.all(replicas);
  });

  it("does not begin with a policy that is wrong", async () => {
    await assert.rejects(
      enforcer(settingsWith("wrong.yaml"), { simulate: fleet }, context, new Harness().surroundings),
      (error) => hasCode(error, "SETTINGS_INVALID"),
    );
  });

  it("does not begin with a fleet that cannot be read", async () => {
    for (const missing of [path.join(directory, "none.yaml"), directory]) {
      await assert.rejects(
        enforcer(loadSettings(environment), { simulate: missing }, context, new Harness().surroundings),
        (error) => hasCode(error, "SETTINGS_INVALID") && error.message.includes(missing),
      );
    }
  });

  it("ends where topics are missing that it may not make, and names them", async () => {
    const settings = loadSettings({ ...environment, PICKET_CREATE_TOPICS: "false" });
    await assert.rejects(
      enforcer(settings, { simulate: fleet }, context, new Harness().surroundings),
      (error) => hasCode(error, "LOG_TOPIC_UNKNOWN") && /cordon-requests, enforcement-outcomes/.test(error.message),
    );
  });
});

/** Once there are topics to write to. */
async function ask({ cluster }: Harness, node: string): Promise<void> {
  while (cluster.partitionCount(topics.requests) === undefined) await systemClock.sleep(5);
  const requestedAt = systemClock.now();
  const writer = await cluster.connect().writer();
  await writer.write([recordOf({ ...request, node, requestedAt, notAfter: requestedAt + 60_000 }, null)]);
}

async function decided({ cluster }: Harness): Promise<readonly EnforcementOutcome[]> {
  for (;;) {
    const { records } = cluster.partition({ topic: topics.outcomes, partition: 0 }).read(0, Infinity);
    if (records.length > 0) return records.map(({ value }) => outcomeFormats.json.decode(value ?? assert.fail()));
    await systemClock.sleep(5);
  }
}
