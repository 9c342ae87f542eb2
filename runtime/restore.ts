/**
 * Where a partition that was just assigned starts. A stage with state goes on from its snapshot, or else from the log's
 * start, and learns again up to the committed offset, with outputs off, before it goes live; a stage without goes live
 * where it stopped.
 */

export interface PartitionFacts {
  readonly committed: number | undefined;
  /** The oldest offset that the log holds. */
  readonly start: number;
  /** The end of the log. */
  readonly end: number;
  /** What a snapshot stands for, where there is one. */
  readonly snapshot?: number | undefined;
  /** Whether the topic is the one that the offset was committed for, and no other of its name; left out where nobody knows. */
  readonly isSameTopic?: boolean | undefined;
}

export interface StartingPoint {
  readonly position: number;
  readonly liveFrom: number;
  /** Whether the state of the snapshot is the state at `position`; otherwise it is of no use. */
  readonly useSnapshot: boolean;
  /** What an operator should know about it. */
  readonly remark?: string;
  /** The position is a choice, not a fact: it is committed at once, or a crash would choose anew and skip what came since. */
  readonly commitNow: boolean;
}

/** Whether all that was ever learned is learned at that point, or will be on the way from there. */
export function isWhole({ position, useSnapshot }: StartingPoint): boolean {
  return useSnapshot || position === 0;
}

/** Whether the best snapshot that a store could have would be used. */
export function wantsSnapshot(facts: PartitionFacts, stage: StageFacts): boolean {
  return startingPoint({ ...facts, snapshot: facts.committed ?? facts.start }, stage).useSnapshot;
}

export function startingPoint(facts: PartitionFacts, stage: StageFacts): StartingPoint {
  const { committed, start, end } = facts;
  if (committed === undefined) {
    const position = stage.reset === "latest" ? end : start;
    // Of the log's very start: what was learned elsewhere, and brought along.
    const useSnapshot = stage.stateful && facts.snapshot === position;
    return { position, liveFrom: position, useSnapshot, commitNow: stage.reset === "latest" };
  }
  if (committed > end) {
    return cold(start, `The committed offset ${committed} lies behind the end of the log (${end}): ${lossOf(facts)}.`);
  }
  if (committed < start) {
    return cold(start, `Records ${committed} to ${start - 1} expired before they were read.`);
  }
  if (!stage.stateful) return { position: committed, liveFrom: committed, useSnapshot: false, commitNow: false };
  return restoringPoint(facts, committed);
}

export interface StageFacts {
  readonly stateful: boolean;
  readonly reset: "earliest" | "latest";
}

function restoringPoint({ start, snapshot }: PartitionFacts, committed: number): StartingPoint {
  const isUsable = snapshot !== undefined && snapshot >= start && snapshot <= committed;
  const position = isUsable ? snapshot : start;
  const point = { position, liveFrom: committed, useSnapshot: isUsable, commitNow: false };
  if (isUsable) return point;
  if (snapshot !== undefined && snapshot > committed) {
    const remark = `The snapshot is of offset ${snapshot}, but the group is at ${committed}: its offsets were set back.`;
    return { ...point, remark: `${remark} Learning again from offset ${start}.` };
  }
  if (start === 0) return point;
  const reaches = snapshot === undefined ? "there is no snapshot" : `the snapshot is of offset ${snapshot}`;
  return {
    ...point,
    remark: `The log begins at ${start} and ${reaches}: what was learned before that is gone; those states start anew.`,
  };
}

function lossOf({ isSameTopic }: PartitionFacts): string {
  if (isSameTopic === undefined) return "the topic was made anew, or has lost its last records";
  return isSameTopic
    ? "the topic has lost its last records, as it does when a leader is elected that was behind"
    : "the topic was made anew";
}

function cold(start: number, why: string): StartingPoint {
  const remark = `${why} Starting at ${start}, with nothing learned.`;
  return { position: start, liveFrom: start, useSnapshot: false, remark, commitNow: false };
}
