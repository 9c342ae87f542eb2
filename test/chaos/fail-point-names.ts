/** The exact places at which the crash test ends a process. */

export const failPoints = [
  "within a transaction",
  "after a transaction",
  "between transaction and snapshot",
  "after a snapshot's claim",
  "in the middle of a snapshot",
  "after a snapshot, unheard",
  "after loading a snapshot",
  "while learning again",
  "as a rebalance ends",
  "after a rebalance",
] as const;

export type FailPoint = (typeof failPoints)[number];

export function isFailPoint(text: string): text is FailPoint {
  return failPoints.some((point) => point === text);
}
