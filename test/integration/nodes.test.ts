/**
 * The whole way on real services: fifty nodes report, six of them are attacked and one fails, and in the cluster those that were
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
/** From an attack's start to when it is asked for, by the node's clock. */
const soon = 30_000;
const services = await Promise.all([kafkaBroker(), redisServer(), kubernetesApi()]);
const [broker, redis, api] = services;
// Those that are there end although one is not.
after(() => Promise.all(services.map(async (service) => service?.dispose())));

describe("a fleet of fifty nodes", { skip: services.includes(undefined) }, async () => {
  if (!broker || !redis || !api) return;
  const trial = await FleetTrial.begin({ broker, redis, api, seed, historyMs });
  after(() => trial.end());

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
    for (const { name, node, start, isAttack } of trial.incidents) {
      const asked = requests.find((request) => request.node === node);
      const delayMs = asked === undefined ? Infinity : trial.sightOf(asked) - start;
      t.diagnostic(`${name} on ${node}: ${asked ? `asked for after ${delayMs / 1000} s at most` : "not asked for"}`);
      if (isAttack) assert.ok(delayMs <= soon, `${name} on ${node} after ${delayMs} ms`);
      else assert.equal(asked, undefined, `${name} on ${node}`);
    }
    assert.deepEqual(trial.quarantined().toSorted(), trial.attacked.toSorted());
  });

  it("can be followed under one trace from the telemetry to the node", async () => {
    const miner = trial.incidents.find(({ name }) => name === "miner")!;
    const outcomes = await trial.outcomes();
    const cordoned = outcomes.find(({ node, code }) => node === miner.node && code === "cordoned");
    assert.ok(trial.telemetryTraces.has(cordoned?.traceId ?? ""), JSON.stringify(cordoned));
  });
});
