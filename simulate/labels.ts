/** What was let loose when and where: the truth that a detector's answers can be measured against. */

import type { Episode } from "./schedule.ts";

/** Times in seconds since the epoch, as in recordings of real attacks. */
export interface Labels {
  readonly seed: string;
  readonly start: number;
  readonly end: number;
  readonly images: readonly string[];
  readonly episodes: readonly {
    readonly class: string;
    readonly scenario: string;
    readonly node: string;
    readonly image: string;
    readonly container: string;
    readonly start: number;
    readonly end: number;
  }[];
}

/** `start` and `end` in ms since the epoch; episodes that begin after the end are left out, others end with it. */
export function labels(
  run: { readonly seed: string; readonly start: number; readonly end: number; readonly images: readonly string[] },
  episodes: readonly Episode[],
): Labels {
  return {
    seed: run.seed,
    start: run.start / 1000,
    end: run.end / 1000,
    images: [...new Set(run.images)].sort(),
    episodes: episodes
      .filter(({ start }) => start < run.end)
      .map(({ attack, container, start, end }) => ({
        class: attack.class,
        scenario: attack.name,
        node: container.node,
        image: container.image,
        container: container.id,
        start: start / 1000,
        end: Math.min(end, run.end) / 1000,
      })),
  };
}
