/** The store in Redis: the contract of every store, on a real server, through connections that are cut; and what Redis refuses. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Redis } from "ioredis";
import { hasCode } from "../../errors/picket-error.ts";
import { decodeManifest } from "../../state/manifest.ts";
import { openStore, type StoreOptions } from "../../state/open-store.ts";
import type { PartitionSnapshots, SnapshotStore } from "../../state/port.ts";
import { fieldOf, partitionKeys, versionOf } from "../../state/redis/keys.ts";
import { redisServer, type RedisServer } from "../services/redis.ts";
import { TcpCut, type CutMode } from "../services/tcp-cut.ts";
import { fail, identity, request, testStoreContract, type CutStore, type Place, type Spoil } from "./contract.ts";

const keyPrefix = `picket-test-${process.pid}:`;
const server = await redisServer();

if (server) {
  const raw = new Redis(server.url, { lazyConnect: true });
  after(async () => {
    const left = await raw.keys(`${keyPrefix}*`);
    if (left.length > 0) await raw.unlink(left);
    raw.disconnect();
    await server.dispose();
  });
  testStoreContract(
    "redis",
    async () => ({
      connect: () => openStore(optionsAt(server.url)),
      spoil: spoilRedis(raw),
      cuts: (["before", "within", "answer"] as const).map((mode) => (step: number) => cutRedis(server.url, step, mode)),
      stop: async () => {},
    }),
    { seed: "redis-1", durable: true },
  );
  testKeys(raw, server.url);
}

function optionsAt(location: string, more: Partial<StoreOptions> = {}): StoreOptions {
  return { location, keyPrefix, timeoutMs: 5000, expiryMs: 3_600_000, ...more };
}

async function cutRedis(url: string, step: number, mode: CutMode): Promise<CutStore> {
  const { port } = new URL(url);
  const proxy = await TcpCut.to(Number(port), step, mode);
  const store = openStore(optionsAt(`redis://127.0.0.1:${proxy.port}`));
  return {
    store,
    arm: () => proxy.arm(),
    happened: () => proxy.happened,
    close: async () => {
      await store.close();
      await proxy.close();
    },
  };
}

function spoilRedis(raw: Redis): Spoil {
  const keysOf = (of: Place) => partitionKeys(keyPrefix, of.scope, of.identity);
  const chainOf = async (of: Place): Promise<string> => {
    const manifest = decodeManifest((await raw.hget(keysOf(of).manifests, "newest")) ?? "");
    assert.ok(typeof manifest === "object");
    return keysOf(of).entries(manifest.parts[0]!);
  };
  return {
    manifest: async (of, which, change) => {
      const key = keysOf(of).manifests;
      await raw.hset(key, which, change((await raw.hget(key, which)) ?? ""));
    },
    entry: async (of, name, change) => {
      const chain = await chainOf(of);
      const versions = (await raw.hkeys(chain)).map(versionOf).filter((version) => version?.name === name);
      const field = fieldOf(versions.sort((one, other) => other!.offset - one!.offset)[0]!);
      const changed = change((await raw.hgetBuffer(chain, field))!);
      if (changed === undefined) await raw.hdel(chain, field);
      else await raw.hset(chain, field, changed);
    },
  };
}

/** What lies in Redis, and for how long. */
function testKeys(raw: Redis, url: string): void {
  describe("keys in Redis", () => {
    let store: SnapshotStore;
    let serial = 0;
    before(() => (store = openStore(optionsAt(url))));
    after(() => store.close());
    const place = (): Place => ({
      scope: { applicationId: `keys-${(serial += 1)}`, stage: "container", partition: 3 },
      identity,
    });
    const keysAt = (of: Place): Promise<string[]> => raw.keys(`${keyPrefix}{${of.scope.applicationId}:*`);
    const openAt = (of: Place): PartitionSnapshots => store.open(of.scope, of.identity);

    test("share a hash tag, expire together, and live on with each save", async () => {
      const of = place();
      const session = openAt(of);
      await session.save(request(1, { a: "a" }));
      const keys = await keysAt(of);
      assert.equal(keys.length, 2);
      for (const key of keys) {
        assert.ok(key.startsWith(`${keyPrefix}{${of.scope.applicationId}:container:3}:`), key);
        await raw.pexpire(key, 60_000);
      }
      await session.save(request(2, {}));
      for (const key of keys) assert.ok((await raw.pttl(key)) > 60_000, key);
    });

    test("of chains that are of no use any more are removed", async () => {
      const of = place();
      for (let epoch = 1; epoch < 5; epoch += 1) {
        const session = openAt(of);
        for (const i of [0, 1, 2]) await session.save(request(10 * epoch + i, { a: `${i}` }, [], epoch));
        assert.equal((await keysAt(of)).length, 2);
      }
    });

    test("hold each entry in at most three versions, and forgotten ones not at all", async () => {
      const of = place();
      const session = openAt(of);
      await session.save(request(1, { a: "1", b: "1", gone: "1" }));
      await session.save(request(2, { a: "2" }, ["gone"]));
      for (let offset = 3; offset < 9; offset += 1) await session.save(request(offset, { a: String(offset) }));
      const chain = (await keysAt(of)).find((key) => key.includes(":entries:"));
      assert.deepEqual((await raw.hkeys(chain!)).sort(), ["a@7", "a@8", "b@1", "chain"]);
    });

    test("that Redis lost, one or the other, make a save incomplete", async () => {
      for (const lost of [":manifests", ":entries:"]) {
        const of = place();
        const session = openAt(of);
        await session.save(request(1, { a: "1", b: "1" }));
        await raw.unlink((await keysAt(of)).filter((key) => key.includes(lost)));
        assert.equal(await session.save(request(2, { a: "2" })), "incomplete");
        assert.equal(await session.save(request(2, { a: "2", b: "1" })), "saved");
        assert.equal((await openAt(of).load(fail))?.entries.size, 2);
      }
    });

    test("that fell back to an earlier moment, unnoticed, are not built on", async () => {
      const of = place();
      const session = openAt(of);
      await session.save(request(1, { a: "1", b: "1" }));
      await session.save(request(2, { a: "2" }));
      const dumps = await Promise.all((await keysAt(of)).map(async (key) => [key, await raw.dumpBuffer(key)] as const));
      await session.save(request(3, { b: "3" }));
      // As a restart without the last second does, or a failover to a replica that is behind.
      for (const [key, dump] of dumps) await raw.restore(key, 60_000, dump, "REPLACE");
      await assert.rejects(session.save(request(4, { a: "4" })), unavailable(/lost what was written last/));
      assert.equal(await session.save(request(4, { a: "4" })), "incomplete");
      assert.equal((await openAt(of).load(fail))?.manifest.offset, 2);
      assert.equal(await session.save(request(4, { a: "4", b: "3" })), "saved");
      assert.deepEqual([...((await openAt(of).load(fail))?.entries ?? [])].map(String).sort(), ["a,4", "b,3"]);
    });

    test("of another type are reported, and never written over", async () => {
      for (const which of ["manifests", "entries"] as const) {
        const of = place();
        await openAt(of).save(request(1, { a: "1" }));
        const key = (await keysAt(of)).find((one) => one.includes(`:${which}`))!;
        await raw.unlink(key);
        await raw.set(key, "another program's");
        const problems: string[] = [];
        const session = openAt(of);
        assert.equal(await session.load((problem) => problems.push(problem)), undefined);
        assert.equal(problems.length, 1);
        assert.match(problems[0]!, /holds something else/);
        if (which === "manifests")
          await assert.rejects(
            session.save(request(2, { a: "2" })),
            unavailable(/another program.*another key prefix/),
          );
        assert.equal(await raw.get(key), "another program's");
      }
    });
  });
}

function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(hasCode(error, "STATE_UNAVAILABLE"), String(error));
    assert.match(error.message, pattern);
    return true;
  };
}

describe("a Redis that refuses", () => {
  const started: RedisServer[] = [];
  after(() => Promise.all(started.map((one) => one.dispose())));

  const refusals: readonly (readonly [
    what: string,
    settings: Record<string, string>,
    more: Partial<StoreOptions>,
    loads: boolean,
    says: RegExp,
  ])[] = [
    ["has no such password", { requirepass: "secret" }, { password: "wrong" }, false, /credentials/],
    ["wants a password", { requirepass: "secret" }, {}, false, /set the credentials/],
    ["is a read-only replica", { replicaof: "127.0.0.1 1" }, {}, true, /read-only replica/],
    ["is full", { maxmemory: "1", "maxmemory-policy": "noeviction" }, {}, true, /memory is full/],
    [
      "lets this user run no scripts",
      { user: "picket on >pw ~* +@all -@scripting" },
      { username: "picket", password: "pw" },
      true,
      /ACL .*@scripting/,
    ],
    [
      "lets this user use other keys only",
      { user: "picket on >pw ~other* +@all" },
      { username: "picket", password: "pw" },
      false,
      /ACL .*keys of the prefix/,
    ],
    ["has no such database", { databases: "2" }, { location: "/7" }, false, /database/],
  ];
  for (const [what, settings, more, loads, says] of refusals) {
    test(`because it ${what} is said so, with what to do`, async (t) => {
      const refusing = await redisServer({ "replica-serve-stale-data": "yes", ...settings });
      if (!refusing) return t.skip("no redis-server");
      started.push(refusing);
      const location = `${refusing.url}${more.location ?? ""}`;
      const store = openStore(optionsAt(location, { ...more, location }));
      t.after(() => store.close());
      const session = store.open({ applicationId: "a", stage: "s", partition: 0 }, identity);
      if (loads) assert.equal(await session.load(fail), undefined);
      else await assert.rejects(session.load(fail), unavailable(says));
      await assert.rejects(session.save(request(1, { a: "a" })), unavailable(says));
    });
  }

  test("or is not there, or hangs, or comes back, keeps nobody waiting and loses nothing", async (t) => {
    const shaky = await redisServer({ appendfsync: "always" });
    if (!shaky) return t.skip("no redis-server");
    started.push(shaky);
    const store = openStore(optionsAt(shaky.url, { timeoutMs: 1000 }));
    t.after(() => store.close());
    const session = store.open({ applicationId: "a", stage: "s", partition: 0 }, identity);
    assert.equal(await session.save(request(1, { a: "1", b: "1" })), "saved");
    shaky.pause();
    await assert.rejects(session.save(request(2, { a: "2" })), unavailable(/no answer|Command timed out/));
    shaky.resume();
    assert.equal(await settled(() => session.save(request(3, { a: "3" }))), "saved");
    await shaky.kill();
    await assert.rejects(session.save(request(4, { a: "4" })), unavailable(/nothing answers|connection/i));
    await assert.rejects(session.load(fail), unavailable(/nothing answers|connection/i));
    await shaky.restart();
    const heir = store.open({ applicationId: "a", stage: "s", partition: 0 }, identity);
    const snapshot = await settled(() => heir.load(fail));
    assert.equal(snapshot?.manifest.offset, 3);
    assert.equal(String(snapshot.entries.get("a")), "3");
    await store.close();
    await assert.rejects(session.load(fail), unavailable(/closed/));
  });

  /** Tries until the client has connected again. */
  async function settled<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt === 200 || !hasCode(error, "STATE_UNAVAILABLE")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
});
