/** Two deployments that share an application id and a store: each says so, and both go on. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import type { ModelName } from "../../topology/detectors/built-in.ts";
import { goldenEvents } from "../golden.ts";
import { production } from "../production.ts";

const sample = (await goldenEvents()).slice(0, 400);

describe("deployments that share an application id", () => {
  for (const [models, sameCluster, difference] of [
    [["hst", "ocsvm"], true, /too, with other detection settings/],
    [["hst", "hst"], false, /too, of another topic/],
  ] as const) {
    it(`are told of each other when they have ${difference.source}`, async (t) => {
      const store = new MemoryStore();
      const warnings = models.map((): string[] => []);
      const harnesses = models.map((model: ModelName, i) => {
        const logger = { ...silentLogger, warn: (_: unknown, message: string) => void warnings[i]!.push(message) };
        const harness = new Harness(production(model), { store, logger });
        t.after(() => harness.close());
        // In another cluster, the topic of the same name has another id.
        if (i > 0 && !sameCluster) remake(harness, harness.nameOf("by-container"));
        harness.start();
        return harness;
      });
      for (let from = 0; from < sample.length; from += 100) {
        for (const harness of harnesses) {
          await harness.write("resource", sample.slice(from, from + 100), { partition: 0 });
          await harness.settled();
        }
      }
      for (const told of warnings) {
        const ofContainers = told.filter((message) => message.includes("/container too"));
        assert.equal(ofContainers.length, 1, told.join("\n"));
        assert.match(ofContainers[0]!, difference);
        assert.match(ofContainers[0]!, /PICKET_APPLICATION_ID/);
      }
    });
  }

  it("are not told of each other when they are one", async (t) => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_: unknown, message: string) => void warnings.push(message) };
    const harness = new Harness(production("hst"), { store: new MemoryStore(), partitions: 2, logger });
    t.after(() => harness.close());
    harness.start();
    harness.start();
    for (let from = 0; from < sample.length; from += 100) {
      await harness.write("resource", sample.slice(from, from + 100), { partition: 0 });
      await harness.settled();
    }
    assert.deepEqual(
      warnings.filter((message) => message.includes("PICKET_APPLICATION_ID")),
      [],
    );
  });
});

function remake({ cluster }: Harness, topic: string): void {
  const partitions = cluster.partitionCount(topic) ?? 0;
  cluster.deleteTopic(topic);
  cluster.createTopic({ name: topic, partitions, replication: 1, config: {} });
}
