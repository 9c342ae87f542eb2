/** What the crash test plays with: a broker, a Redis behind a proxy, three instances of Picket, and events that keep arriving. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import type { KafkaBroker } from "../services/kafka.ts";
import type { PicketProcess } from "../services/picket-process.ts";
import type { RedisServer } from "../services/redis.ts";
import { type FailPoint, isMemoryPoint } from "./fail-point-names.ts";
import { within } from "./patience.ts";
import { RedisProxy } from "./redis-proxy.ts";
import type { Subject } from "./subject.ts";
import type { Tally } from "./tally.ts";
import { littleMemory, type Variant } from "./variants.ts";

export const instances = 3;
export const sessionMs = 2000;

const failPointModule = fileURLToPath(new URL("fail-points.ts", import.meta.url));
const shortTransactions = fileURLToPath(new URL("short-transactions.ts", import.meta.url));
const feedEvents = 100;
const feedEveryMs = 300;

interface Instance {
  readonly process: PicketProcess;
  readonly slot: number;
  /** Its end is what we asked for. */
  mayEnd: boolean;
}

export interface Services {
  readonly broker: KafkaBroker;
  readonly redis: RedisServer;
  /** Where what each instance said is kept. */
  readonly logs: string;
}

export interface Play {
  /** Of the application, and the seed of its chances. */
  readonly name: string;
  readonly variant: Variant;
  /** How many processes that follow one another in a slot are doomed at most. */
  readonly longestSuccession: number;
}

export class World {
  readonly broker: KafkaBroker;
  readonly redis: RedisServer;
  readonly proxy: RedisProxy;
  /** Straight to Redis, past the proxy. */
  readonly redisClient: Redis;
  readonly longestSuccession: number;
  readonly #tally: Tally;
  readonly #logs: string;
  /** Of each slot its own, so that what happens to one does not change what another draws. */
  readonly #chances: readonly Random[];
  readonly #topics: KafkaTopics;
  readonly #subject: Subject;
  readonly #running = new Map<number, Instance>();
  readonly #unexpected: string[] = [];
  #starts = 0;
  #feeding: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  static async open(services: Services, play: Play, tally: Tally): Promise<World> {
    const world = new World(services, play, tally, await RedisProxy.before(services.redis.url));
    await world.#subject.createInput();
    for (let slot = 0; slot < instances; slot += 1) world.start(slot);
    world.feed();
    return world;
  }

  private constructor({ broker, redis, logs }: Services, play: Play, tally: Tally, proxy: RedisProxy) {
    const { name, variant, longestSuccession } = play;
    this.broker = broker;
    this.redis = redis;
    this.proxy = proxy;
    this.redisClient = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    this.redisClient.on("error", () => {});
    this.longestSuccession = longestSuccession;
    this.#tally = tally;
    this.#logs = path.join(logs, name);
    this.#chances = Array.from({ length: instances }, (_, slot) => new Random(`${name}/slot-${slot}`));
    this.#topics = new KafkaTopics(broker.address);
    mkdirSync(this.#logs, { recursive: true });
    this.#subject = variant.subject({ address: broker.address, topics: this.#topics, name, directory: this.#logs });
  }

  /** Most starts keep the slot's name, as in a StatefulSet; some are strangers, as in a Deployment. Most have little memory. */
  start(slot: number, doom?: { readonly point: FailPoint; readonly times: number }): PicketProcess {
    const chances = this.#chances[slot] ?? assert.fail(`there is no slot ${slot}`);
    const [hasName, hasLittleMemory] = [chances.chance(0.85), chances.chance(0.75)];
    const environment = {
      PICKET_KAFKA_SESSION_TIMEOUT: `${sessionMs}ms`,
      PICKET_STATE: this.proxy.url,
      PICKET_SNAPSHOT_INTERVAL: "500ms",
      ...(hasName ? { PICKET_INSTANCE_ID: `instance-${slot}` } : {}),
      ...(hasLittleMemory || (doom && isMemoryPoint(doom.point)) ? littleMemory : {}),
      ...(doom ? { FAIL_POINT: `${doom.point}:${doom.times}` } : {}),
    };
    const modules = [shortTransactions, ...(doom ? [failPointModule] : [])];
    const process = this.#subject.start(
      environment,
      modules.map((module) => `--import=${module}`),
    );
    const instance: Instance = { process, slot, mayEnd: doom !== undefined };
    this.#running.set(slot, instance);
    void this.#watch(instance, (this.#starts += 1));
    return process;
  }

  /** The process in the slot; it may have ended. */
  in(slot: number): PicketProcess {
    return this.#instance(slot).process;
  }

  /** Waits until its producers are open, and it has partitions. */
  async hasPlace(slot: number): Promise<void> {
    await within(60, "an instance takes its place", this.in(slot).said(adoption));
  }

  /** From here on its end is no surprise. */
  mayEnd(slot: number): PicketProcess {
    const instance = this.#instance(slot);
    instance.mayEnd = true;
    return instance.process;
  }

  async kill(slot: number): Promise<void> {
    const process = this.mayEnd(slot);
    if (process.running) this.#tally.kills += 1;
    process.kill("SIGKILL");
    await process.ended;
  }

  /** A process that was doomed has ended: at its fail point, and nowhere else. */
  async hasReached(slot: number, point: FailPoint): Promise<void> {
    const process = this.in(slot);
    assert.deepEqual(await process.ended, { code: null, signal: "SIGKILL" }, process.stderr.slice(-3000));
    this.#tally.kills += 1;
    this.#tally.reached.set(point, (this.#tally.reached.get(point) ?? 0) + 1);
  }

  /** Events arrive until `pause`. */
  feed(): void {
    if (this.#feeding) return;
    const stop = new AbortController();
    this.#feeding = { stop, ended: this.#feedUntil(stop.signal) };
  }

  async pause(): Promise<void> {
    const feeding = this.#feeding;
    this.#feeding = undefined;
    feeding?.stop.abort();
    await feeding?.ended;
  }

  /** Waits until each stage that learns has committed more than when it was asked. */
  async progress(): Promise<void> {
    const before = await this.#subject.committed();
    const moving = async (): Promise<void> => {
      while ((await this.#subject.committed()).some((sum, index) => sum <= (before[index] ?? 0))) await this.#wait();
    };
    await within(120, "no stage stands still", moving());
  }

  /** Waits until all that has arrived is processed, with nothing more to come. */
  async settled(): Promise<void> {
    await this.pause();
    await within(240, "all events are processed", this.#subject.settled());
  }

  /** Stops everything in good order, and compares with what a process says that nothing happened to. */
  async judge(): Promise<void> {
    await this.settled();
    for (const { slot } of this.#running.values()) {
      const process = this.mayEnd(slot);
      // One that has hardly begun does not know yet what SIGTERM means.
      await within(60, "the start of an instance", process.said(/the topology runs/));
      assert.deepEqual(await process.stop(), { code: 0, signal: null }, process.stderr.slice(-3000));
    }
    this.#tally.add(await within(600, "the judgement", this.#subject.checkOutcome()));
  }

  async close(): Promise<void> {
    for (const { slot, process } of this.#running.values()) {
      this.mayEnd(slot).kill("SIGKILL");
      await process.ended;
    }
    await this.pause().catch(() => {});
    this.redisClient.disconnect();
    this.proxy.close();
    await this.#topics.close();
  }

  /** @throws Error when an instance ended that nobody had asked to. */
  checkInstances(): void {
    if (this.#unexpected.length > 0) throw new Error(this.#unexpected.join("\n"));
  }

  #instance(slot: number): Instance {
    return this.#running.get(slot) ?? assert.fail(`nothing was started in slot ${slot}`);
  }

  async #wait(): Promise<void> {
    this.checkInstances();
    await systemClock.sleep(100);
  }

  async #feedUntil(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#subject.feed(feedEvents);
      await systemClock.sleep(feedEveryMs, stop);
    }
  }

  async #watch(instance: Instance, start: number): Promise<void> {
    const { process, slot } = instance;
    const { code, signal } = await process.ended;
    const log = path.join(this.#logs, `${String(start).padStart(4, "0")}-slot-${slot}.log`);
    writeFileSync(log, process.stderr);
    this.#tally.fromSnapshot += count(process.stderr, /partition goes on from its snapshot/g);
    this.#tally.fromLog += count(process.stderr, /restoring a partition's state from its log/g);
    if (signal === "SIGKILL" && adoption.test(process.stderr)) this.#tally.killsOfOwners += 1;
    if (!instance.mayEnd) this.#unexpected.push(`An instance ended by itself (${code ?? signal}): ${log}`);
  }
}

/** What a process says of each partition that it takes over. */
const adoption = /partition assigned|partition goes on|restoring a partition/;

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
