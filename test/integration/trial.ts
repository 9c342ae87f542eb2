/** An application on a real broker that is put to the test: its events, its processes, and what must have come out at the end. */

import assert from "node:assert/strict";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { readFrame } from "../../runtime/frame.ts";
import { encodeSimulated } from "../../simulate/encode.ts";
import { simulation } from "../../simulate/simulation.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { KafkaTopics, ReadRecord } from "../services/kafka-topics.ts";
import { PicketProcess } from "../services/picket-process.ts";

const partitions = 4;
const internalTopics = ["by-container", "global"] as const;

export class Trial {
  readonly #address: string;
  readonly #topics: KafkaTopics;
  readonly #name: string;
  readonly #events: readonly Buffer[];
  readonly #started: PicketProcess[] = [];

  /** @param name - of the application, and in the names of all its topics. */
  constructor(address: string, topics: KafkaTopics, name: string, events: number) {
    this.#address = address;
    this.#topics = topics;
    this.#name = name;
    this.#events = simulated(name, events);
  }

  async createInput(): Promise<void> {
    await this.#topics.create(partitions, `${this.#name}-resource`);
  }

  start(more: Readonly<Record<string, string>> = {}): PicketProcess {
    const picket = new PicketProcess({ ...environmentOf(this.#address, this.#name), ...more });
    this.#started.push(picket);
    return picket;
  }

  /** Writes events in turn over all partitions of the input. */
  async feed(from: number, to: number): Promise<void> {
    await this.#topics.write(`${this.#name}-resource`, this.#events.slice(from, to));
  }

  /** Waits until so many events went on to the container stage. */
  async forwarded(count: number): Promise<void> {
    await this.#topics.until(`${this.#name}.by-container`, (records) => sourcesOf(records).length >= count);
  }

  /** Waits until all stages have processed and committed all there is. @throws when a process ends meanwhile. */
  async settled(): Promise<void> {
    const lost = this.#started
      .filter((picket) => picket.running)
      .map(async (picket) => {
        const { code, signal } = await picket.ended;
        throw new Error(`A process ended with ${code ?? signal}:\n${picket.stderr}`);
      });
    await Promise.race([this.#allProcessed(), ...lost]);
  }

  async #allProcessed(): Promise<void> {
    await this.#topics.settled(`${this.#name}.ingest`, `${this.#name}-resource`);
    await this.#topics.settled(`${this.#name}.container`, `${this.#name}.by-container`);
    await this.#topics.settled(`${this.#name}.global`, `${this.#name}.global`);
  }

  /**
   * Every input record went on once, and the anomalies are, per source partition and byte for byte, those of a process that
   * nothing happened to.
   */
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
    const picket = new PicketProcess({ ...environmentOf(this.#address, name), PICKET_STAGES: "container,global" });
    await this.#topics.settled(`${name}.container`, `${name}.by-container`);
    await this.#topics.settled(`${name}.global`, `${name}.global`);
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    return bySource(await this.#topics.read(`${name}-anomalies`));
  }
}

/** Fetches as small as may be, so that whatever happens, happens between and within many transactions. */
function environmentOf(address: string, name: string): Record<string, string> {
  return {
    KAFKA_BROKER: address,
    PICKET_APPLICATION_ID: name,
    PICKET_DETECTORS: "resource-per-container,resource-global",
    WARMUP_SIZE: "500",
    PICKET_PARTITIONS: String(partitions),
    PICKET_FETCH_BYTES: "64KiB",
    PICKET_TOPIC_RESOURCE: `${name}-resource`,
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
