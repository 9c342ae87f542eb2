/**
 * The whole way on real services: fifty nodes report, six of them are attacked or fail, and in the cluster those that were
 * attacked are quarantined, and no other.
 */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { kafkaBroker } from "../services/kafka.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { redisServer } from "../services/redis.ts";
import { FleetTrial } from "./fleet-trial.ts";

/** Of event time, before the first incident; PICKET_TEST_HISTORY_MINUTES=120 is the long form. */
const historyMs = Number(process.env["PICKET_TEST_HISTORY_MINUTES"] ?? 6) * 60_000;
const seed = process.env["PICKET_TEST_SEED"] ?? "fifty nodes";
/** Beyond doubt by what their processes do; for others the policy waits until more speaks against the node: docs/detection.md. */
const soonFound: ReadonlySet<string> = new Set(["miner", "reverse-shell"]);
const services = await Promise.all([kafkaBroker(), redisServer(), kubernetesApi()]);
const [broker, redis, api] = services;

describe("a fleet of fifty nodes", { skip: services.includes(undefined) }, async () => {
  if (!broker || !redis || !api) return;
  const trial = await FleetTrial.begin({ broker, redis, api, seed, historyMs });
  after(async () => {
    await trial.end();
    await Promise.all([broker.dispose(), redis.dispose(), api.dispose()]);
  });

  it("is left alone while it is healthy", async (t) => {
    t.diagnostic(`seed ${seed}, ${historyMs / 60_000} minutes of history`);
    await trial.liveThrough(historyMs);
    assert.deepEqual(await trial.requests(), []);
    assert.equal(trial.quarantined().length, 0);
    const judged = await trial.health();
    assert.ok(judged.length > 40 * (historyMs / 10_000), `${judged.length} windows were judged`);
  });

  it("loses to quarantine the nodes that were attacked, and no other", async (t) => {
    await trial.liveUntil(() => trial.attacked.every((node) => trial.quarantined().includes(node)));
    const requests = await trial.requests();
    for (const { name, node, start } of trial.incidents) {
      const asked = requests.find((request) => request.node === node);
      const delayMs = asked === undefined ? Infinity : trial.windowEndOf(asked) - start;
      t.diagnostic(
        `${name} on ${node}: ${asked ? `asked for with the window that ended after ${delayMs / 1000} s` : "not asked for"}`,
      );
      if (soonFound.has(name)) assert.ok(delayMs <= 30_000, `${name} on ${node}`);
      if (asked) assert.ok(trial.attacked.includes(node), `${name} on ${node}`);
    }
    const held = trial.quarantined();
    for (const node of held) assert.ok(trial.attacked.includes(node), node);
    for (const { node } of trial.incidents.filter(({ name }) => soonFound.has(name)))
      assert.ok(held.includes(node), node);
  });

  it("can be followed under one trace from the telemetry to the node", async () => {
    const miner = trial.incidents.find(({ name }) => name === "miner")!;
    const outcomes = await trial.outcomes();
    const cordoned = outcomes.find(({ node, code }) => node === miner.node && code === "cordoned");
    assert.ok(trial.telemetryTraces.has(cordoned?.traceId ?? ""), JSON.stringify(cordoned));
  });
});
