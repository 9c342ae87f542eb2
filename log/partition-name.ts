/** A partition as one string, for maps and messages. Unambiguous: a topic's name cannot hold a slash. */

import type { TopicPartition } from "./port.ts";

export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
