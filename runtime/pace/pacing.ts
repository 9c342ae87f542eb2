/** What a stage that keeps pace with others (pace.ts) asks of its pace: what to read, and how much of it to take now. */

import type { FetchedPartition, TopicPartition } from "../../log/port.ts";

export interface Portion {
  readonly partitions: readonly FetchedPartition[];
  /** To be called when all of it, and all before it, is committed, or has nothing to commit. */
  readonly done: () => void;
}

export interface Pacing {
  /** It waits for others, or others for it: it should not wait for new records for long. */
  readonly isWaiting: boolean;
  /** Aborts when it may take more of what it holds back. */
  readonly moved: AbortSignal;
  /** A fetch begins. @returns whether it may ask for more of a partition. */
  begin(): (of: TopicPartition) => boolean;
  /** What may be taken now, of what was fetched now and before. */
  take(fetched: readonly FetchedPartition[]): Portion;
  /** What was fetched or taken and is not committed will be fetched again, and from now on these partitions are read. */
  restart(partitions: readonly TopicPartition[]): void;
  /** It reads nothing any more, or others read all there is. */
  leave(): void;
}
