/** The CRD NodeQuarantine on a real API server: what it lets people write, what it refuses, and how kubectl shows it. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ApiServer } from "../../enforcer/kubernetes/api-server.ts";
import { loadKubeconfig } from "../../enforcer/kubernetes/kubeconfig.ts";
import { quarantineOf, quarantinesPath, statusObject } from "../../enforcer/kubernetes/node-quarantine.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { statusOf } from "../enforcer/cluster-contract.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { applyCrds } from "../services/picket-manifests.ts";

const api = await kubernetesApi();
const seed = process.env["PICKET_TEST_SEED"] ?? "crd";

type Spec = Readonly<Record<string, unknown>>;

describe("the CRD NodeQuarantine", { skip: api === undefined }, () => {
  if (api === undefined) return;
  const server = new ApiServer(loadKubeconfig(api), { clock: systemClock, timeoutMs: 10_000 });
  before(() => applyCrds(api));
  after(async () => {
    server.close();
    await api.dispose();
  });

  const object = (name: string, spec: Spec): object => ({
    apiVersion: "picket.dev/v1alpha1",
    kind: "NodeQuarantine",
    metadata: { name },
    spec: { nodeName: name, reason: "a test", ...spec },
  });
  const create = (name: string, spec: Spec = {}, query: Readonly<Record<string, string>> = {}): Promise<object> =>
    server.call<object>("POST", quarantinesPath, { body: object(name, spec), query });
  const change = (name: string, spec: Spec): Promise<unknown> =>
    server.call("PATCH", `${quarantinesPath}/${name}`, {
      body: { spec },
      contentType: "application/merge-patch+json",
    });
  const refuses = (work: Promise<unknown>, why: RegExp): Promise<void> =>
    assert.rejects(
      work,
      (error) => (hasCode(error, "CLUSTER_INVALID") && why.test(error.message)) || assert.fail(String(error)),
    );

  it("takes a node and a reason from a person, and fills in the rest", async () => {
    await api.apply(
      "{ apiVersion: picket.dev/v1alpha1, kind: NodeQuarantine, metadata: { name: hand }, spec: { nodeName: hand, reason: noise } }",
    );
    const { spec } = quarantineOf(await server.call("GET", `${quarantinesPath}/hand`));
    assert.deepEqual([spec.severity, spec.source, spec.evidence], ["high", "manual", []]);
    const stored = await api.kubectl(["get", "nq", "hand", "-o", "jsonpath={.spec}"]);
    assert.deepEqual(JSON.parse(stored), { nodeName: "hand", reason: "noise", severity: "high", source: "manual" });
  });

  const evidence = (count: number): readonly object[] =>
    Array.from({ length: count }, (_, index) => ({ kind: "container", id: `e-${index}` }));

  const wrong: readonly [string, Spec, RegExp][] = [
    ["another node's name", { nodeName: "other" }, /must have the name of its node/],
    ["no reason", { reason: undefined }, /spec\.reason: Required/],
    ["an empty reason", { reason: "" }, /spec\.reason/],
    ["an unknown severity", { severity: "extreme" }, /spec\.severity: Unsupported/],
    ["an unknown source", { source: "oracle" }, /spec\.source/],
    ["a duration that is none", { ttl: "soon" }, /spec\.ttl/],
    ["a duration without end", { ttl: "9999999999h" }, /spec\.ttl/],
    ["a time that is none", { notAfter: "2026-02-30T00:00:00Z" }, /spec\.notAfter/],
    ["a time of another form", { requestedAt: "2026-01-01t00:00:00z" }, /spec\.requestedAt/],
    ["too much evidence", { evidence: evidence(65) }, /spec\.evidence: Too many/],
    ["evidence twice", { evidence: [...evidence(1), ...evidence(1)] }, /spec\.evidence\[1\]: Duplicate/],
    ["evidence at half a place", { evidence: [{ kind: "a", id: "b", topic: "t" }] }, /come together/],
  ];
  for (const [what, spec, why] of wrong)
    it(`refuses ${what}`, async () => {
      await refuses(create("wrong", spec), why);
    });

  it("keeps who asks and which node is meant, once that is said", async () => {
    await create("fixed", { source: "request", requestId: "r-1" });
    await refuses(change("fixed", { source: "manual" }), /source is immutable/);
    await refuses(change("fixed", { requestId: "r-2" }), /requestId is immutable/);
    await refuses(change("fixed", { requestId: null }), /requestId is immutable/);
    await refuses(change("fixed", { nodeName: "other" }), /nodeName is immutable/);
    await change("fixed", { nodeUID: "u-1" });
    await refuses(change("fixed", { nodeUID: "u-2" }), /nodeUID is immutable once set/);
    await refuses(change("fixed", { nodeUID: null }), /nodeUID is immutable once set/);
    await change("fixed", { reason: "it got worse", severity: "critical" });
  });

  it("lets evidence grow, but nothing be taken from it", async () => {
    await create("grows", { evidence: evidence(2) });
    await change("grows", { evidence: evidence(64) });
    await refuses(change("grows", { evidence: evidence(63) }), /evidence may only grow/);
    await refuses(change("grows", { evidence: null }), /evidence may only grow/);
  });

  it("leaves the status to whoever may write that", async () => {
    await create("told");
    const body = { spec: { reason: "changed" }, status: statusObject(statusOf("Vetoed")) };
    const options = { body, contentType: "application/merge-patch+json" };
    const plain = quarantineOf(await server.call("PATCH", `${quarantinesPath}/told`, options));
    assert.deepEqual([plain.spec.reason, plain.status], ["changed", undefined]);
    const again = { ...options, body: { ...body, spec: { reason: "not so" } } };
    const status = quarantineOf(await server.call("PATCH", `${quarantinesPath}/told/status`, again));
    assert.deepEqual([status.spec.reason, status.status?.phase], ["changed", "Vetoed"]);
  });

  it("tells the whole story in a line", async () => {
    await create("story", { reason: "a miner, and silence", severity: "critical" });
    const [since, until] = [systemClock.now() - 3_600_000, Date.UTC(2040, 0, 1)];
    const status = statusObject({ ...statusOf("Quarantined"), since, until, evidenceCount: 7, message: "cordoned" });
    await server.call("PATCH", `${quarantinesPath}/story/status`, {
      body: { status },
      contentType: "application/merge-patch+json",
    });
    const [head = "", line = ""] = (await api.kubectl(["get", "nq", "story"])).split("\n");
    assert.match(head, /^NAME +PHASE +REASON +SEVERITY +SINCE +UNTIL +EVIDENCE +AGE$/);
    assert.match(line, /^story +Quarantined +a miner, and silence +critical +60m +2040-01-01T00:00:00\.000Z +7 +\d+s$/);
    assert.match(await api.kubectl(["get", "picket", "--output=wide"]), /story .* cordoned +manual/);
  });

  it(`takes nothing that the enforcer cannot read (seed ${seed})`, async () => {
    const random = new Random(seed);
    let accepted = 0;
    for (let round = 0; round < 150; round += 1) {
      const spec = randomSpec(random);
      try {
        const answer = await create("fuzzed", spec, { dryRun: "All" });
        accepted += 1;
        assert.doesNotThrow(() => quarantineOf(stored(answer)), JSON.stringify(spec));
      } catch (error) {
        if (!hasCode(error, "CLUSTER_INVALID")) throw error;
        assert.match(error.message, /HTTP 4/, "refused by the API server, not by the reader");
      }
    }
    assert.ok(accepted > 10 && accepted < 140, `${accepted} of 150 were accepted`);
  });
});

/** A rehearsal gives all but a version. */
function stored(rehearsed: object): object {
  const metadata: unknown = Reflect.get(rehearsed, "metadata");
  return { ...rehearsed, metadata: { ...(typeof metadata === "object" ? metadata : {}), resourceVersion: "1" } };
}

/** Two of the fields, with values that are right, nearly right, or wrong. */
function randomSpec(random: Random): Spec {
  const pick = <Item>(items: readonly Item[]): Item =>
    items[random.integer(0, items.length - 1)] ?? assert.fail("nothing to pick from");
  const times = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.123456789+14:00",
    "2026-01-01T23:59:60Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01 00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2028-02-29T00:00:00-23:59",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "",
  ];
  const fields: Readonly<Record<string, readonly unknown[]>> = {
    requestedAt: times,
    notAfter: times,
    ttl: ["30m", "1h30m", "0s", "1.5h", "999999h", "1d", "-1m", "1.2345s", ".5h", "5", "", "1e3s"],
    severity: ["low", "critical", "Low", "", 1],
    score: [0, -1, 0.5, 1e308, "1", 2 ** 60],
    nodeUID: ["u", "", "x".repeat(129), 7],
    drain: [true, false, "true", 0],
    models: [[], ["hst/1"], ["x".repeat(129)], "hst", Array.from({ length: 17 }, () => "m")],
    policy: [{ name: "p", version: "1" }, { name: "p" }, {}, "p", { name: "", version: "", more: 1 }],
    evidence: [
      [{ kind: "a", id: "b", topic: "t", partition: 0, offset: 2 ** 53 - 1 }],
      [{ kind: "a", id: "b", topic: "t", partition: 0, offset: 2 ** 53 }],
      [{ kind: "a", id: "b", topic: "t", partition: 2 ** 31, offset: 0 }],
      [{ kind: "a", id: "b", topic: "t", partition: 0.5, offset: 0 }],
      [{ kind: "a", id: "b", summary: "\u0000\u2028\u202e" }],
      [{ kind: "a" }],
      [null],
    ],
  };
  const names = Object.keys(fields);
  return Object.fromEntries(
    Array.from({ length: 2 }, () => pick(names)).map((name) => [name, pick(fields[name] ?? [])]),
  );
}
