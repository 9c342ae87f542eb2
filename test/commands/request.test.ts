/** `picket request`: what is written to the topic is what an enforcer accepts, and what it would refuse is never sent. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { generate } from "../../commands/keys/generate.ts";
import { request, type RequestOptions } from "../../commands/request/request.ts";
import { tail } from "../../commands/tail.ts";
import type { Environment } from "../../config/given.ts";
import { loadSettings } from "../../config/settings.ts";
import { readKeyRing } from "../../enforcer/signing/key-ring.ts";
import { verifyRequest } from "../../enforcer/signing/verify.ts";
import { hasCode } from "../../errors/picket-error.ts";
import type { Log, LogRecord } from "../../log/port.ts";
import { cordonRequestFromJson } from "../../proto/codecs/cordon-request-json.ts";
import { systemClock } from "../../runtime/clock.ts";
import { context, Harness } from "./harness.ts";

const directory = await mkdtemp(path.join(tmpdir(), "picket-request-"));
after(() => rm(directory, { recursive: true }));
const signingKey = path.join(directory, "key.pem");
const keyRing = path.join(directory, "ring.json");
before(() => generate(signingKey, { keyRing }, new Harness().surroundings));

const signed: Environment = { PICKET_SIGNING_KEY: signingKey };
const asked: RequestOptions = { action: "cordon", node: "worker-1", reason: "disk is failing", requestedBy: "ann" };

async function written(log: Log, topic = "cordon-requests"): Promise<readonly LogRecord[]> {
  const [partitions = 0] = await log.partitionCounts([topic]);
  const positions = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));
  const reader = await log.reader();
  const fetched = await reader.fetch(positions, { maxBytes: 2 ** 20, maxWaitMs: 0 });
  await reader.close();
  return fetched.flatMap(({ records }) => records);
}

async function run(environment: Environment, options: RequestOptions, harness = new Harness()): Promise<Harness> {
  await request(loadSettings(environment), options, { ...context, environment }, harness.surroundings);
  return harness;
}

describe("picket request", () => {
  for (const [action, format] of [
    ["cordon", "json"],
    ["release", "protobuf"],
  ] as const) {
    it(`${action} writes one that an enforcer accepts, in ${format}`, async () => {
      const harness = await run({ ...signed, PICKET_OUTPUT_FORMAT: format }, { ...asked, action, nodeUid: "u-1" });
      const [record, ...more] = await written(harness.cluster.connect());
      assert.ok(record !== undefined && more.length === 0);
      const rules = { unsigned: "refuse", maxLifetimeMs: 3_600_000, clockSkewMs: 0 } as const;
      const ring = await readKeyRing(keyRing);
      const verified = verifyRequest({ topic: "cordon-requests", ...record }, { ring, ...rules }, systemClock.now());
      assert.ok(verified.verdict === "accepted");
      const { id, requestedAt, notAfter, ...rest } = verified.request;
      assert.deepEqual(rest, {
        action,
        node: "worker-1",
        nodeUid: "u-1",
        reason: "disk is failing",
        severity: "high",
        score: 0,
        evidence: [],
        critical: [],
        models: [],
        requestedBy: "ann",
      });
      assert.equal(notAfter - requestedAt, 600_000);
      assert.ok(harness.stdout.text.includes(id), harness.stdout.text);
      const follow = new Harness();
      const surroundings = { ...follow.surroundings, openLog: () => Promise.resolve(harness.cluster.connect()) };
      await tail(loadSettings({}), { topic: "cordon-requests", json: true, untilEnd: true }, context, surroundings);
      const line: { headers: Record<string, string>; value: { id: string } } = JSON.parse(follow.stdout.text);
      assert.deepEqual([line.value.id, line.headers["ce_id"]], [id, id]);
      assert.equal(line.headers["ce_type"], "picket.v1.CordonRequest");
    });
  }

  it("has an id of its own each time", async () => {
    const harness = await run(signed, asked);
    await run(signed, asked, harness);
    const ids = (await written(harness.cluster.connect())).map(({ value }) => cordonRequestFromJson(String(value)).id);
    assert.equal(new Set(ids).size, 2);
  });

  it("lives as long as the settings say, and is asked by who is logged in", async () => {
    const { requestedBy: _nobody, ...anonymous } = asked;
    const environment = { ...signed, PICKET_REQUEST_LIFETIME: "30s", USER: "bea" };
    const harness = await run(environment, { ...anonymous, severity: "low" });
    const [record] = await written(harness.cluster.connect());
    const { requestedAt, notAfter, requestedBy, severity } = cordonRequestFromJson(String(record?.value));
    assert.deepEqual([notAfter - requestedAt, requestedBy, severity], [30_000, "bea", "low"]);
    const nobody = run(signed, anonymous);
    await assert.rejects(nobody, (error) => hasCode(error, "SETTINGS_INVALID") && /--requested-by/.test(error.message));
  });

  it("--dry-run prints it, and needs neither a key nor Kafka", async () => {
    const harness = new Harness();
    const openLog = () => assert.fail("no log is needed");
    const environment = {};
    const surroundings = { ...harness.surroundings, openLog };
    await request(loadSettings(environment), { ...asked, dryRun: true }, context, surroundings);
    assert.equal(cordonRequestFromJson(harness.stdout.text).reason, "disk is failing");
  });

  it("is not sent unsigned unless that is wanted", async () => {
    const harness = new Harness();
    await assert.rejects(
      run({}, asked, harness),
      (error) =>
        hasCode(error, "SETTINGS_INVALID") && /PICKET_SIGNING_KEY.*PICKET_UNSIGNED_REQUESTS=accept/.test(error.message),
    );
    assert.deepEqual(await harness.cluster.connect().partitionCounts(["cordon-requests"]), [undefined]);
    await run({ PICKET_UNSIGNED_REQUESTS: "accept" }, asked, harness);
    const [record] = await written(harness.cluster.connect());
    assert.deepEqual(
      record?.headers.map(([name]) => name).filter((name) => name.startsWith("picket-")),
      [],
    );
  });

  for (const [what, change, expected] of [
    ["a node that cannot be", { node: "Worker_1" }, /node: is not the name of a Kubernetes node/],
    ["a reason of two lines", { reason: "a\nb" }, /reason: has characters/],
    ["a severity that is none", { severity: "grave" }, /--severity "grave": expected one of low/],
  ] as const) {
    it(`is not sent with ${what}`, async () => {
      const harness = new Harness();
      await assert.rejects(
        run(signed, { ...asked, ...change }, harness),
        (error) => hasCode(error, "SETTINGS_INVALID") && expected.test(error.message),
      );
      assert.equal(harness.stdout.text, "");
    });
  }

  it("does not end well where it was stopped before it was sent", async () => {
    const harness = new Harness();
    harness.stopping.abort();
    await assert.rejects(run(signed, asked, harness), (error) => hasCode(error, "STOPPED"));
    assert.equal(harness.stdout.text, "");
    assert.deepEqual(await harness.cluster.connect().partitionCounts(["cordon-requests"]), [undefined]);
  });

  it("makes no topic where topics are not to be made", async () => {
    await assert.rejects(run({ ...signed, PICKET_CREATE_TOPICS: "false" }, asked), (error) =>
      hasCode(error, "LOG_TOPIC_UNKNOWN"),
    );
  });
});
