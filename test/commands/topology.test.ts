/** `picket topology` on the embedded log: its alerts, and how it stops. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { topology } from "../../commands/topology.ts";
import { loadSettings } from "../../config/settings.ts";
import { goldenEvents } from "../golden.ts";
import { context, Harness } from "./harness.ts";

const environment = { PICKET_METRICS_PORT: "0", PICKET_PARTITIONS: "1", PICKET_DETECTORS: "resource-per-container" };

async function write(harness: Harness, events: readonly Buffer[]): Promise<void> {
  const log = harness.cluster.connect();
  await log.createTopics([{ name: "resource", partitions: 1, replication: 1, config: {} }]);
  await (await log.writer()).write(events.map((value) => ({ topic: "resource", key: null, value, headers: [] })));
  await log.close();
}

/** Anomalies that a subscriber sees; 0 while there is no such topic. */
function anomalies({ cluster }: Harness): number {
  if (cluster.partitionCount("anomalies") === undefined) return 0;
  return cluster.partition({ topic: "anomalies", partition: 0 }).read(0, Number.MAX_SAFE_INTEGER).records.length;
}

for (const alerts of ["true", "false"]) {
  test(`with PICKET_ALERTS=${alerts} standard output has ${alerts === "true" ? "a line an anomaly" : "none"}`, async () => {
    const harness = new Harness();
    await write(harness, await goldenEvents());
    const settings = loadSettings({ ...environment, PICKET_ALERTS: alerts });
    const running = topology(settings, context, harness.surroundings);
    const { clock } = harness.surroundings;
    while (anomalies(harness) < 50) await Promise.race([clock.sleep(5), running]);
    harness.stopping.abort();
    await running;
    const lines = harness.stdout.text.split("\n").length - 1;
    assert.equal(lines, alerts === "true" ? anomalies(harness) : 0);
  });
}

test("a stop while Kafka does not answer is no failure", async () => {
  const harness = new Harness();
  const silent = harness.cluster.connect();
  silent.ready = () => Promise.reject(new Error("no answer"));
  const surroundings = { ...harness.surroundings, openLog: () => Promise.resolve(silent) };
  const settings = loadSettings(environment);
  await assert.rejects(topology(settings, context, surroundings), /no answer/);
  harness.stopping.abort();
  await topology(settings, context, surroundings);
});
