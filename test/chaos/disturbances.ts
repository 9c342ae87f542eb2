/** Everything that the crash test does to a running Picket. Each leaves three instances, a broker and a Redis behind, all sound. */

import assert from "node:assert/strict";
import { systemClock } from "../../runtime/clock.ts";
import type { Random } from "../../simulate/random.ts";
import { commonPoints, type FailPoint, memoryPoints, snapshotPoints } from "./fail-point-names.ts";
import { drawFates, fateAt, killInSuccession, meetFate } from "./kills.ts";
import { within } from "./patience.ts";
import { instances, sessionMs, type World } from "./world.ts";

export interface Disturbance {
  readonly name: string;
  readonly apply: (world: World, random: Random) => Promise<void>;
}

/** One of each kind and some more of what happens most. */
export const disturbances: readonly Disturbance[] = [
  { name: "kill one", apply: killOne },
  { name: "kill one after the other", apply: killInTurn },
  { name: "kill all", apply: killAll },
  { name: "kill one again and again", apply: (world, random) => killAgain(world, random, 1) },
  { name: "kill two again and again", apply: (world, random) => killAgain(world, random, 2) },
  { name: "kill all again and again", apply: (world, random) => killAgain(world, random, instances) },
  ...[...commonPoints, ...snapshotPoints, ...memoryPoints].map((point) => ({
    name: `kill ${point}`,
    apply: (world: World, random: Random) => killAt(point, world, random),
  })),
  { name: "kill while learning again", apply: killLearning },
  { name: "stop one in good order", apply: stopOne },
  { name: "freeze one beyond its session", apply: freeze },
  { name: "freeze one, and start its successor", apply: replaceFrozen },
  { name: "restart the broker", apply: restartBroker },
  { name: "restart Redis", apply: restartRedis },
  { name: "empty Redis", apply: emptyRedis },
  { name: "empty Redis, and kill", apply: emptyRedisAndKill },
  { name: "fill Redis", apply: fillRedis },
  { name: "slow Redis", apply: slowRedis },
  { name: "cut Redis' answers", apply: cutRedis },
];

async function killOne(world: World, random: Random): Promise<void> {
  const [slot] = drawSlots(random);
  await world.kill(slot);
  // At times so late that the others have taken over.
  await pause(random, 1.5 * sessionMs);
  world.start(slot);
}

/** The next one while the group still gets over the last. */
async function killInTurn(world: World, random: Random): Promise<void> {
  for (const slot of drawSlots(random)) {
    await world.kill(slot);
    world.start(slot);
    await pause(random, 1500);
  }
}

async function killAll(world: World, random: Random): Promise<void> {
  const slots = drawSlots(random);
  await Promise.all(slots.map((slot) => world.kill(slot)));
  await pause(random, 500);
  for (const slot of slots) world.start(slot);
}

/** Several at once, and their successors; while Redis is in trouble, where that does not matter. */
async function killAgain(world: World, random: Random, count: number, { withRedis = true } = {}): Promise<void> {
  const doomed = drawSlots(random)
    .slice(0, count)
    .map((slot) => ({ slot, fates: drawFates(world, random, { withRedis }) }));
  await Promise.all(doomed.map(({ slot, fates }) => killInSuccession(world, slot, fates)));
}

/** While another one is killed as well. */
async function killAt(point: FailPoint, world: World, random: Random): Promise<void> {
  const [slot, other] = drawSlots(random);
  const [fate, fates] = [fateAt(point, random), drawFates(world, random)];
  const otherwhere = killInSuccession(world, other, fates);
  await world.kill(slot);
  const reached = await meetFate(world, slot, fate);
  await otherwhere;
  // Left alone it gets there for certain, unless it stands by.
  if (!reached) await insist(point, world, slot);
  world.start(slot);
}

async function insist(point: FailPoint, world: World, slot: number): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    if (await meetFate(world, slot, { point, times: 1 }, attempt)) return;
  }
  assert.fail(`no process comes to its end ${point}`);
}

/** Alone, and without snapshots, it has much to learn again. */
async function killLearning(world: World, random: Random): Promise<void> {
  const [slot, ...others] = drawSlots(random);
  await Promise.all([slot, ...others].map((one) => world.kill(one)));
  await world.redisClient.flushall();
  await insist("while learning again", world, slot);
  for (const one of [slot, ...others]) world.start(one);
}

async function stopOne(world: World, random: Random): Promise<void> {
  const [slot, other] = drawSlots(random);
  const fates = drawFates(world, random);
  const stopped = within(60, "a stop in good order", world.mayEnd(slot).stop());
  await Promise.all([stopped, killInSuccession(world, other, fates)]);
  world.start(slot);
}

async function freeze(world: World, random: Random): Promise<void> {
  const [slot, other] = drawSlots(random);
  const fates = drawFates(world, random);
  const frozenMs = random.integer(1.5 * sessionMs, 2.5 * sessionMs);
  const zombie = world.in(slot);
  zombie.kill("SIGSTOP");
  await Promise.all([systemClock.sleep(frozenMs), killInSuccession(world, other, fates)]);
  zombie.kill("SIGCONT");
}

/** The zombie finds itself replaced: where the two have one name it must end by itself, else it must go when it is told to. */
async function replaceFrozen(world: World, random: Random): Promise<void> {
  const [slot] = drawSlots(random);
  // One that wakes before it has begun is no zombie, but a newcomer, who rightly ends the other.
  await world.hasPlace(slot);
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
  const lives = Array.from({ length: 3 }, () => ({ afterMs: random.integer(0, 2000) }));
  const [slot] = drawSlots(random);
  await (random.chance(0.5) ? world.broker.kill() : world.broker.stop());
  await Promise.all([world.broker.restart(), killInSuccession(world, slot, lives)]);
}

async function restartRedis(world: World, random: Random): Promise<void> {
  await (random.chance(0.5) ? world.redis.kill() : world.redis.stop());
  await killAgain(world, random, 2, { withRedis: false });
  await world.redis.restart();
}

/** Again and again, while keys are away, which are then nowhere but in the log. */
async function emptyRedis(world: World, random: Random): Promise<void> {
  for (let times = random.integer(4, 8); times > 0; times -= 1) {
    await world.redisClient.flushall();
    await pause(random, 1000);
  }
}

async function emptyRedisAndKill(world: World, random: Random): Promise<void> {
  await world.redisClient.flushall();
  await killAgain(world, random, 2);
}

async function fillRedis(world: World, random: Random): Promise<void> {
  // Less than an empty one needs, so that every write is refused.
  await world.redisClient.config("SET", "maxmemory", "1mb");
  await killAgain(world, random, 2, { withRedis: false });
  await world.redisClient.config("SET", "maxmemory", "0");
}

async function slowRedis(world: World, random: Random): Promise<void> {
  world.proxy.delayMs = 5000;
  await Promise.all([systemClock.sleep(6000), killAgain(world, random, 2, { withRedis: false })]);
  world.proxy.delayMs = 0;
}

async function cutRedis(world: World, random: Random): Promise<void> {
  world.proxy.cutting = true;
  await killAgain(world, random, 2, { withRedis: false });
  world.proxy.cutting = false;
}

/** All of them, in an order of chance. */
function drawSlots(random: Random): readonly [number, number, number] {
  const slots: [number, number, number] = [0, 1, 2];
  random.shuffle(slots);
  return slots;
}

async function pause(random: Random, atMostMs: number): Promise<void> {
  await systemClock.sleep(random.integer(0, atMostMs));
}
