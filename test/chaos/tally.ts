/** What happened in a crash test, for the one who reads the end of it. */

import type { FailPoint } from "./fail-point-names.ts";

export class Tally {
  kills = 0;
  /** Of these, kills of processes that had taken over a partition. */
  killsOfOwners = 0;
  readonly reached = new Map<FailPoint, number>();
  /** How many times a partition went on from a snapshot, and how many times it was learned again from the log alone. */
  fromSnapshot = 0;
  fromLog = 0;
  /** What was judged, by name. */
  readonly judged: Record<string, number> = {};

  add(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.judged[name] = (this.judged[name] ?? 0) + count;
  }
}
