/** How the crash test kills: a process, and at once some of its successors, each at a moment or a place of its own. */

import { systemClock } from "../../runtime/clock.ts";
import type { Random } from "../../simulate/random.ts";
import { commonPoints, type FailPoint, memoryPoints, rarePoints, snapshotPoints } from "./fail-point-names.ts";
import type { World } from "./world.ts";

/** How a process will end: when it gets to a place for the n-th time, or after a while, which may be before it has begun. */
export type Fate = { readonly point: FailPoint; readonly times: number } | { readonly afterMs: number };

/** A process that does not get to its fail point, because it owns too little, is killed where it is. */
const patienceMs = 6000;
const longestLifeMs = 2500;

/** Kills what is in the slot and those that follow it, each as its fate wants it; the last of them lives. */
export async function killInSuccession(world: World, slot: number, fates: readonly Fate[]): Promise<void> {
  await world.kill(slot);
  for (const fate of fates) await meetFate(world, slot, fate);
  world.start(slot);
}

/**
 * Starts a process in an empty slot, and waits for its end.
 * @param patient how many times longer than usual: a machine may have much else to do.
 * @returns whether it ended where it should.
 */
export async function meetFate(world: World, slot: number, fate: Fate, patient = 1): Promise<boolean> {
  if ("afterMs" in fate) {
    world.start(slot);
    await systemClock.sleep(fate.afterMs);
    await world.kill(slot);
    return true;
  }
  const doomed = world.start(slot, fate);
  const patience = new AbortController();
  await Promise.race([doomed.ended, systemClock.sleep(patienceMs * patient, patience.signal)]);
  patience.abort();
  if (doomed.running) {
    await world.kill(slot);
    return false;
  }
  await world.hasReached(slot, fate.point);
  return true;
}

/** Drawn before anything happens, so that a seed gives the same ones. */
export function drawFates(world: World, random: Random, { withRedis = true } = {}): readonly Fate[] {
  return Array.from({ length: random.integer(1, world.longestSuccession) }, () => {
    if (random.chance(0.25)) return { afterMs: random.integer(0, longestLifeMs) };
    return fateAt(
      random.pick(withRedis ? [...commonPoints, ...snapshotPoints, ...memoryPoints] : commonPoints),
      random,
    );
  });
}

export function fateAt(point: FailPoint, random: Random): Fate {
  return { point, times: rarePoints.has(point) ? 1 : random.integer(1, 4) };
}
