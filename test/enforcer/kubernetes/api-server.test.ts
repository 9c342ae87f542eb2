/** The way to the API server: what a kubeconfig says, and connections that are dead or old. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { ApiServer } from "../../../enforcer/kubernetes/api-server.ts";
import { loadKubeconfig } from "../../../enforcer/kubernetes/kubeconfig.ts";
import { hasCode } from "../../../errors/picket-error.ts";
import { ManualClock } from "../manual-clock.ts";
import { FakeApiServer } from "./fake-api-server.ts";

async function open(t: TestContext): Promise<{ fake: FakeApiServer; server: ApiServer; clock: ManualClock }> {
  const [fake, clock] = [await FakeApiServer.start(), new ManualClock()];
  const server = new ApiServer(loadKubeconfig(fake), { clock, timeoutMs: 5000 });
  t.after(async () => {
    server.close();
    await fake.close();
  });
  fake.put("/api/v1/nodes", []);
  return { fake, server, clock };
}

test("a watch on which not a byte comes is dead", async (t) => {
  const { fake, server } = await open(t);
  const opened: number[] = [];
  const options = { silenceMs: 600, signal: new AbortController().signal, onOpen: () => opened.push(1) };
  const lines: string[] = [];
  const watching = (async () => {
    for await (const line of server.watch("/api/v1/nodes", {}, options)) {
      lines.push(line);
      if (lines.length < 4) setTimeout(() => fake.tell("/api/v1/nodes", "BOOKMARK", {}), 200);
    }
  })();
  setTimeout(() => fake.tell("/api/v1/nodes", "BOOKMARK", {}), 200);
  await assert.rejects(
    watching,
    (error) => hasCode(error, "CLUSTER_UNAVAILABLE") && /Not a byte came for 600 ms/.test(error.message),
  );
  assert.equal(lines.length, 4, "what came in time kept it alive");
  assert.deepEqual(opened, [1]);
});

test("connections are renewed every minute, as the certificates may be", async (t) => {
  const { fake, server, clock } = await open(t);
  const ask = async (): Promise<number> => {
    for (let count = 0; count < 20; count += 1) await server.call("GET", "/api/v1/nodes", { query: { limit: "1" } });
    return fake.connections;
  };
  // Two, where a request begins in the moment in which the one before ends.
  const first = await ask();
  assert.ok(first <= 2, `${first} connections`);
  await clock.advance(59_000);
  assert.equal(await ask(), first);
  await clock.advance(2000);
  assert.ok((await ask()) > first);
});

test("the namespace is the one of the context", async (t) => {
  assert.equal((await open(t)).server.namespace, "picket");
});

test("a kubeconfig that is no use is a mistake in the settings", async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-kubeconfig-"));
  t.after(() => rm(directory, { recursive: true }));
  const fake = await FakeApiServer.start();
  t.after(() => fake.close());
  const broken = path.join(directory, "broken");
  await writeFile(broken, "clusters: [{");
  const cases: readonly [Parameters<typeof loadKubeconfig>[0], RegExp][] = [
    [{ kubeconfig: path.join(directory, "missing") }, /missing cannot be read: ENOENT/],
    [{ kubeconfig: broken }, /broken cannot be read/],
    [{ kubeconfig: fake.kubeconfig, context: "elsewhere" }, /no cluster for the context elsewhere; it has fake/],
  ];
  for (const [options, message] of cases)
    assert.throws(
      () => loadKubeconfig(options),
      (error) => hasCode(error, "SETTINGS_INVALID") && message.test(error.message),
    );
});
