/**
 * States for another cluster: its internal topics are new, so offsets and topic ids mean nothing there, and it may have
 * another number of partitions. Each state goes to the partition that its key's events will go to, as what is known before
 * the first of them.
 */

import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { murmur2 } from "../../log/partitioner.ts";
import type { Log } from "../../log/port.ts";
import { splitName } from "../../runtime/key-states.ts";
import { clockEntry } from "../../runtime/partition-clock.ts";
import { ensureTopics, sourceTopicsOf } from "../../runtime/topics.ts";
import type { ImportedSnapshot } from "../../state/export-file.ts";
import { PackedEntries } from "../../state/packed-entries.ts";
import type { CommandContext } from "../context.ts";
import { openLog } from "../open-log.ts";
import { runnerOptions } from "../runner-options.ts";
import type { Surroundings } from "../surroundings.ts";
import { wholeTopology } from "./learning-stages.ts";
import type { PlannedImport } from "./planned-import.ts";

/**
 * Makes the internal topics where they are missing.
 * @throws PicketError `STATE_CONFLICT` where the topics hold events already.
 */
export async function ontoNewTopics(
  snapshots: readonly ImportedSnapshot[],
  settings: Settings,
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings,
): Promise<readonly PlannedImport[]> {
  const log = await openLog(settings, context, surroundings);
  if (log === undefined) return [];
  try {
    const byStage = Map.groupBy(snapshots, ({ scope }) => scope.stage);
    const imports: PlannedImport[] = [];
    for (const [stage, own] of byStage) imports.push(...(await spread(stage, own, settings, log)));
    return imports;
  } finally {
    await log.close();
  }
}

async function spread(
  stageName: string,
  snapshots: readonly ImportedSnapshot[],
  settings: Settings,
  log: Log,
): Promise<readonly PlannedImport[]> {
  const { applicationId, topics: plan } = runnerOptions(settings);
  const { stages } = await wholeTopology(settings);
  const sources = stages.filter(({ name }) => name === stageName).flatMap(sourceTopicsOf);
  const [topic, count = 0] = [...(await ensureTopics(log, sources, plan))][0] ?? [""];
  const [topicId = topic] = await log.topicIds([topic]);
  await requireUnused(log, topic, count);
  return Array.from({ length: count }, (_, partition) => {
    // A topic that is new tells its own time.
    const isHere = (name: string): boolean =>
      name !== clockEntry && partitionOf(splitName(name)[1], count) === partition;
    const changed = PackedEntries.joined(
      snapshots.map(({ entries }) => entries),
      isHere,
    );
    const savedAt = Math.max(...snapshots.map(({ manifest }) => manifest.savedAt));
    return {
      scope: { applicationId, stage: stageName, partition },
      identity: { topicId, fingerprint: snapshots[0]!.manifest.fingerprint },
      request: { offset: 0, epoch: 0, savedAt, isWhole: true, changed, removed: [] },
    };
  }).filter(({ request }) => request.changed.size > 0);
}

/** As the stage before writes a key's events: Kafka's partition of the key. */
function partitionOf(key: string, count: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % count;
}

async function requireUnused(log: Log, topic: string, count: number): Promise<void> {
  const reader = await log.reader();
  try {
    const ends = await reader.endOffsets(Array.from({ length: count }, (_, partition) => ({ topic, partition })));
    if (ends.every((end) => end === 0)) return;
  } finally {
    await reader.close();
  }
  throw new PicketError(
    "STATE_CONFLICT",
    `${topic} holds events already: states can be brought along only before the first of them.`,
    { context: { topic } },
  );
}
