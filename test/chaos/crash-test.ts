/**
 * The crash test: acts of some rounds of trouble for three instances under load, in an order that a seed gives, each with a
 * judgement at its end. A seed repeats what is done, and about when; the machine has its own part in it.
 */

import assert from "node:assert/strict";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { type Disturbance, disturbances } from "./disturbances.ts";
import { failPoints } from "./fail-point-names.ts";
import { Tally } from "./tally.ts";
import { containerVariants, nodeVariants, type Variants } from "./variants.ts";
import { type Services, World } from "./world.ts";

export interface Form {
  readonly variants: Variants;
  readonly disturbances: readonly Disturbance[];
  readonly rounds: number;
  readonly roundsPerAct: number;
  /** See Play. */
  readonly longestSuccession: number;
}

/** The long ones are more than 1,000 kills; the short one of containers does everything once, that of nodes a little of it. */
export const forms = {
  short: {
    variants: containerVariants,
    disturbances,
    rounds: disturbances.length,
    roundsPerAct: Math.ceil(disturbances.length / containerVariants.length),
    longestSuccession: 1,
  },
  long: { variants: containerVariants, disturbances, rounds: 250, roundsPerAct: 50, longestSuccession: 3 },
  "short-nodes": {
    variants: nodeVariants,
    disturbances: disturbances.filter(({ name }) => name === "kill all again and again"),
    rounds: 3,
    roundsPerAct: 3,
    longestSuccession: 1,
  },
  nodes: { variants: nodeVariants, disturbances, rounds: 250, roundsPerAct: 25, longestSuccession: 3 },
} as const satisfies Record<string, Form>;

export type FormName = keyof typeof forms;

export function isFormName(text: string): text is FormName {
  return Object.hasOwn(forms, text);
}

export interface CrashTestOptions extends Form {
  readonly seed: string;
  /** Hears of what comes next. */
  readonly onProgress: (what: string, tally: Tally) => void;
}

/** Rounds without all that arrived being processed once. */
const roundsUnsettled = 12;

/** @throws Error, or AssertionError, for anything that is lost, doubled, changed, stuck, or ended by itself. */
export async function crashTest(services: Services, options: CrashTestOptions): Promise<Tally> {
  const { variants, rounds, roundsPerAct, longestSuccession, seed, onProgress } = options;
  const tally = new Tally();
  const schedule = scheduleOf(options);
  for (let act = 0; act * roundsPerAct < rounds; act += 1) {
    const variant = variants[act % variants.length] ?? variants[0];
    const first = act * roundsPerAct;
    onProgress(`act ${act + 1}: ${variant.name}`, tally);
    const world = await World.open(services, { name: `chaos-${seed}-${act + 1}`, variant, longestSuccession }, tally);
    try {
      await world.progress();
      for (const [index, { name, apply }] of schedule.slice(first, first + roundsPerAct).entries()) {
        const round = first + index + 1;
        onProgress(`round ${round} of ${rounds}: ${name}`, tally);
        await playRound(world, round, apply, new Random(`${seed}/round-${round}`));
      }
      onProgress("judgement", tally);
      await world.judge();
    } finally {
      await world.close();
    }
  }
  assert.ok(tally.fromSnapshot > 0, "some partitions go on from a snapshot");
  const missing = failPoints.filter((point) => !tally.reached.has(point));
  if (options.disturbances === disturbances && rounds >= disturbances.length)
    assert.deepEqual(missing, [], "fail points that no process came to");
  return tally;
}

async function playRound(world: World, round: number, apply: Disturbance["apply"], random: Random): Promise<void> {
  const [leadMs, settles] = [random.integer(0, 500), random.chance(0.7)];
  await systemClock.sleep(leadMs);
  await apply(world, random);
  world.checkInstances();
  // At times the next blow falls before the last one is overcome.
  if (settles) await world.progress();
  if (round % roundsUnsettled === 0) await world.settled();
  world.feed();
}

/** Every disturbance comes once before any comes again. */
function scheduleOf({ disturbances: all, rounds, seed }: CrashTestOptions): readonly Disturbance[] {
  const random = new Random(`${seed}/schedule`);
  const drawn: Disturbance[] = [];
  while (drawn.length < rounds) {
    const deck = [...all];
    random.shuffle(deck);
    drawn.push(...deck);
  }
  return drawn.slice(0, rounds);
}
