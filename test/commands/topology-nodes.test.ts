/** `picket topology` and `picket describe` where nodes are judged: what it takes, and what the settings change. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { declaredTopology } from "../../commands/declared-topology.ts";
import { topology } from "../../commands/topology.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { processorsOf } from "../../topology/nodes.ts";
import { context, Harness } from "./harness.ts";

const environment = { PICKET_METRICS_PORT: "0", PICKET_PARTITIONS: "1", PICKET_NODES: "true" };
const folder = await mkdtemp(join(tmpdir(), "picket-nodes-"));
after(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function stagesOf(variables: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await declaredTopology(loadSettings(variables))).stages.map(({ name }) => name);
}

test("nodes are judged where that is asked for, by the sensors that there are", async () => {
  assert.deepEqual(await stagesOf({}), ["ingest", "container", "global"]);
  assert.deepEqual(await stagesOf({ PICKET_NODES: "true", PICKET_NODE_SENSORS: "tetragon" }), [
    "ingest",
    "container",
    "global",
    "ingest-tetragon",
    "node",
    "health",
  ]);
  assert.deepEqual(await stagesOf({ PICKET_NODES: "true", PICKET_STAGES: "node,health" }), ["node", "health"]);
});

test("requests are signed, or it is said that they need not be; else nothing starts", async () => {
  const harness = new Harness();
  const start = (more: Readonly<Record<string, string>>) =>
    topology(loadSettings({ ...environment, ...more }), context, harness.surroundings);
  await assert.rejects(start({}), (error) => hasCode(error, "SIGNING_KEY_MISSING"));
  harness.stopping.abort();
  await start({ PICKET_UNSIGNED_REQUESTS: "accept" });
  await start({ PICKET_STAGES: "ingest-metrics,node" });
});

test("windows are of another version when their settings are others", async () => {
  const versionOf = async (more: Readonly<Record<string, string>>) => {
    const { stages } = await declaredTopology(loadSettings({ ...environment, ...more }));
    return stages.flatMap(processorsOf).find(({ name }) => name === "windows")?.version;
  };
  const versions = await Promise.all([
    versionOf({}),
    versionOf({ PICKET_WINDOW_LENGTH: "20s" }),
    versionOf({ PICKET_WINDOW_GRACE: "0ms" }),
    versionOf({ PICKET_NODE_GROUPS: "web-*=web,db-*=database" }),
    versionOf({ PICKET_SUSPICIOUS_PORTS: "4444, 3333" }),
  ]);
  assert.equal(new Set(versions).size, versions.length);
  assert.equal(versions[4], await versionOf({ PICKET_SUSPICIOUS_PORTS: "3333,4444" }));
});

test("files of names, senders and policy are read, and refused where they are wrong", async () => {
  const wrong = await file("wrong.yaml", "- 1\n");
  const names = await file("names.yaml", '"10.0.0.7:9100": worker-7\n');
  const senders = await file("senders.yaml", "gateway: ['web-*', db-1]\nprometheus: '*'\n");
  const policy = await file("policy.yaml", "name: mine\n");
  const header = { PICKET_NODE_IDENTITY_HEADER: "x-sender" };
  await stagesOf({
    ...environment,
    ...header,
    PICKET_NODE_NAMES: names,
    PICKET_NODE_IDENTITIES: senders,
    PICKET_NODE_POLICY: policy,
  });
  for (const variable of ["PICKET_NODE_NAMES", "PICKET_NODE_IDENTITIES", "PICKET_NODE_POLICY"]) {
    await assert.rejects(stagesOf({ ...environment, ...header, [variable]: wrong }), (error) =>
      hasCode(error, "SETTINGS_INVALID"),
    );
  }
  assert.throws(() => loadSettings({ PICKET_NODE_IDENTITIES: senders }), /PICKET_NODE_IDENTITY_HEADER/);
});

for (const [variable, value] of [
  ["PICKET_NODE_GROUPS", "web-*"],
  ["PICKET_NODE_GROUPS", "=web"],
  ["PICKET_NODE_GROUPS", ""],
  ["PICKET_SUSPICIOUS_PORTS", "0"],
  ["PICKET_SUSPICIOUS_PORTS", "3333,http"],
  ["PICKET_WINDOW_LENGTH", "1s"],
  ["PICKET_NODE_SENSORS", "sonar"],
] as const) {
  test(`${variable}=${value} is ${value === "" ? "not given" : "refused, by its name"}`, () => {
    const load = () => loadSettings({ [variable]: value });
    if (value === "") assert.equal(load().nodes.groups, undefined);
    else assert.throws(load, new RegExp(variable));
  });
}
