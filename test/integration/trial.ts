/** An application on a real broker that is put to the test: its events, its processes, and what must have come out at the end. */

import assert from "node:assert/strict";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { decodeDeadLetter, type ReadDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { readFrame } from "../../runtime/frame.ts";
import { encodeSimulated } from "../../simulate/encode.ts";
import { type SimulatedEvent, type SimulatedKind, simulation } from "../../simulate/simulation.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { KafkaTopics, ReadRecord } from "../services/kafka-topics.ts";
import { PicketProcess } from "../services/picket-process.ts";
import { PicketProcesses } from "../services/picket-processes.ts";
import { assertAllSame, assertSame } from "./same-texts.ts";

const partitions = 4;
/** The input topics, which are named by the kind of events that they carry. */
const inputs: readonly SimulatedKind[] = ["resource", "frequency"];

interface InternalTopic {
  readonly topic: string;
  readonly partitions: number;
  /** The inputs whose events it carries on. */
  readonly of: readonly SimulatedKind[];
}

const internalTopics: readonly InternalTopic[] = [
  { topic: "by-container", partitions, of: inputs },
  { topic: "global", partitions: 1, of: ["resource"] },
];

export type Counts = Readonly<Record<"events" | "anomalies" | "deadLetters", number>>;

export class Trial {
  readonly #address: string;
  readonly #topics: KafkaTopics;
  readonly #name: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #events: Iterator<InputRecord, never>;
  readonly #processes = new PicketProcesses();
  #fed = 0;

  /**
   * @param name - of the application, and in the names of all its topics; equal names have equal events.
   * @param settings - of all its processes, the undisturbed one too, e.g. `{ ML_MODEL: "ocsvm" }`.
   */
  constructor(address: string, topics: KafkaTopics, name: string, settings: Readonly<Record<string, string>> = {}) {
    this.#address = address;
    this.#topics = topics;
    this.#name = name;
    this.#settings = settings;
    this.#events = simulated(name);
  }

  async createInput(): Promise<void> {
    await this.#topics.create(partitions, ...inputs.map((kind) => this.#topicOf(kind)));
  }

  start(more: Readonly<Record<string, string>> = {}, nodeArguments: readonly string[] = []): PicketProcess {
    return this.#processes.start({ ...this.#environment(this.#name), ...more }, nodeArguments);
  }

  /** Writes the next events, in turn over all partitions of their topics. */
  async feed(count: number): Promise<void> {
    const events = Array.from({ length: count }, () => this.#events.next().value);
    for (const kind of inputs) {
      const values = events.filter((event) => event.kind === kind).map(({ value }) => value);
      await this.#topics.write(this.#topicOf(kind), values);
    }
    this.#fed += count;
  }

  /** Waits until so many events went on to the container stage. */
  async forwarded(count: number): Promise<void> {
    await this.#topics.until(`${this.#name}.by-container`, (records) => sourcesOf(records).length >= count);
  }

  /** Waits until all stages have processed and committed all there is. @throws when a process ends meanwhile. */
  async settled(): Promise<void> {
    await this.#processes.during(this.#allProcessed());
  }

  /** How far each stage with models is, in records. */
  async committed(): Promise<readonly number[]> {
    return Promise.all([
      this.#topics.committed(`${this.#name}.container`, `${this.#name}.by-container`),
      this.#topics.committed(`${this.#name}.global`, `${this.#name}.global`),
    ]);
  }

  async #allProcessed(): Promise<void> {
    await this.#topics.settled(`${this.#name}.ingest`, ...inputs.map((kind) => this.#topicOf(kind)));
    await this.#topics.settled(`${this.#name}.container`, `${this.#name}.by-container`);
    await this.#topics.settled(`${this.#name}.global`, `${this.#name}.global`);
  }

  /**
   * Every input record went on once, or to the dead letters, and what the stages with models answered is, per source partition
   * and byte for byte, what a process answers that nothing happens to.
   */
  async checkOutcome(): Promise<Counts> {
    const sent = await this.#sent();
    const events = [...sent.values()].flat().length;
    assert.equal(events, this.#fed, "the input holds what was fed");
    const letters = (await this.#topics.read(`${this.#name}-dead-letters`)).map(decodeDeadLetter);
    for (const { topic, of } of internalTopics) {
      const from = of.map((kind) => this.#topicOf(kind));
      const unrouted = letters.filter((letter) => isUnrouted(letter) && from.includes(letter.source.topic));
      const passedOn = sourcesOf(await this.#topics.read(`${this.#name}.${topic}`));
      const found = [...passedOn, ...unrouted.map(({ source }) => source)].map(sourceName);
      const expected = from.flatMap((input) => sent.get(input) ?? []);
      assertSame(found.sort(), expected.sort(), `every input record once, in ${topic} or the dead letters`);
    }
    const seen = bySource(await this.#topics.read(`${this.#name}-anomalies`));
    const anomalies = [...seen.values()].flat().length;
    assert.ok(anomalies > 200, `${anomalies} anomalies are too few to compare`);
    const expected = await this.#undisturbed();
    assertAllSame(seen, expected.anomalies, "anomalies");
    assert.ok(expected.deadLetters.length > 0, "some events are routed, but cannot be judged");
    const unjudged = letters.filter((letter) => !isUnrouted(letter)).map(textOf);
    assertSame(unjudged.sort(), expected.deadLetters, "dead letters of the stages with models");
    return { events, anomalies, deadLetters: letters.length };
  }

  /** What one process writes under another name, from copies of the topics between the stages. */
  async #undisturbed(): Promise<Results> {
    const name = `${this.#name}-undisturbed`;
    for (const { topic, partitions: count } of internalTopics) {
      const records = await this.#topics.read(`${this.#name}.${topic}`);
      await this.#topics.create(count, `${name}.${topic}`);
      await this.#topics.append(records.map((record) => Object.assign({ topic: `${name}.${topic}` }, record)));
    }
    const picket = new PicketProcess({ ...this.#environment(name), PICKET_STAGES: "container,global" });
    await this.#topics.settled(`${name}.container`, `${name}.by-container`);
    await this.#topics.settled(`${name}.global`, `${name}.global`);
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    const letters = (await this.#topics.read(`${name}-dead-letters`)).map(decodeDeadLetter);
    return {
      anomalies: bySource(await this.#topics.read(`${name}-anomalies`)),
      deadLetters: letters.map(textOf).sort(),
    };
  }

  #topicOf(kind: SimulatedKind): string {
    return `${this.#name}-${kind}`;
  }

  /** The names of the input records, by topic. */
  async #sent(): Promise<ReadonlyMap<string, readonly string[]>> {
    const sent = new Map<string, readonly string[]>();
    for (const topic of inputs.map((kind) => this.#topicOf(kind))) {
      const records = await this.#topics.read(topic);
      sent.set(
        topic,
        records.map(({ partition, offset }) => sourceName({ topic, partition, offset })),
      );
    }
    return sent;
  }

  /** Fetches as small as may be, so that whatever happens, happens between and within many transactions. */
  #environment(name: string): Record<string, string> {
    return {
      KAFKA_BROKER: this.#address,
      PICKET_APPLICATION_ID: name,
      WARMUP_SIZE: "500",
      PICKET_ALERTS: "false",
      PICKET_PARTITIONS: String(partitions),
      PICKET_FETCH_BYTES: "64KiB",
      PICKET_TOPIC_RESOURCE: this.#topicOf("resource"),
      PICKET_TOPIC_FREQUENCY: this.#topicOf("frequency"),
      PICKET_TOPIC_ANOMALIES: `${name}-anomalies`,
      PICKET_TOPIC_DEAD_LETTERS: `${name}-dead-letters`,
      ...this.#settings,
    };
  }
}

/** What the stages with models write. */
interface Results {
  readonly anomalies: ReadonlyMap<string, readonly string[]>;
  readonly deadLetters: readonly string[];
}

interface InputRecord {
  readonly kind: SimulatedKind;
  readonly value: Buffer;
}

const images = 24;
/** For how many events the same images work. */
const shiftEvents = 500;

/** Endless. Of fifty records, one is no event, and one can be routed but not be judged. */
function* simulated(seed: string): Generator<InputRecord, never> {
  const start = Date.UTC(2024, 0);
  const fleet = simulation({ seed, images, kinds: inputs, start, rate: 100, attacks: [] });
  const names = [...new Set(fleet.containers.map(({ image }) => image))];
  const events = fleet.events();
  for (let count = 1; ; count += 1) {
    const shift = Math.floor(count / shiftEvents);
    let event = events.next().value;
    while (rests(names.indexOf(event.container.image), shift)) event = events.next().value;
    const bytes = count % 50 === 0 ? Buffer.from(`no event ${count}`) : encodeSimulated(event);
    yield { kind: event.kind, value: count % 50 === 25 ? encodeSimulated(spoiled(event)) : bytes };
  }
}

/** Of the images a third rests in each shift, in turn, and some for so long that they may be forgotten. */
function rests(image: number, shift: number): boolean {
  return (image + shift) % 3 === 0 || (image % 4 === 0 && shift % 10 >= 4);
}

/** With measurements that cannot be. */
function spoiled(event: SimulatedEvent): SimulatedEvent {
  return { ...event, resource: event.resource.map(() => Number.NaN), syscalls: new Map([[0, Number.NaN]]) };
}

function isUnrouted({ reason }: ReadDeadLetter): boolean {
  return reason === "malformed";
}

interface Source {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

function sourceName({ topic, partition, offset }: Source): string {
  return `${topic}/${partition}/${offset}`;
}

/** Of the input records whose events these frames hold. */
function sourcesOf(records: readonly ReadRecord[]): readonly Source[] {
  return records.flatMap(({ value }) => {
    const frame = readFrame(value ?? assert.fail());
    if (frame instanceof Rejection) assert.fail(frame.detail);
    const { topic, partition } = frame;
    return frame.events.map(({ offset }) => ({ topic, partition, offset }));
  });
}

function textOf(letter: ReadDeadLetter): string {
  return JSON.stringify(letter);
}

/**
 * Keys and values in their order, for each partition that a stage read: anomalies are partitioned by the key that their events
 * were, so partitions of the two topics correspond, while those of the two stages interleave freely.
 */
function bySource(records: readonly ReadRecord[]): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { partition, key, value } of records) {
    const { detector } = anomalyFromJson(String(value));
    const source = `${detector === "resource-global" ? "the fleet" : "containers"} of partition ${partition}`;
    const texts = sources.get(source) ?? [];
    texts.push(`${String(key)} ${String(value)}`);
    sources.set(source, texts);
  }
  return sources;
}
