/** The other half of the demo: a simulated cluster with the fleet's nodes, and the production enforcer. */

import { summary } from "../../console/fleet/fleet-map.ts";
import type { Settings } from "../../config/settings.ts";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { Enforcer } from "../../enforcer/enforcer.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { parseKeyRing, ringEntry, withEntry } from "../../enforcer/signing/key-ring.ts";
import type { SigningKey } from "../../enforcer/signing/signing-key.ts";
import type { Log } from "../../log/port.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { SimulatedNode } from "../../simulate/nodes/fleet.ts";
import { noEnforcerMetrics, noEnforcerTracer } from "../../telemetry/enforcement.ts";
import type { Logger } from "../../telemetry/logger.ts";

export interface DemoClusterOptions {
  readonly settings: Settings;
  readonly log: Log;
  readonly nodes: readonly SimulatedNode[];
  /** Whose signatures the enforcer accepts. */
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class DemoCluster {
  readonly #cluster: Cluster;
  readonly #enforcer: Enforcer;

  constructor({ settings, log, nodes, key, clock, logger }: DemoClusterOptions) {
    const cluster = simulatedCluster({ nodes: [] }, { clock });
    for (const { name, zone } of nodes) cluster.addNode({ name, labels: { "topology.kubernetes.io/zone": zone } });
    this.#cluster = cluster.connect({ name: "enforcer", watchPods: false });
    const ring = withEntry(undefined, "the demo's ring", ringEntry(key, { signsFor: ["policy"] }));
    this.#enforcer = new Enforcer({
      log,
      cluster: this.#cluster,
      policy: policySchema.parse({ name: "demo", mode: "enforce" }),
      rules: {
        ring: parseKeyRing(ring, "the demo's ring"),
        unsigned: "refuse",
        maxLifetimeMs: settings.enforcer.maxRequestLifetimeMs,
        clockSkewMs: settings.enforcer.maxRequestAheadMs,
      },
      applicationId: settings.processing.applicationId,
      topics: { requests: settings.topics.cordonRequests, outcomes: settings.topics.enforcementOutcomes },
      // The demo creates them before anything runs.
      ensureTopics: async () => {},
      format: settings.processing.outputFormat,
      identity: "demo",
      leaseName: settings.enforcer.leaseName,
      leaseDurationMs: settings.enforcer.leaseDurationMs,
      clock,
      logger,
      metrics: noEnforcerMetrics,
      tracer: noEnforcerTracer,
      notify: () => {},
    });
  }

  /** `6 nodes: 5 ready, 1 quarantined` */
  get summary(): string {
    return summary(this.#cluster.fleet);
  }

  /** Until `stop` aborts. */
  async run(stop: AbortSignal): Promise<void> {
    await this.#enforcer.run(stop);
    await this.#cluster.close();
  }
}
