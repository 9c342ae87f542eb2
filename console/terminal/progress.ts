/** How far a long job has come, in one line. */

import { whole } from "./units.ts";

export interface Progress {
  readonly done: number;
  /** Left out where the job has no end. */
  readonly total: number | undefined;
  readonly elapsedMs: number;
}

/** `120,000 of 600,000 events (20 %), 84,000 events/s, 6 s left` */
export function progressLine({ done, total, elapsedMs }: Progress): string {
  const perSecond = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0;
  const rate = `${whole(perSecond)} events/s`;
  if (total === undefined) return `${whole(done)} events, ${rate}`;
  const left = perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} s left` : "";
  const share = total === 0 ? 100 : Math.floor((100 * done) / total);
  return `${whole(done)} of ${whole(total)} events (${share} %), ${rate}${left}`;
}
