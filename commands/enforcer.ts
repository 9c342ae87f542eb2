/** `picket enforcer`: carries out requests to cordon and release nodes, until told to stop. */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Settings } from "../config/settings.ts";
import type { Cluster } from "../enforcer/cluster/port.ts";
import { Enforcer } from "../enforcer/enforcer.ts";
import { Notifier } from "../enforcer/notify/notifier.ts";
import { defaultPolicy, type EnforcerPolicy, parsePolicy } from "../enforcer/policy.ts";
import type { KeyRing } from "../enforcer/signing/key-ring.ts";
import type { VerificationRules } from "../enforcer/signing/verify.ts";
import { WatchedKeyRing, type WatchedKeyRingOptions } from "../enforcer/signing/watched-key-ring.ts";
import type { CommandContext } from "./context.ts";
import { ensureTopics } from "./ensure-topics.ts";
import { openTelemetry } from "./open-telemetry.ts";
import { readGiven } from "./read-given.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";
import { withinGrace } from "./within-grace.ts";

export interface EnforcerCommandOptions {
  /** A file of a fleet to simulate instead of a real cluster. */
  readonly simulate?: string;
}

/** Resolves after a graceful stop; rejects with what the enforcer failed with, or when stopping took too long. */
export async function enforcer(
  settings: Settings,
  { simulate }: EnforcerCommandOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { logger } = context;
  const { clock, stop } = surroundings;
  const policy = policyOf(settings);
  const keys = keysOf(settings, { clock, logger });
  // Also where it has a name: two of one identity would both think that they have the Lease.
  const identity = `${settings.enforcer.identity ?? hostname()}.${randomUUID().slice(0, 8)}`;
  const cluster = await clusterOf(settings, { simulate, policy, identity }, context, surroundings);
  const log = await surroundings.openLog(settings, logger);
  let health: Enforcer["health"] = () => ({ live: true, ready: false, stages: {} });
  const telemetry = await openTelemetry(settings, context, () => health());
  const notifier = new Notifier({
    targets: policy.notify,
    logger,
    onSettled: (target, outcome) => telemetry.enforcerMetrics.notification({ target, outcome }),
  });
  const { topics } = settings;
  // Another group and transactional id than the real one's, which would be fenced by ours.
  const applicationId = `${settings.processing.applicationId}${simulate === undefined ? "" : "-simulated"}`;
  const running = new Enforcer({
    log,
    cluster,
    policy,
    rules: rulesOf(settings, keys),
    applicationId,
    topics: { requests: topics.cordonRequests, outcomes: topics.enforcementOutcomes },
    ensureTopics: () => ensureTopics(log, [topics.cordonRequests, topics.enforcementOutcomes], topics),
    format: settings.processing.outputFormat,
    identity,
    leaseName: settings.enforcer.leaseName,
    leaseDurationMs: settings.enforcer.leaseDurationMs,
    clock,
    logger,
    metrics: telemetry.enforcerMetrics,
    tracer: telemetry.enforcerTracer,
    notify: (notice) => notifier.offer(notice),
  });
  health = () => running.health();
  logger.info({ policy: policy.name, version: policy.version, mode: policy.mode, identity }, "the enforcer runs");
  const ended = new AbortController();
  const watching = keys?.run(ended.signal);
  try {
    await withinGrace(running.run(stop), settings.processing.shutdownTimeoutMs, surroundings);
    logger.info({}, "stopped");
  } finally {
    ended.abort();
    await Promise.allSettled([watching, log.close(), cluster.close(), notifier.close(), telemetry.close()]);
  }
}

function policyOf({ enforcer: { policy: file } }: Settings): EnforcerPolicy {
  return file === undefined ? defaultPolicy : parsePolicy(readFileSync(file, "utf8"), file);
}

function keysOf({ requests: { keyRing: file } }: Settings, options: WatchedKeyRingOptions): WatchedKeyRing | undefined {
  return file === undefined ? undefined : new WatchedKeyRing(file, options);
}

const noKeys: KeyRing = new Map();

/** The ring is that of the moment. */
function rulesOf({ requests, enforcer }: Settings, keys: WatchedKeyRing | undefined): VerificationRules {
  return {
    get ring() {
      return keys?.ring ?? noKeys;
    },
    unsigned: requests.unsigned,
    maxLifetimeMs: enforcer.maxRequestLifetimeMs,
    clockSkewMs: enforcer.maxRequestAheadMs,
  };
}

interface Wanted {
  readonly simulate: string | undefined;
  readonly policy: EnforcerPolicy;
  readonly identity: string;
}

async function clusterOf(
  settings: Settings,
  { simulate, policy, identity }: Wanted,
  { logger }: CommandContext,
  surroundings: Surroundings,
): Promise<Cluster> {
  const watchPods = policy.capacity.check || policy.drain.enabled;
  if (simulate === undefined) {
    const { leaseNamespace: namespace } = settings.enforcer;
    const options = { instance: identity, watchPods, logger, ...(namespace === undefined ? {} : { namespace }) };
    return surroundings.openCluster(settings, options);
  }
  const [{ SimulatedCluster }, { readFleet }] = await Promise.all([
    import("../enforcer/simulated/cluster.ts"),
    import("../enforcer/simulated/fleet-description.ts"),
  ]);
  const fleet = readFleet(await readGiven("fleet", simulate), simulate);
  return new SimulatedCluster(fleet, surroundings).connect({ name: identity, watchPods });
}
