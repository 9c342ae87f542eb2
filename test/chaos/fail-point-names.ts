/** The exact places at which the crash test ends a process. */

/** What every process comes to within seconds. */
export const commonPoints = [
  "within a transaction",
  "after a transaction",
  "between transaction and snapshot",
  "as a rebalance ends",
  "after a rebalance",
] as const;

/** What it comes to where Redis answers. */
export const snapshotPoints = [
  "after a snapshot's claim",
  "in the middle of a snapshot",
  "after a snapshot, unheard",
  "after loading a snapshot",
] as const;

/** What it comes to where Redis answers, and its memory is bounded. */
export const memoryPoints = ["as keys leave memory", "as keys come back"] as const;

/** The last one takes a process that owns much and finds no snapshots. */
export const failPoints = [...commonPoints, ...snapshotPoints, ...memoryPoints, "while learning again"] as const;

export type FailPoint = (typeof failPoints)[number];

/** What happens only about once in the life of a process. */
export const rarePoints: ReadonlySet<FailPoint> = new Set([
  "as a rebalance ends",
  "after a rebalance",
  "after a snapshot's claim",
  "after loading a snapshot",
]);

export function isFailPoint(text: string): text is FailPoint {
  return failPoints.some((point) => point === text);
}

export function isMemoryPoint(point: FailPoint): boolean {
  return memoryPoints.some((one) => one === point);
}
