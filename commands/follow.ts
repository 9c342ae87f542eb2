/** Reads a topic from now or from its beginning, until stopped or until where it ended at the start. Only what was committed. */

import { hasCode, PicketError } from "../errors/picket-error.ts";
import type { FetchedPartition, Log, LogReader, Position, TopicPartition } from "../log/port.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CommandContext } from "./context.ts";

export interface Following {
  readonly topic: string;
  readonly fromBeginning: boolean;
  readonly untilEnd: boolean;
  readonly stop: AbortSignal;
}

export type Answer = Pick<FetchedPartition, "partition" | "records" | "nextOffset">;

/**
 * Answers with at least one record each.
 *
 * @throws PicketError `LOG_TOPIC_UNKNOWN`
 */
export async function* follow(
  log: Log,
  { topic, fromBeginning, untilEnd, stop }: Following,
  context: Pick<CommandContext, "logger">,
  clock: Clock,
): AsyncGenerator<Answer, void> {
  const partitions = await partitionsOf(log, topic);
  const reader = await log.reader();
  const ends = await reader.endOffsets(partitions);
  const starts = fromBeginning ? await reader.startOffsets(partitions) : ends;
  const offsets = new Map(partitions.map(({ partition }, index) => [partition, starts[index] ?? 0]));
  const end = (partition: number): number => (untilEnd ? (ends[partition] ?? 0) : Infinity);
  while (!stop.aborted) {
    const left = [...offsets].filter(([partition, offset]) => offset < end(partition));
    if (left.length === 0) break;
    const positions = left.map(([partition, offset]): Position => ({ topic, partition, offset }));
    for (const { partition, records, nextOffset } of await fetchPatiently(reader, positions, context, () =>
      clock.sleep(retryMs, stop),
    )) {
      offsets.set(partition, nextOffset);
      const wanted = records.filter(({ offset }) => offset < end(partition));
      if (wanted.length > 0) yield { partition, records: wanted, nextOffset };
    }
  }
  await reader.close();
}

const limits = { maxBytes: 1024 * 1024, maxWaitMs: 500 };
const retryMs = 1000;

async function partitionsOf(log: Log, topic: string): Promise<readonly TopicPartition[]> {
  const [count] = await log.partitionCounts([topic]);
  if (count === undefined) {
    throw new PicketError(
      "LOG_TOPIC_UNKNOWN",
      `There is no topic ${topic}. \`picket topology\` creates its own when it starts.`,
    );
  }
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
}

/** Passes over records that are gone and waits for a cluster that is away; says both. */
async function fetchPatiently(
  reader: LogReader,
  positions: readonly Position[],
  { logger }: Pick<CommandContext, "logger">,
  pause: () => Promise<void>,
): Promise<readonly Answer[]> {
  try {
    return await reader.fetch(positions, limits);
  } catch (error) {
    if (hasCode(error, "LOG_OFFSET_OUT_OF_RANGE")) {
      logger.warn({ error }, "some records are no longer in the log: going on with the oldest that are");
      const starts = await reader.startOffsets(positions);
      return positions.map(({ partition, offset }, index) => {
        return { partition, records: [], nextOffset: Math.max(offset, starts[index] ?? 0) };
      });
    }
    if (!hasCode(error, "LOG_UNAVAILABLE")) throw error;
    logger.warn({ error }, "waiting for Kafka");
    await pause();
    return [];
  }
}
