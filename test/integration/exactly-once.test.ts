/**
 * Exactly once, on a real broker, with processes that are killed, frozen, joined and left under load: every input record
 * goes on once, and what readers of the anomalies see is, per source partition and byte for byte, what one process that
 * nothing happened to writes from the same log.
 */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { encodeSimulated } from "../../simulate/encode.ts";
import { simulation } from "../../simulate/simulation.ts";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { readFrame } from "../../runtime/frame.ts";
import { Rejection } from "../../topology/rejection.ts";
import { KafkaTopics, type ReadRecord } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { PicketProcess } from "../services/picket-process.ts";

const broker = await kafkaBroker();
const partitions = 4;
const internalTopics = ["by-container", "global"] as const;

describe("exactly once", { skip: broker === undefined }, () => {
  const topics = new KafkaTopics(broker?.address ?? "");
  after(async () => {
    await topics.close();
    await broker?.dispose();
  });

  it("survives kill -9 in the middle, again and again", async () => {
    const run = await Run.of("killed", topics, 16_000);
    const stable = { PICKET_INSTANCE_ID: "one" };
    let picket = run.start(stable);
    const feeding = run.feed(0, 16_000);
    for (const passed of [1500, 6000, 11_000]) {
      await run.forwarded(passed);
      picket.kill("SIGKILL");
      assert.deepEqual(await picket.ended, { code: null, signal: "SIGKILL" });
      picket = run.start(stable);
    }
    await feeding;
    await run.settled();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    await run.checkOutcome();
  });

  it("survives an instance that joins under load, and leaves again", async () => {
    const run = await Run.of("rebalanced", topics, 16_000);
    const first = run.start();
    const feeding = run.feed(0, 16_000);
    await run.forwarded(1500);
    const second = run.start();
    await second.said(/the topology runs/);
    await second.said(/partition (assigned|restored)/);
    await run.forwarded(9000);
    assert.deepEqual(await second.stop(), { code: 0, signal: null }, second.stderr);
    await feeding;
    await run.settled();
    assert.deepEqual(await first.stop(), { code: 0, signal: null }, first.stderr);
    await run.checkOutcome();
  });

  it("survives an instance that freezes for longer than its session, and wakes up as a zombie", async () => {
    const run = await Run.of("frozen", topics, 12_000);
    const session = { PICKET_KAFKA_SESSION_TIMEOUT: "2s" };
    const [first, second] = [run.start(session), run.start(session)];
    await Promise.all([first.said(/partition assigned/), second.said(/partition assigned/)]);
    const feeding = run.feed(0, 8000);
    await run.forwarded(1500);
    first.kill("SIGSTOP");
    await feeding;
    // All of it, so the second instance now owns what the first one still believes to own.
    await run.settled();
    first.kill("SIGCONT");
    await run.feed(8000, 12_000);
    await run.settled();
    assert.deepEqual(await first.stop(), { code: 0, signal: null }, first.stderr);
    assert.deepEqual(await second.stop(), { code: 0, signal: null }, second.stderr);
    await run.checkOutcome();
  });
});

/** One application with topics of its own, and events for it. */
class Run {
  readonly #name: string;
  readonly #topics: KafkaTopics;
  readonly #events: readonly Buffer[];

  static async of(name: string, topics: KafkaTopics, count: number): Promise<Run> {
    await topics.create(partitions, `${name}-resource`);
    return new Run(name, topics, count);
  }

  private constructor(name: string, topics: KafkaTopics, count: number) {
    this.#name = name;
    this.#topics = topics;
    this.#events = simulated(name, count);
  }

  start(more: Readonly<Record<string, string>> = {}): PicketProcess {
    return new PicketProcess({
      ...environmentOf(this.#name),
      PICKET_TOPIC_RESOURCE: `${this.#name}-resource`,
      ...more,
    });
  }

  /** Writes events in turn over all partitions of the input. */
  async feed(from: number, to: number): Promise<void> {
    await this.#topics.write(`${this.#name}-resource`, this.#events.slice(from, to));
  }

  /** Waits until so many events went on to the container stage. */
  async forwarded(count: number): Promise<void> {
    await this.#topics.until(`${this.#name}.by-container`, (records) => sourcesOf(records).length >= count);
  }

  async settled(): Promise<void> {
    await this.#topics.settled(`${this.#name}.ingest`, `${this.#name}-resource`);
    await this.#topics.settled(`${this.#name}.container`, `${this.#name}.by-container`);
    await this.#topics.settled(`${this.#name}.global`, `${this.#name}.global`);
  }

  async checkOutcome(): Promise<void> {
    const sent = (await this.#topics.read(`${this.#name}-resource`)).map(({ partition, offset }) => [
      partition,
      offset,
    ]);
    assert.equal(sent.length, this.#events.length);
    for (const topic of internalTopics) {
      const passedOn = sourcesOf(await this.#topics.read(`${this.#name}.${topic}`));
      assert.deepEqual(passedOn.map(String).sort(), sent.map(String).sort(), `every input record, once, in ${topic}`);
    }
    const seen = bySource(await this.#topics.read(`${this.#name}-anomalies`));
    assert.ok([...seen.values()].flat().length > 200, "there is something to compare");
    assert.deepEqual(seen, await this.#undisturbed());
  }

  /** What one process writes under another name, from copies of the topics between the stages. */
  async #undisturbed(): Promise<ReadonlyMap<string, readonly string[]>> {
    const name = `${this.#name}-undisturbed`;
    for (const topic of internalTopics) {
      const records = await this.#topics.read(`${this.#name}.${topic}`);
      await this.#topics.create(topic === "global" ? 1 : partitions, `${name}.${topic}`);
      await this.#topics.append(records.map((record) => Object.assign({ topic: `${name}.${topic}` }, record)));
    }
    const picket = new PicketProcess({ ...environmentOf(name), PICKET_STAGES: "container,global" });
    await this.#topics.settled(`${name}.container`, `${name}.by-container`);
    await this.#topics.settled(`${name}.global`, `${name}.global`);
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    return bySource(await this.#topics.read(`${name}-anomalies`));
  }
}

/** Fetches as small as may be, so that whatever happens, happens between and within many transactions. */
function environmentOf(name: string): Record<string, string> {
  return {
    KAFKA_BROKER: broker?.address ?? "",
    PICKET_APPLICATION_ID: name,
    PICKET_DETECTORS: "resource-per-container,resource-global",
    WARMUP_SIZE: "500",
    PICKET_PARTITIONS: String(partitions),
    PICKET_FETCH_BYTES: "64KiB",
    PICKET_TOPIC_ANOMALIES: `${name}-anomalies`,
    PICKET_TOPIC_DEAD_LETTERS: `${name}-dead-letters`,
  };
}

function simulated(seed: string, count: number): readonly Buffer[] {
  const start = Date.UTC(2024, 0);
  const fleet = simulation({ seed, images: 12, kinds: ["resource"], start, rate: 100, attacks: [] });
  const events: Buffer[] = [];
  for (const event of fleet.events()) {
    if (events.push(encodeSimulated(event)) === count) break;
  }
  return events;
}

/** Partition and offset of the input records whose events these frames hold. */
function sourcesOf(records: readonly ReadRecord[]): readonly (readonly [partition: number, offset: number])[] {
  return records.flatMap(({ value }) => {
    const frame = readFrame(value ?? assert.fail());
    if (frame instanceof Rejection) assert.fail(frame.detail);
    return frame.events.map(({ offset }) => [frame.partition, offset] as const);
  });
}

/**
 * Keys and values in their order, for each partition that a detector read: anomalies are partitioned by the key that their
 * events were, so partitions of the two topics correspond, while those of the two stages interleave freely.
 */
function bySource(records: readonly ReadRecord[]): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { partition, key, value } of records) {
    const { detector } = anomalyFromJson(String(value));
    const source = `${detector} of partition ${partition}`;
    sources.set(source, [...(sources.get(source) ?? []), `${String(key)} ${String(value)}`]);
  }
  return sources;
}
