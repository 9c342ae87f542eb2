/**
 * Tells sensors that fell silent by themselves from an outage on the way: when many of a group are quiet at once, the silence of
 * each says nothing.
 */

import type { SensorWatch } from "./sensor-watch.ts";

/** So many of the others must have spoken since, by this share of the silence. */
const talkingShare = 2 / 3;
const sinceShare = 0.6;
/** Sensors that fall silent within this of each other, ms, ... */
const sameWhile = 60_000;
/** Who has been silent for longer, ms, is gone, and no part of the group that others are compared with. */
const goneAfter = 600_000;
/** ...and are more than these two, or this share of the group, or half of a small one, have a common reason. */
const manySensors = 2;
const manyShare = 0.05;

/**
 * Says of each that is silent whether it is blamed or excused.
 *
 * @param watches of one kind of sensor, over the whole group.
 * @param now on the group's stopwatch.
 */
export function judgeSilence(watches: readonly SensorWatch[], now: number): void {
  const regular = watches.filter((watch) => watch.isRegular && watch.quiet(now) - watch.silence < goneAfter);
  const silent = regular.filter((watch) => watch.isSilent(now));
  if (silent.length === 0) return;
  const quietest = silent.reduce((least, watch) => Math.min(least, watch.quiet(now)), Infinity);
  const isOutage = regular.length < 2 || quietOfMost(regular, now) >= sinceShare * quietest;
  const fallen = isOutage
    ? // Who is nearly as quiet is part of it, and will be late when the others are back.
      regular.filter((watch) => watch.quiet(now) >= sinceShare * quietest)
    : fallenTogether(regular, now);
  for (const watch of fallen) watch.standing = "excused";
  for (const watch of silent) if (watch.standing === "talking") watch.standing = "blamed";
}

/** With those that are about to: the first of many is no more to blame than the last. */
function fallenTogether(regular: readonly SensorWatch[], now: number): readonly SensorWatch[] {
  const fallen = regular.filter((watch) => {
    const quiet = watch.quiet(now);
    return quiet >= sinceShare * watch.silence && quiet < watch.silence + sameWhile;
  });
  const isMany = fallen.length > Math.max(manySensors, manyShare * regular.length);
  return isMany || (fallen.length > 1 && 2 * fallen.length > regular.length) ? fallen : [];
}

/** Two thirds of them have been quiet for this long or shorter. */
function quietOfMost(watches: readonly SensorWatch[], now: number): number {
  const quiets = Float64Array.from(watches, (watch) => watch.quiet(now)).sort();
  return quiets[Math.ceil(talkingShare * quiets.length) - 1] ?? Infinity;
}
