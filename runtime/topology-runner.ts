/** Runs a topology on a log: waits for the cluster, makes sure of the topics, then runs all stages until told to stop. */

import { randomUUID } from "node:crypto";
import { PicketError } from "../errors/picket-error.ts";
import type { Log } from "../log/port.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Tracer } from "../telemetry/tracing.ts";
import type { Topology } from "../topology/builder.ts";
import type { OutputFormat, Topic } from "../topology/topics.ts";
import type { Clock } from "./clock.ts";
import type { Produced } from "./outbox.ts";
import { pacingsOf } from "./pace/pacings.ts";
import { groupNames, type RunContext } from "./run-context.ts";
import { Serializer, type Sign } from "./serializer.ts";
import { StageRunner, type StageStatus } from "./stage-runner.ts";
import { productionTicks, type TickPolicy } from "./ticker.ts";
import { TopicDirectory } from "./topic-directory.ts";
import { ensureTopics, type TopicPlan, topicsOf } from "./topics.ts";

export interface RunnerOptions {
  readonly applicationId: string;
  /** A stable name of this instance; without one, each start is a new member. */
  readonly instanceId?: string | undefined;
  readonly topics: TopicPlan;
  readonly outputFormat: OutputFormat;
  readonly autoOffsetReset: "earliest" | "latest";
  readonly fetchBytes: number;
  readonly maxClockAheadMs: number;
  readonly forgetAfterMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly snapshots?: RunContext["snapshots"];
  /** Left out: as in production. */
  readonly ticks?: TickPolicy;
  /** For outputs that are to be signed; `unsigned` writes them as they are, where readers are known to take that. */
  readonly sign?: Sign | "unsigned" | undefined;
  readonly onProduced?: (values: readonly Produced[]) => void;
}

export interface RunnerHealth {
  /** No loop is stuck. */
  readonly live: boolean;
  /** Every stage has its partitions, restored. */
  readonly ready: boolean;
  readonly stages: Readonly<Record<string, StageStatus>>;
}

/**
 * A loop that did not come round for this long is stuck. While the cluster is away a loop may wait for it for minutes, to
 * learn how its last transaction ended; a restart would not shorten that.
 */
const stuckAfterMs = 600_000;
const waitingReminderMs = 5000;

export class TopologyRunner {
  readonly #topology: Topology;
  readonly #log: Log;
  readonly #options: RunnerOptions;
  #stages: readonly StageRunner[] = [];

  constructor(topology: Topology, log: Log, options: RunnerOptions) {
    this.#topology = topology;
    this.#log = log;
    this.#options = options;
  }

  health(): RunnerHealth {
    const stages = Object.fromEntries(this.#stages.map((stage) => [stage.name, stage.status]));
    return {
      live: this.#stages.every((stage) => stage.idleMs < stuckAfterMs || stage.status === "stopped"),
      ready: this.#stages.length > 0 && this.#stages.every((stage) => stage.status === "running"),
      stages,
    };
  }

  /**
   * Resolves when `stop` has aborted and every stage has finished its batch.
   * @throws PicketError `SIGNING_KEY_MISSING`; or that of the first stage that failed, after the others have stopped too.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { logger, clock, sign } = this.#options;
    if (sign === undefined) refuseUnsigned(this.#topology);
    try {
      await this.#log.ready(waitingReporter(logger, clock), stop);
    } catch (error) {
      if (!stop.aborted) throw error;
    }
    if (stop.aborted) return;
    const context = await this.#context();
    const failed = new AbortController();
    const end = AbortSignal.any([stop, failed.signal]);
    this.#stages = this.#topology.stages.map((stage) => new StageRunner(stage, this.#log, context));
    logger.info({ stages: this.#topology.stages.map((stage) => stage.name).join(", ") }, "the topology runs");
    const runs = this.#stages.map((stage) =>
      stage.run(end).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const outcomes = await Promise.allSettled(runs);
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure) throw failure.reason;
  }

  async #context(): Promise<RunContext> {
    const {
      applicationId,
      instanceId,
      topics,
      outputFormat,
      snapshots,
      onProduced = () => {},
      ticks = productionTicks,
      sign,
      ...rest
    } = this.#options;
    const counts = await ensureTopics(this.#log, topicsOf(this.#topology.stages), topics);
    return {
      ...rest,
      applicationId,
      snapshots,
      onProduced,
      ticks,
      pacings: pacingsOf(this.#topology.stages, this.#options),
      topics: new TopicDirectory(topics.nameOf, counts),
      serializer: new Serializer(applicationId, outputFormat, sign === "unsigned" ? undefined : sign),
      names: groupNames(applicationId, instanceId ?? randomUUID(), instanceId !== undefined),
    };
  }
}

/** @returns a function of a logical topic's real name: the settings' for those that others use, prefixed for our own. */
export function topicNames(applicationId: string, named: Readonly<Record<string, string>>): (topic: Topic) => string {
  return (topic) => named[topic.name] ?? (topic.role === "internal" ? `${applicationId}.${topic.name}` : topic.name);
}

function refuseUnsigned({ stages }: Topology): void {
  const signed = topicsOf(stages).find((topic) => topic.role === "output" && topic.isSigned);
  if (!signed) return;
  const remedy = "Set PICKET_SIGNING_KEY; `picket keys generate` makes one.";
  const message = `What is written to ${signed.name} must be signed, and there is no key to sign with. ${remedy}`;
  throw new PicketError("SIGNING_KEY_MISSING", message, { context: { topic: signed.name } });
}

function waitingReporter(logger: Logger, clock: Clock): (problem: Error, waitedMs: number) => void {
  let told = -Infinity;
  return (problem, waitedMs) => {
    if (clock.elapsed() - told < waitingReminderMs) return;
    told = clock.elapsed();
    logger.warn({ seconds: Math.round(waitedMs / 1000), error: problem }, "waiting for Kafka");
  };
}
