/** Topics that a command writes to are made where they are missing, unless the settings say otherwise. */

import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import type { Log } from "../log/port.ts";

/** @throws PicketError `LOG_TOPIC_UNKNOWN` naming all that are missing and are not to be made. */
export async function ensureTopics(log: Log, names: readonly string[], topics: Settings["topics"]): Promise<void> {
  if (topics.create) {
    const shape = { partitions: topics.partitions, replication: topics.replication, config: {} };
    return log.createTopics(names.map((name) => ({ name, ...shape })));
  }
  const counts = await log.partitionCounts(names);
  const missing = names.filter((_, index) => counts[index] === undefined);
  if (missing.length > 0) {
    throw new PicketError(
      "LOG_TOPIC_UNKNOWN",
      `These topics do not exist: ${missing.join(", ")}. Create them, or set PICKET_CREATE_TOPICS=true.`,
    );
  }
}
