/** Snapshots that were written by each format so far can still be read, down to the models in them. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Redis } from "ioredis";
import { FileStore } from "../../state/file-store.ts";
import { stateFormat } from "../../state/format.ts";
import { openStore } from "../../state/open-store.ts";
import type { SnapshotStore } from "../../state/port.ts";
import { redisServer } from "../services/redis.ts";
import { fail } from "./contract.ts";
import {
  digestOf,
  fixtureDetectors,
  fixtureFolder,
  fixtureIdentity,
  fixtureScope,
  type FixtureFacts,
  type RedisFixture,
} from "./fixture.ts";

const formats = readdirSync(new URL("../fixtures/state/", import.meta.url)).map((name) => Number(name.split("-")[1]));

test("the format that this version writes has its fixtures", () => {
  assert.ok(formats.includes(stateFormat), `node test/state/fixture.ts, for format ${stateFormat}`);
});

for (const format of formats) {
  test(`files of format ${format}`, () => reads(new FileStore(`${fixtureFolder(format)}files`), format));

  test(`keys in Redis of format ${format}`, async (t) => {
    const server = await redisServer({ loglevel: "notice" });
    if (!server) return t.skip("no redis-server");
    const raw = new Redis(server.url);
    const store = openStore({ location: server.url, keyPrefix: "picket:", timeoutMs: 5000, expiryMs: 3_600_000 });
    t.after(async () => {
      raw.disconnect();
      await store.close();
      await server.dispose();
    });
    const keys: RedisFixture = JSON.parse(readFileSync(`${fixtureFolder(format)}redis.json`, "utf8"));
    for (const [key, fields] of Object.entries(keys))
      for (const [field, value] of Object.entries(fields)) await raw.hset(key, field, Buffer.from(value, "base64"));
    await reads(store, format);
  });
}

async function reads(store: SnapshotStore, format: number): Promise<void> {
  const { newest, previous }: FixtureFacts = JSON.parse(readFileSync(`${fixtureFolder(format)}facts.json`, "utf8"));
  const snapshot = await store.open(fixtureScope, fixtureIdentity).load(fail);
  assert.ok(snapshot);
  assert.equal(snapshot.manifest.offset, newest.offset);
  const contents = [...snapshot.entries].map(([name, bytes]) => [name, digestOf(bytes)]);
  assert.deepEqual(Object.fromEntries(contents), newest.entries);
  const [listed] = await store.list(fixtureScope.applicationId);
  assert.deepEqual(
    listed?.manifests.map(({ offset }) => offset),
    [newest.offset, previous.offset],
  );
  const detectors = fixtureDetectors();
  for (const [name, bytes] of snapshot.entries) {
    const detector = detectors.get(name.split("/").slice(0, 2).join("/"));
    assert.deepEqual(Buffer.from(detector!.restore(bytes).snapshot()), bytes, name);
  }
}
