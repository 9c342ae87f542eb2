/**
 * Where a partition that was just assigned starts. A stage with state learns again from the log's start up to the committed
 * offset, with outputs off, before it goes live; a stage without goes live where it stopped.
 */

export interface PartitionFacts {
  readonly committed: number | undefined;
  /** The oldest offset that the log holds. */
  readonly start: number;
  /** The end of the log. */
  readonly end: number;
}

export interface StartingPoint {
  readonly position: number;
  readonly liveFrom: number;
  /** What an operator should know about it. */
  readonly remark?: string;
  /** The position is a choice, not a fact: it is committed at once, or a crash would choose anew and skip what came since. */
  readonly commitNow: boolean;
}

export function startingPoint(
  { committed, start, end }: PartitionFacts,
  stage: { readonly stateful: boolean; readonly reset: "earliest" | "latest" },
): StartingPoint {
  if (committed === undefined) {
    const position = stage.reset === "latest" ? end : start;
    return { position, liveFrom: position, commitNow: stage.reset === "latest" };
  }
  if (committed > end) {
    const remark = `The committed offset ${committed} lies behind the end of the log (${end}): the topic was made anew. Starting at ${start}.`;
    return { position: start, liveFrom: start, remark, commitNow: false };
  }
  if (committed < start) {
    const remark = `Records ${committed} to ${start - 1} expired before they were read. Starting at ${start}.`;
    return { position: start, liveFrom: start, remark, commitNow: false };
  }
  if (!stage.stateful) return { position: committed, liveFrom: committed, commitNow: false };
  if (start > 0) {
    const remark = `The log begins at ${start}: what was learned from earlier records cannot be restored.`;
    return { position: start, liveFrom: committed, remark, commitNow: false };
  }
  return { position: start, liveFrom: committed, commitNow: false };
}
