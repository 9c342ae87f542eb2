/**
 * The other half of the demo: a simulated cluster with the fleet's nodes, the production enforcer, and someone on call who
 * asks for the node of an attack that was found, signed and through the log, as `picket request` does.
 */

import { summary } from "../../console/fleet/fleet-map.ts";
import type { Palette } from "../../console/terminal/palette.ts";
import type { Settings } from "../../config/settings.ts";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { Enforcer } from "../../enforcer/enforcer.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { parseKeyRing, ringEntry, withEntry } from "../../enforcer/signing/key-ring.ts";
import { signRecord } from "../../enforcer/signing/sign.ts";
import { newSigningKey } from "../../enforcer/signing/signing-key.ts";
import type { Log } from "../../log/port.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import type { Action, Evidence } from "../../proto/codecs/cordon-request.ts";
import { cordonRequestKind } from "../../proto/codecs/cordon-request-format.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import { eventSource, messageRecord } from "../../proto/codecs/message-record.ts";
import type { Clock } from "../../runtime/clock.ts";
import { noEnforcerMetrics, noEnforcerTracer } from "../../telemetry/enforcement.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { follow } from "../follow.ts";

export interface OnCallOptions {
  readonly settings: Settings;
  readonly log: Log;
  readonly nodes: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly palette: Palette;
  /** Hears what the enforcer did, in lines. */
  readonly tell: (line: string) => void;
}

const zoneLabel = "topology.kubernetes.io/zone";
const zones = ["zone-a", "zone-b"];
/** As much of what speaks against a node as fits on a screen. */
const mostEvidence = 3;

export class OnCall {
  readonly #options: OnCallOptions;
  readonly #cluster: Cluster;
  readonly #enforcer: Enforcer;
  readonly #key = newSigningKey();
  #asked = 0;

  constructor(options: OnCallOptions) {
    const { settings, log, nodes, clock, logger } = options;
    this.#options = options;
    const cluster = simulatedCluster({ nodes: [] }, { clock });
    for (const [index, name] of nodes.entries()) cluster.addNode({ name, labels: { [zoneLabel]: zones[index % 2]! } });
    this.#cluster = cluster.connect({ name: "enforcer", watchPods: false });
    const ring = withEntry(undefined, "the demo's ring", ringEntry(this.#key, { signsFor: ["person"] }));
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
      format: "json",
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

  /** Until `stop` aborts. */
  async run(stop: AbortSignal): Promise<void> {
    await Promise.all([this.#enforcer.run(stop), this.#listen(stop)]);
    await this.#cluster.close();
  }

  /** @param anomalies what speaks against the node. */
  async cordon(node: string, reason: string, anomalies: readonly Anomaly[]): Promise<void> {
    await this.#ask("cordon", node, reason, anomalies.slice(0, mostEvidence).map(evidenceOf));
  }

  async release(node: string, reason: string): Promise<void> {
    await this.#ask("release", node, reason, []);
  }

  async #ask(action: Action, node: string, reason: string, evidence: readonly Evidence[]): Promise<void> {
    const { settings, log, clock } = this.#options;
    const now = clock.now();
    const request = {
      id: `demo/${(this.#asked += 1)}`,
      action,
      node,
      reason,
      severity: "high",
      score: 0,
      evidence,
      critical: [],
      models: [],
      requestedAt: now,
      notAfter: now + settings.requests.lifetimeMs,
      requestedBy: "on call",
    } as const;
    const record = messageRecord(request, cordonRequestKind, {
      topic: settings.topics.cordonRequests,
      key: node,
      source: eventSource(settings.processing.applicationId),
      format: "json",
    });
    const writer = await log.writer();
    await writer.write([signRecord(record, this.#key)]);
    await writer.close();
  }

  /** Subscribes to the outcomes, as anyone would. */
  async #listen(stop: AbortSignal): Promise<void> {
    const { settings, log, logger, clock, tell, palette } = this.#options;
    const following = { topic: settings.topics.enforcementOutcomes, fromBeginning: true, untilEnd: false, stop };
    for await (const { records } of follow(log, following, { logger }, clock)) {
      for (const { value } of records) {
        if (value === null) continue;
        const { node, code, message } = outcomeFormats.json.decode(value);
        tell(palette("good", `    The enforcer, of ${node}: ${message} (${code})`));
        tell(palette("quiet", `    The simulated cluster has ${summary(this.#cluster.fleet)}.`));
      }
    }
  }
}

function evidenceOf({ id, detector, source, container, reasons }: Anomaly): Evidence {
  const features = reasons.slice(0, 2).map(({ feature }) => feature);
  const summary = `${container?.image ?? "the host"}: ${features.join(", ") || "unusual"}`;
  return { kind: `container-anomaly/${detector}`, id, ...source, summary: summary.slice(0, 200) };
}
