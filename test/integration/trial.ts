/** An application on a real broker that is put to the test: its events, its processes, and what must have come out at the end. */

import assert from "node:assert/strict";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { decodeDeadLetter, type ReadDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { readFrame } from "../../runtime/frame.ts";
import { encodeSimulated } from "../../simulate/encode.ts";
import { simulation } from "../../simulate/simulation.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { KafkaTopics, ReadRecord } from "../services/kafka-topics.ts";
import { PicketProcess } from "../services/picket-process.ts";

const partitions = 4;
const internalTopics = ["by-container", "global"] as const;

export interface Counts {
  readonly events: number;
  readonly anomalies: number;
  readonly deadLetters: number;
}

export class Trial {
  readonly #address: string;
  readonly #topics: KafkaTopics;
  readonly #name: string;
  readonly #events: Iterator<Buffer, never>;
  readonly #running = new Set<PicketProcess>();
  #fed = 0;

  /** @param name - of the application, and in the names of all its topics; equal names have equal events. */
  constructor(address: string, topics: KafkaTopics, name: string) {
    this.#address = address;
    this.#topics = topics;
    this.#name = name;
    this.#events = simulated(name);
  }

  async createInput(): Promise<void> {
    await this.#topics.create(partitions, `${this.#name}-resource`);
  }

  start(more: Readonly<Record<string, string>> = {}, nodeArguments: readonly string[] = []): PicketProcess {
    const picket = new PicketProcess({ ...environmentOf(this.#address, this.#name), ...more }, nodeArguments);
    this.#running.add(picket);
    void picket.ended.then(() => this.#running.delete(picket));
    return picket;
  }

  /** Writes the next events, in turn over all partitions of the input. */
  async feed(count: number): Promise<void> {
    const events = Array.from({ length: count }, () => this.#events.next().value);
    await this.#topics.write(`${this.#name}-resource`, events);
    this.#fed += count;
  }

  /** Waits until so many events went on to the container stage. */
  async forwarded(count: number): Promise<void> {
    await this.#topics.until(`${this.#name}.by-container`, (records) => sourcesOf(records).length >= count);
  }

  /** Waits until all stages have processed and committed all there is. @throws when a process ends meanwhile. */
  async settled(): Promise<void> {
    const lost = [...this.#running].map(async (picket) => {
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
   * Every input record went on once, or to the dead letters, and what the stages with models answered is, per source partition
   * and byte for byte, what a process answers that nothing happens to.
   */
  async checkOutcome(): Promise<Counts> {
    const sent = (await this.#topics.read(`${this.#name}-resource`)).map(sourceName).sort();
    assert.equal(sent.length, this.#fed, "the input holds what was fed");
    const letters = (await this.#topics.read(`${this.#name}-dead-letters`)).map(decodeDeadLetter);
    const unrouted = letters.filter(isUnrouted).map(({ source }) => sourceName(source));
    for (const topic of internalTopics) {
      const passedOn = sourcesOf(await this.#topics.read(`${this.#name}.${topic}`)).map(sourceName);
      assertSame([...passedOn, ...unrouted].sort(), sent, `every input record once, in ${topic} or the dead letters`);
    }
    const seen = bySource(await this.#topics.read(`${this.#name}-anomalies`));
    const anomalies = [...seen.values()].flat().length;
    assert.ok(anomalies > 200, `${anomalies} anomalies are too few to compare`);
    const expected = await this.#undisturbed();
    assert.deepEqual([...seen.keys()].sort(), [...expected.anomalies.keys()].sort());
    for (const [source, texts] of expected.anomalies) assertSame(seen.get(source) ?? [], texts, source);
    assert.ok(expected.deadLetters.length > 0, "some events are routed, but cannot be judged");
    const unjudged = letters.filter((letter) => !isUnrouted(letter)).map(textOf);
    assertSame(unjudged.sort(), expected.deadLetters, "dead letters of the stages with models");
    return { events: sent.length, anomalies, deadLetters: letters.length };
  }

  /** What one process writes under another name, from copies of the topics between the stages. */
  async #undisturbed(): Promise<Results> {
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
    const letters = (await this.#topics.read(`${name}-dead-letters`)).map(decodeDeadLetter);
    return {
      anomalies: bySource(await this.#topics.read(`${name}-anomalies`)),
      deadLetters: letters.map(textOf).sort(),
    };
  }
}

/** What the stages with models write. */
interface Results {
  readonly anomalies: ReadonlyMap<string, readonly string[]>;
  readonly deadLetters: readonly string[];
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

/** Endless. Of fifty records, one is no event, and one can be routed but not be judged. */
function* simulated(seed: string): Generator<Buffer, never> {
  const start = Date.UTC(2024, 0);
  const fleet = simulation({ seed, images: 12, kinds: ["resource"], start, rate: 100, attacks: [] }).events();
  for (let count = 1; ; count += 1) {
    const event = fleet.next().value;
    if (count % 50 === 25) event.resource[0] = Number.NaN;
    yield count % 50 === 0 ? Buffer.from(`no event ${count}`) : encodeSimulated(event);
  }
}

function isUnrouted({ reason }: ReadDeadLetter): boolean {
  return reason === "malformed";
}

interface Source {
  readonly partition: number;
  readonly offset: number;
}

function sourceName({ partition, offset }: Source): string {
  return `${partition}/${offset}`;
}

/** Of the input records whose events these frames hold. */
function sourcesOf(records: readonly ReadRecord[]): readonly Source[] {
  return records.flatMap(({ value }) => {
    const frame = readFrame(value ?? assert.fail());
    if (frame instanceof Rejection) assert.fail(frame.detail);
    return frame.events.map(({ offset }) => ({ partition: frame.partition, offset }));
  });
}

function textOf(letter: ReadDeadLetter): string {
  return JSON.stringify(letter);
}

/** Says where two lists part; they are too long to print. */
function assertSame(actual: readonly string[], expected: readonly string[], what: string): void {
  const index = expected.findIndex((text, index) => text !== actual[index]);
  const from = index < 0 ? Math.min(actual.length, expected.length) : index;
  if (from === actual.length && from === expected.length) return;
  const lengths = `${actual.length} of ${expected.length}`;
  assert.fail(`${what}: ${lengths}; at ${from} there is ${actual[from]} instead of ${expected[from]}`);
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
    const texts = sources.get(source) ?? [];
    texts.push(`${String(key)} ${String(value)}`);
    sources.set(source, texts);
  }
  return sources;
}
