/** What the collectors have in common: telemetry, Kafka with its topic, the outlet to it, and an end in good order. */

import { Outlet } from "../../collect/outlet.ts";
import { tellOnce, tellProgress } from "../../collect/progress.ts";
import { Tally } from "../../collect/tally.ts";
import type { Settings } from "../../config/settings.ts";
import type { CollectorMetrics, CollectorState } from "../../telemetry/collection.ts";
import type { CommandContext } from "../context.ts";
import { ensureTopics } from "../ensure-topics.ts";
import { openLog } from "../open-log.ts";
import { openTelemetry } from "../open-telemetry.ts";
import type { Surroundings } from "../surroundings.ts";
import { withinGrace } from "../within-grace.ts";

export interface Collector {
  /** Resolves when it has stopped, and Kafka has what it collected. */
  run(stop: AbortSignal): Promise<void>;
  /** What it knows beside what waits for Kafka. */
  state?(): Omit<CollectorState, "waitingBytes">;
}

export interface CollectorParts {
  readonly outlet: Outlet;
  readonly tally: Tally;
  readonly metrics: CollectorMetrics;
}

export interface Collecting {
  /** For people: what runs. */
  readonly name: string;
  readonly topic: string;
  readonly open: (parts: CollectorParts) => Promise<Collector>;
}

/** Resolves after a graceful stop; rejects with what the collector failed with, or when stopping took too long. */
export async function collecting(
  settings: Settings,
  { name, topic, open }: Collecting,
  context: CommandContext,
  surroundings: Surroundings,
): Promise<void> {
  const { logger } = context;
  const { clock, stop } = surroundings;
  let outlet: Outlet | undefined;
  const isReady = (): boolean => outlet !== undefined && outlet.trouble === undefined;
  const telemetry = await openTelemetry(settings, context, () => {
    return { live: true, ready: isReady(), stages: { [name]: isReady() ? "running" : "waiting" } };
  });
  const log = await openLog(settings, context, surroundings).catch(async (error: unknown) => {
    await telemetry.close();
    throw error;
  });
  if (log === undefined) return telemetry.close();
  const metrics = telemetry.collectorMetrics;
  const tally = new Tally(metrics);
  try {
    await ensureTopics(log, [topic], settings.topics);
    const opened = new Outlet({
      writer: await log.writer(),
      clock,
      logger,
      ...settings.collect,
      // One that holds many samples counts as one: how many they were, only its bytes say.
      onRefused: () => tally.lost(1, "too_large"),
    });
    const collector = await open({ outlet: opened, tally, metrics });
    const state = (): CollectorState => ({ waitingBytes: opened.waitingBytes, ...collector.state?.() });
    metrics.observe(state);
    outlet = opened;
    const ended = new AbortController();
    const told = tellProgress({ tally, state, clock, logger }, AbortSignal.any([stop, ended.signal]));
    try {
      await withinGrace(collector.run(stop), settings.processing.shutdownTimeoutMs, surroundings);
      logger.info({}, "stopped");
    } finally {
      ended.abort();
      await told;
      const closing = log.close();
      opened.close();
      await closing;
      tellOnce({ tally, state, logger });
    }
  } finally {
    await Promise.allSettled([log.close(), telemetry.close()]);
  }
}
