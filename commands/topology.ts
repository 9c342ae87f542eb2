/** `picket topology`: the whole job, on a real cluster, until told to stop. */

import type { Settings } from "../config/settings.ts";
import { paletteFor } from "../console/terminal/palette.ts";
import { TopologyRunner } from "../runtime/topology-runner.ts";
import { alertWriter } from "./alerts.ts";
import type { CommandContext } from "./context.ts";
import { declaredTopology } from "./declared-topology.ts";
import { nodeModels } from "./node-models.ts";
import { openTelemetry } from "./open-telemetry.ts";
import { runnerOptions } from "./runner-options.ts";
import { signerOf } from "./signer.ts";
import { snapshotPolicy, stateStore } from "./state-store.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";
import { withinGrace } from "./within-grace.ts";

/** Resolves after a graceful stop; rejects with what the topology failed with, or when stopping took too long. */
export async function topology(
  settings: Settings,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { logger } = context;
  const { clock, stdout, stop } = surroundings;
  const models = await nodeModels(settings, { clock, logger });
  const declared = await declaredTopology(settings, models);
  const sign = await signerOf(settings);
  const log = await surroundings.openLog(settings, logger);
  const store = await stateStore(settings);
  let health = () => ({ live: true, ready: false, stages: {} });
  const telemetry = await openTelemetry(settings, context, () => health());
  const alerts = alertWriter({
    format: settings.logging.format,
    palette: paletteFor(stdout),
    write: (lines) => stdout.write(lines),
  });
  const runner = new TopologyRunner(declared, log, {
    ...runnerOptions(settings),
    sign,
    clock,
    logger,
    metrics: telemetry.metrics,
    tracer: telemetry.tracer,
    snapshots: store && { store, policy: snapshotPolicy(settings) },
    ...(settings.telemetry.alerts ? { onProduced: alerts } : {}),
  });
  health = () => runner.health();
  if (models) models.metrics = telemetry.inferenceMetrics;
  // With the first tick they are told; and the last batch is still asked.
  await models?.look();
  const done = new AbortController();
  const looking = models?.run(done.signal);
  try {
    await withinGrace(runner.run(stop), settings.processing.shutdownTimeoutMs, surroundings);
    logger.info({}, "stopped");
  } finally {
    done.abort();
    await Promise.allSettled([log.close(), telemetry.close(), store?.close(), looking]);
  }
}
