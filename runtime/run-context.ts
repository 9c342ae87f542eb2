/** What every part of a running topology is handed: clock, log book, measures, names, bounds. Nothing here is global. */

import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Tracer } from "../telemetry/tracing.ts";
import type { SnapshotStore } from "../state/port.ts";
import type { Clock } from "./clock.ts";
import type { Produced } from "./outbox.ts";
import type { Pacing } from "./pace/pacing.ts";
import type { Serializer } from "./serializer.ts";
import type { SnapshotPolicy } from "./snapshot-policy.ts";
import type { TickPolicy } from "./ticker.ts";
import type { TopicDirectory } from "./topic-directory.ts";

export interface RunContext {
  readonly applicationId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly topics: TopicDirectory;
  readonly serializer: Serializer;
  readonly names: GroupNames;
  /** Where states are kept, and when; without it, a restart learns again from the log. */
  readonly snapshots: { readonly store: SnapshotStore; readonly policy: SnapshotPolicy } | undefined;
  /** A key that had no event for so long, in ms of event time, starts anew. */
  readonly forgetAfterMs: number;
  /** Where a group starts in an input topic that it has never read. Internal topics are always read from their start. */
  readonly autoOffsetReset: "earliest" | "latest";
  /** Bound on what one fetch brings; about two of them are in memory at a time, for each stage. */
  readonly fetchBytes: number;
  /** How far an event's time may lie ahead of its record's, in ms. */
  readonly maxClockAheadMs: number;
  readonly ticks: TickPolicy;
  /** Of stages that keep pace with others, by name. */
  readonly pacings: ReadonlyMap<string, Pacing>;
  /** Hears of values only after the transaction that wrote them has committed. */
  readonly onProduced: (values: readonly Produced[]) => void;
}

/** The names under which this process is known to the cluster. */
export interface GroupNames {
  groupId(stage: string): string;
  transactionalId(stage: string): string;
  /** Static membership (KIP-345) where this instance has a stable name. */
  readonly instanceId: string | undefined;
}

/** @param instance stable where `instanceId` was set, else unique to this start. */
export function groupNames(applicationId: string, instance: string, isStable: boolean): GroupNames {
  return {
    groupId: (stage) => `${applicationId}.${stage}`,
    transactionalId: (stage) => `${applicationId}.${stage}.${instance}`,
    instanceId: isStable ? instance : undefined,
  };
}
