/**
 * The crash test: rounds of trouble for three instances under load, in an order that a seed gives, and at the end a
 * judgement. A seed repeats what is done, and about when; the machine has its own part in it.
 */

import assert from "node:assert/strict";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import type { Counts } from "../integration/trial.ts";
import { type Disturbance, disturbances } from "./disturbances.ts";
import { type Services, type Tally, World } from "./world.ts";

export interface CrashTestOptions {
  readonly rounds: number;
  readonly seed: string;
  /** Hears of each round as it begins. */
  readonly onRound: (round: number, name: string, tally: Tally) => void;
}

export interface CrashTestOutcome extends Counts {
  readonly tally: Tally;
}

/** Rounds without all that arrived being processed once. */
const roundsUnsettled = 12;

/** @throws Error, or AssertionError, for anything that is lost, doubled, changed, stuck, or ended by itself. */
export async function crashTest(services: Services, options: CrashTestOptions): Promise<CrashTestOutcome> {
  const { rounds, seed, onRound } = options;
  const random = new Random(seed);
  const world = await World.open(services, `chaos-${seed}`, new Random(`${seed}/starts`));
  try {
    await world.progress();
    for (const [round, { name, apply }] of schedule(rounds, random).entries()) {
      onRound(round + 1, name, world.tally);
      await systemClock.sleep(random.integer(0, 1500));
      await apply(world, random);
      world.checkInstances();
      // At times the next blow falls before the last one is overcome.
      if (random.chance(0.7)) await world.progress();
      if ((round + 1) % roundsUnsettled === 0) await world.settled();
      world.feed();
    }
    const counts = await world.judge();
    assert.ok(world.tally.fromSnapshot > 0, "some partitions go on from a snapshot");
    return { ...counts, tally: world.tally };
  } finally {
    await world.close();
  }
}

/** Every disturbance comes once before any comes again. */
function schedule(rounds: number, random: Random): readonly Disturbance[] {
  const drawn: Disturbance[] = [];
  while (drawn.length < rounds) {
    const deck = [...disturbances];
    random.shuffle(deck);
    drawn.push(...deck);
  }
  return drawn.slice(0, rounds);
}
