/** Everything that the crash test does to a running Picket. Each leaves three instances, a broker and a Redis behind, all sound. */

import { systemClock } from "../../runtime/clock.ts";
import type { Random } from "../../simulate/random.ts";
import { type FailPoint, failPoints } from "./fail-point-names.ts";
import { within } from "./patience.ts";
import { instances, sessionMs, type World } from "./world.ts";

export interface Disturbance {
  readonly name: string;
  readonly apply: (world: World, random: Random) => Promise<void>;
}

/** One of each kind and some more of what happens most. */
export const disturbances: readonly Disturbance[] = [
  ...Array.from({ length: 4 }, () => ({ name: "kill one", apply: killOne })),
  { name: "kill all", apply: killAll },
  { name: "kill one after the other", apply: killInTurn },
  ...failPoints.map((point) => ({
    name: `kill ${point}`,
    apply: (world: World, random: Random) => killAt(point, world, random),
  })),
  { name: "stop one in good order", apply: stopOne },
  { name: "freeze one beyond its session", apply: freeze },
  { name: "freeze one, and start its successor", apply: replaceFrozen },
  { name: "restart the broker", apply: restartBroker },
  { name: "restart Redis", apply: restartRedis },
  { name: "empty Redis", apply: emptyRedis },
  { name: "fill Redis", apply: fillRedis },
  { name: "slow Redis", apply: slowRedis },
  { name: "cut Redis' answers", apply: cutRedis },
];

async function killOne(world: World, random: Random): Promise<void> {
  const slot = anyone(random);
  await world.kill(slot);
  // At times so late that the others have taken over.
  await pause(random, 1.5 * sessionMs);
  world.start(slot);
}

async function killAll(world: World, random: Random): Promise<void> {
  await Promise.all(slots().map((slot) => world.kill(slot)));
  await pause(random, 500);
  for (const slot of slots()) world.start(slot);
}

/** The next one while the group still gets over the last. */
async function killInTurn(world: World, random: Random): Promise<void> {
  for (const slot of slots()) {
    await world.kill(slot);
    world.start(slot);
    await pause(random, 1500);
  }
}

async function killAt(name: FailPoint, world: World, random: Random): Promise<void> {
  const slot = anyone(random);
  await world.kill(slot);
  // Alone, and without snapshots, it has much to learn again.
  const others = name === "while learning again" ? slots().filter((other) => other !== slot) : [];
  await Promise.all(others.map((other) => world.kill(other)));
  if (others.length > 0) await world.redisClient.flushall();
  const doomed = world.start(slot, { name, times: rare.has(name) ? 1 : random.integer(1, 4) });
  // It may be that it owns too little to get there: that is seen in the tally.
  const patience = new AbortController();
  await Promise.race([doomed.ended, systemClock.sleep(15_000, patience.signal)]);
  patience.abort();
  if (doomed.running) await world.kill(slot);
  else await world.hasReached(slot, name);
  for (const ended of [slot, ...others]) world.start(ended);
}

/** What happens only about once in the life of a process. */
const rare: ReadonlySet<FailPoint> = new Set([
  "after a snapshot's claim",
  "after loading a snapshot",
  "as a rebalance ends",
  "after a rebalance",
]);

async function stopOne(world: World, random: Random): Promise<void> {
  const slot = anyone(random);
  await within(60, "a stop in good order", world.mayEnd(slot).stop());
  await pause(random, 2000);
  world.start(slot);
}

async function freeze(world: World, random: Random): Promise<void> {
  const zombie = world.in(anyone(random));
  zombie.kill("SIGSTOP");
  await systemClock.sleep(1.5 * sessionMs);
  await pause(random, sessionMs);
  zombie.kill("SIGCONT");
}

/** The zombie finds itself replaced: where the two have one name it must end by itself, else it must go when it is told to. */
async function replaceFrozen(world: World, random: Random): Promise<void> {
  const slot = anyone(random);
  const zombie = world.mayEnd(slot);
  zombie.kill("SIGSTOP");
  await pause(random, sessionMs);
  world.start(slot);
  await world.progress();
  zombie.kill("SIGCONT");
  await pause(random, 3000);
  zombie.kill("SIGTERM");
  await within(60, "the end of a zombie", zombie.ended);
}

async function restartBroker(world: World, random: Random): Promise<void> {
  await (random.chance(0.5) ? world.broker.kill() : world.broker.stop());
  await pause(random, 2000);
  await world.broker.restart();
}

async function restartRedis(world: World, random: Random): Promise<void> {
  await (random.chance(0.5) ? world.redis.kill() : world.redis.stop());
  await killOne(world, random);
  await world.redis.restart();
}

async function emptyRedis(world: World, random: Random): Promise<void> {
  await world.redisClient.flushall();
  await killOne(world, random);
}

async function fillRedis(world: World, random: Random): Promise<void> {
  // Less than an empty one needs, so that every write is refused.
  await world.redisClient.config("SET", "maxmemory", "1mb");
  await killOne(world, random);
  await pause(random, 2000);
  await world.redisClient.config("SET", "maxmemory", "0");
}

async function slowRedis(world: World, random: Random): Promise<void> {
  world.proxy.delayMs = 5000;
  await killOne(world, random);
  await systemClock.sleep(6000);
  world.proxy.delayMs = 0;
}

async function cutRedis(world: World, random: Random): Promise<void> {
  world.proxy.cutting = true;
  await killOne(world, random);
  await pause(random, 2000);
  world.proxy.cutting = false;
}

function slots(): readonly number[] {
  return Array.from({ length: instances }, (_, slot) => slot);
}

function anyone(random: Random): number {
  return random.integer(0, instances - 1);
}

async function pause(random: Random, atMostMs: number): Promise<void> {
  await systemClock.sleep(random.integer(0, atMostMs));
}
