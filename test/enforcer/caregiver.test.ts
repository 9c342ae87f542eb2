/** Care for a held node: only by the leader, and only while the node is held. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { guardedCluster } from "../../enforcer/guarded-cluster.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { Caregiver } from "../../enforcer/reconciler/caregiver.ts";
import { Report } from "../../enforcer/report.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { noEnforcerMetrics, noEnforcerTracer } from "../../telemetry/enforcement.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { aQuarantine } from "./fleets.ts";
import { ManualClock } from "./manual-clock.ts";

describe("a caregiver", () => {
  for (const leads of [true, false]) {
    it(`${leads ? "calls" : "does not call"} a recovery hook while its process ${leads ? "leads" : "is deposed"}`, async (t) => {
      let called = 0;
      const server = createServer((_, answer) => {
        called += 1;
        answer.writeHead(204).end();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      t.after(() => server.closeAllConnections());
      t.after(() => server.close());
      const address = server.address();
      assert.ok(typeof address === "object" && address !== null);
      const http = { url: `http://127.0.0.1:${address.port}` };
      const policy = policySchema.parse({ recovery: [{ name: "reboot", http }] });
      const clock = new ManualClock();
      const simulated = simulatedCluster({ nodes: [{ name: "node", count: 1 }] }, { clock });
      t.after(() => simulated.close());
      const cluster = guardedCluster(simulated.connect(), () => leads);
      const { fleet } = cluster;
      const tellers = { logger: silentLogger, metrics: noEnforcerMetrics, tracer: noEnforcerTracer };
      const report = new Report({ ...tellers, notify: () => {}, fleet });
      const woken = Promise.withResolvers<void>();
      const caregiver = new Caregiver({ cluster, policy, clock, report, wake: () => woken.resolve() });
      const [step] = policy.recovery;
      assert.ok(step);
      caregiver.recover(aQuarantine("node-1", "Recovering"), step);
      await woken.promise;
      assert.equal(called, leads ? 1 : 0);
    });
  }
});
