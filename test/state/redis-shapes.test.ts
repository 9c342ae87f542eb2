/** The shapes in which Redis comes: Sentinel, Cluster, TLS, ACL users; and the settings that name them. */

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { hasCode } from "../../errors/picket-error.ts";
import { openStore, type StoreOptions } from "../../state/open-store.ts";
import { freePort } from "../services/free-port.ts";
import type { StateScope } from "../../state/port.ts";
import { redisServer, type RedisServer } from "../services/redis.ts";
import { redisSentinels } from "../services/redis-sentinels.ts";
import { fail, identity, request } from "./contract.ts";
import { savedThrough } from "./saved-through.ts";

const keyPrefix = "picket:";
const scope: StateScope = { applicationId: "app", stage: "container", partition: 0 };
const timing = { keyPrefix, timeoutMs: 5000, expiryMs: 60_000 };

async function started(t: TestContext, settings: Readonly<Record<string, string>>): Promise<RedisServer | undefined> {
  const server = await redisServer({ loglevel: "notice", ...settings });
  if (server) t.after(() => server.dispose());
  else t.skip("no redis-server");
  return server;
}

/** Saves, loads, lists and drops, by two stores. */
async function works(t: TestContext, options: Pick<StoreOptions, "location"> & Partial<StoreOptions>): Promise<void> {
  const [store, other] = [openStore({ ...timing, ...options }), openStore({ ...timing, ...options })];
  t.after(() => Promise.all([store.close(), other.close()]));
  const scopes = Array.from({ length: 20 }, (_, partition) => ({
    applicationId: "app",
    stage: "container",
    partition,
  }));
  for (const scope of scopes) {
    const session = store.open(scope, identity);
    assert.equal(await session.save(request(1, { a: "1" })), "saved");
    assert.equal(await session.save(request(2, { b: "2" }, ["a"])), "saved");
    const snapshot = await other.open(scope, identity).load(fail);
    assert.deepEqual([...(snapshot?.entries ?? [])].map(String), ["b,2"]);
  }
  assert.deepEqual(
    (await other.list("app")).map(({ scope }) => scope),
    scopes,
  );
  assert.equal(await other.drop("app"), 40);
  assert.deepEqual(await store.list("app"), []);
}

describe("snapshots in Redis", () => {
  test("by Sentinel", async (t) => {
    const primary = await started(t, {});
    if (!primary) return;
    const sentinels = await redisSentinels(primary, 1);
    t.after(() => sentinels.dispose());
    await works(t, { location: `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinels.ports[0]}/picket` });
  });

  test("by Sentinel, through a failover to a replica", async (t) => {
    const primary = await started(t, { "repl-diskless-sync-delay": "0" });
    if (!primary) return;
    const port = Number(new URL(primary.url).port);
    const replica = (await started(t, { replicaof: `127.0.0.1 ${port}` }))!;
    const sentinels = await redisSentinels(primary, 3, 1);
    t.after(() => sentinels.dispose());
    const location = `redis+sentinel://${sentinels.ports.map((one) => `127.0.0.1:${one}`).join(",")}/picket`;
    const [store, other] = [openStore({ ...timing, location }), openStore({ ...timing, location })];
    t.after(() => Promise.all([store.close(), other.close()]));
    const failover = {
      start: () => primary.kill(),
      isOver: async () => (await sentinels.primaryPort()) === Number(new URL(replica.url).port),
    };
    const { away, incomplete } = await savedThrough(failover, { store, other, scope });
    assert.ok(away > 0, "saves waited while there was no primary");
    t.diagnostic(`away for ${away} tries, asked for everything ${incomplete} times`);
  });

  test("in a Cluster of three masters, while slots move from one to another", async (t) => {
    const nodes: RedisServer[] = [];
    for (let i = 0; i < 3; i += 1) {
      const node = await started(t, { "cluster-enabled": "yes", "cluster-announce-ip": "127.0.0.1" });
      if (!node) return;
      nodes.push(node);
    }
    const addresses = nodes.map(({ url }) => new URL(url).host);
    const cli = (...words: string[]) => promisify(execFile)("redis-cli", ["--cluster", ...words, "--cluster-yes"]);
    await cli("create", ...addresses);
    const location = `redis+cluster://${addresses.join(",")}`;
    await works(t, { location });

    const [store, other] = [openStore({ ...timing, location }), openStore({ ...timing, location })];
    t.after(() => Promise.all([store.close(), other.close()]));
    // They hear of their servers' end.
    const clients = nodes.map(({ url }) => new Redis(url).on("error", () => {}));
    t.after(() => clients.forEach((client) => client.disconnect()));
    const sizes = async (): Promise<number[]> => Promise.all(clients.map((client) => client.dbsize()));
    await store.open(scope, identity).save(request(0, {}));
    const from = (await sizes()).findIndex((size) => size > 0);
    const [source, target] = [await clients[from]!.cluster("MYID"), await clients[(from + 1) % 3]!.cluster("MYID")];
    const whole = ["--cluster-slots", "16384", "--cluster-from", source, "--cluster-to", target];
    const move = {
      start: () => cli("reshard", addresses[0]!, ...whole),
      isOver: async () => (await sizes())[from] === 0,
    };
    const { away } = await savedThrough(move, { store, other, scope });
    t.diagnostic(`away for ${away} tries`);
  });

  test("by TLS, as an ACL user that may do no more than it must", async (t) => {
    const directory = mkdtempSync(path.join(tmpdir(), "picket-tls-"));
    t.after(() => rmSync(directory, { recursive: true }));
    const [cert, key] = [path.join(directory, "cert.pem"), path.join(directory, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-nodes"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    execFileSync("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const port = await freePort();
    const files = { "tls-cert-file": cert, "tls-key-file": key, "tls-ca-cert-file": cert };
    const may = "-@all +@hash +@scripting +@keyspace +memory|usage +@connection +info";
    const user = `picket on >s:e/c~r@t ~${keyPrefix}* ${may}`;
    const server = await started(t, { "tls-port": String(port), ...files, "tls-auth-clients": "no", user });
    if (!server) return;
    const tls = { ca: readFileSync(cert) };
    await works(t, { location: `rediss://picket:s%3Ae%2Fc~r%40t@localhost:${port}`, tls });
    await works(t, { location: `rediss://localhost:${port}/0`, username: "picket", password: "s:e/c~r@t", tls });
    const trusting = openStore({ ...timing, location: `rediss://localhost:${port}` });
    t.after(() => trusting.close());
    await assert.rejects(
      trusting.list("app"),
      (error) => hasCode(error, "STATE_UNAVAILABLE") && /TLS handshake/.test(error.message),
    );
  });
});

describe("the location of a store", () => {
  for (const [location, problem] of [
    ["", /memory:, file:DIRECTORY or redis:/],
    ["file:", /memory:/],
    ["http://x", /memory:/],
    ["redis://", /not of the form/],
    ["redis+ring://x", /not of the form/],
    ["redis://a,b", /several hosts/],
    ["redis://host:port", /"host:port" is not HOST/],
    ["redis://host/db", /number of a database/],
    ["redis+sentinel://host", /name of the master/],
    ["redis+cluster://host/1", /no databases/],
  ] as const) {
    test(`cannot be "${location}"`, () => {
      assert.throws(
        () => openStore({ ...timing, location }),
        (error) => hasCode(error, "SETTINGS_INVALID") && problem.test(error.message),
      );
    });
  }

  test("does not show up in messages about it, since it may hold a password", () => {
    assert.throws(
      () => openStore({ ...timing, location: "redis://user:secret@a,b/x" }),
      (error) => error instanceof Error && !/secret/.test(error.message),
    );
  });

  test("may be IPv6, hold no port, and name a database", async () => {
    for (const location of [
      "redis://[::1]:6380/3",
      "rediss://:pw@host",
      "redis+cluster://a:1,b",
      "redis+sentinel://a/m?db=2",
    ])
      await openStore({ ...timing, location }).close();
  });
});
