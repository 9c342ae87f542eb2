/**
 * Bad input through the whole topology: each kind has its reason code or is counted as skipped, nothing crashes, and the
 * anomalies of all other containers stay the same to the byte.
 */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Harness } from "../../kit/harness.ts";
import type { OutputRecord } from "../../log/port.ts";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { decodeDeadLetter, type ReadDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { pb, picket as messages } from "../../proto/generated/messages.js";
import { type FramedEvent, readFrame } from "../../runtime/frame.ts";
import { Random } from "../../simulate/random.ts";
import { encodeEvent, type PlainEvent } from "../../sources/ebpf/encode.ts";
import { type RecordedMetrics, recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import { picket } from "../../topology/picket.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";
import { mutate, randomMessage } from "../sources/ebpf/random-message.ts";

const now = Date.UTC(2027, 0);
const hour = 3_600_000;
/** Of containers that nothing is wrong with; all in partition 0, while what is bad goes to partition 1. */
const good = await goldenEvents();
const goodImages = /^registry\.local\//;

type BadRecord = Partial<Pick<OutputRecord, "headers" | "timestamp">> & { readonly value: Buffer | null };

/** Who rejects it and why, what it is counted under, or that it is taken. */
type Outcome = readonly [reason: string, by: "ingest" | "container" | "both"] | { readonly skipped: string } | "taken";

const resource = (more: PlainEvent = {}): BadRecord => ({
  value: encodeEvent({ containerImage: "victim", time: now, resource: [1, 2, 3, 4, 5, 6, 7, 8, 9], ...more }),
});
const measured = (value: number): BadRecord => resource({ resource: [1, 2, value, 4, 5, 6, 7, 8, 9] });
const vector = (vectorJson: string): BadRecord => ({
  value: message({ containerImage: "victim", timestampUnixMs: now, syscallFreqAgg: { vectorJson } }),
});
const entries = (count: number) => `{${Array.from({ length: count }, (_, number) => `"${number}":1`).join(",")}}`;
const malformedVector: Outcome = ["vector_malformed", "container"];

const badRecords: readonly (readonly [what: string, record: BadRecord, outcome: Outcome])[] = [
  ["a tombstone", { value: null }, ["empty", "ingest"]],
  ["no bytes", { value: Buffer.alloc(0) }, ["empty", "ingest"]],
  ["an event cut short", { value: resource().value!.subarray(0, -3) }, ["malformed", "ingest"]],
  ["bytes of chance", { value: Buffer.from("fedcba9876543210", "hex") }, ["malformed", "ingest"]],
  ["JSON", { value: Buffer.from(`{"container_image":"victim"}`) }, ["malformed", "ingest"]],
  ["a message of another type", { value: anotherMessage() }, { skipped: "other_kind" }],
  ["an event of another kind", { value: message({ snoop: { filename: "/bin/sh" } }) }, { skipped: "other_kind" }],
  ["10 MB", { value: Buffer.alloc(10_000_000, 1) }, ["too_large", "ingest"]],
  ["a host event", resource({ containerImage: "" }), { skipped: "no_container" }],
  ["a container's name of 900 KB", resource({ containerImage: "x".repeat(900_000) }), ["key_too_long", "ingest"]],
  ["NaN", measured(NaN), ["number_invalid", "both"]],
  ["infinity", measured(Infinity), ["number_invalid", "both"]],
  ["a negative measurement", measured(-1), ["number_invalid", "both"]],
  ["a vector that is no JSON", vector("{"), malformedVector],
  ["a vector that is an array", vector("[1,2]"), malformedVector],
  ["a nested vector", vector(`{"0":{"1":2}}`), malformedVector],
  ["a vector of __proto__", vector(`{"__proto__":{"0":1}}`), malformedVector],
  ["a negative count", vector(`{"0":-1}`), malformedVector],
  ["a huge count", vector(`{"0":1e300}`), malformedVector],
  ["a vector of 10,000 entries", vector(entries(10_000)), ["vector_too_large", "container"]],
  ["a vector of 1,000,000 entries", vector(entries(1_000_000)), ["too_large", "ingest"]],
  ["a time in 1970", resource({ time: 1000 }), "taken"],
  ["no time", resource({ time: 0 }), "taken"],
  ["a time in 2100", resource({ time: Date.UTC(2100, 0) }), ["time_ahead", "ingest"]],
  [
    "the latest time there is",
    { value: message({ timestampUnixMs: 2 ** 62, resource: {} }) },
    ["time_ahead", "ingest"],
  ],
  ["a record without a time", { ...resource(), timestamp: -1 }, ["time_ahead", "ingest"]],
  ["a record's time in nanoseconds", { ...resource(), timestamp: now * 1e6 }, ["time_ahead", "ingest"]],
  ["a trace context of 1 MB", { ...resource(), headers: [["traceparent", hugeTraceparent()]] }, "taken"],
  ["an event", resource({ time: now - 1 }), "taken"],
  ["the same event again", resource({ time: now - 1 }), "taken"],
];

const undisturbed = await anomaliesWith([]);

describe("bad input", async () => {
  it("leaves something to compare", () => {
    const count = [...undisturbed.anomalies.values()].flat().length;
    assert.ok(count > 100, `${count} anomalies`);
    assert.deepEqual(undisturbed.letters, []);
  });

  const all = await anomaliesWith(badRecords.map(([, record]) => record));

  for (const [offset, [what, { value }, outcome]] of badRecords.entries()) {
    it(`${what}: ${describeOutcome(outcome)}`, () => {
      const letters = all.letters.filter(({ source }) => source.offset === offset);
      const forwarded = all.forwarded.filter((event) => event.offset === offset);
      if (!Array.isArray(outcome)) {
        assert.deepEqual(letters, []);
        assert.equal(forwarded.length, outcome === "taken" ? 1 : 0);
        return;
      }
      const [reason, by] = outcome;
      assert.deepEqual(
        letters.map((letter) => letter.reason),
        by === "both" ? [reason, reason] : [reason],
      );
      assert.equal(forwarded.length, by === "ingest" ? 0 : 1);
      for (const letter of letters) {
        assert.deepEqual(letter.source, { topic: "resource", partition: 1, offset });
        if (letter.originalBytes === undefined) assert.deepEqual(letter.value, value);
        else assert.equal(letter.originalBytes, value?.length);
      }
    });
  }

  it("counts by reason what it rejects and what it skips", () => {
    const outcomes = badRecords.map(([, , outcome]) => outcome);
    for (const reason of new Set(all.letters.map((letter) => letter.reason))) {
      const count = all.letters.filter((letter) => letter.reason === reason).length;
      assert.equal(all.metrics.total("deadLetters", { reason }), count, reason);
    }
    for (const reason of ["other_kind", "no_container"]) {
      const count = outcomes.filter(
        (outcome) => typeof outcome === "object" && "skipped" in outcome && outcome.skipped === reason,
      );
      assert.equal(all.metrics.total("eventsSkipped", { reason }), count.length, reason);
    }
  });

  it("takes its record's time for an event whose clock was never set", () => {
    for (const [offset, [what]] of badRecords.entries()) {
      if (!["a time in 1970", "no time"].includes(what)) continue;
      assert.equal(all.forwarded.find((event) => event.offset === offset)?.time, now);
    }
  });

  it("lets the detector of the fleet score what belongs to no container", async () => {
    const scored = (run: { metrics: RecordedMetrics }) =>
      run.metrics.total("eventsScored", { detector: "resource-global" });
    const with10 = await anomaliesWith(Array.from({ length: 10 }, () => resource({ containerImage: "" })));
    assert.equal(scored(with10) - scored(undisturbed), 10);
    assert.equal(with10.metrics.total("eventsSkipped", { reason: "no_container" }), 10);
  });

  it("changes no decision about any other container", () => {
    assert.deepEqual(all.anomalies, undisturbed.anomalies);
  });

  it("makes no anomaly that no topic takes, however long the texts of an event are", async () => {
    const ordinary = Array.from({ length: 60 }, (_, index) => resource({ resource: Array(9).fill(1 + (index % 3)) }));
    const comm = "\u0001".repeat(150_000);
    const absurd = resource({ resource: Array(9).fill(1e15), comm, user: comm, nodeName: comm, containerId: comm });
    const run = await anomaliesWith([...ordinary, absurd]);
    const anomaly = run.others.find(({ source }) => source.offset === ordinary.length);
    assert.deepEqual(
      [anomaly?.process.comm.length, anomaly?.process.user.length, anomaly?.node.length, anomaly?.container?.id.length],
      [1024, 1024, 1024, 1024],
    );
    assert.deepEqual(run.anomalies, undisturbed.anomalies);
  });

  it("comes to one end each, in 10,000 mutated messages", async (t: TestContext) => {
    const seed = "bad input";
    t.diagnostic(`seed "${seed}"`);
    const random = new Random(seed);
    const records = Array.from({ length: 10_000 }, (): BadRecord => ({ value: mutant(random) }));
    const run = await anomaliesWith(records);
    const forwarded = new Set(run.forwarded.map(({ offset }) => offset));
    assert.equal(forwarded.size, run.forwarded.length, "none goes on twice");
    const kept = run.letters.filter(({ source }) => !forwarded.has(source.offset));
    const refused = new Set(kept.map(({ source }) => source.offset));
    const skipped =
      run.metrics.total("eventsSkipped", { reason: "other_kind" }) +
      run.metrics.total("eventsSkipped", { reason: "no_container" });
    // Without a container an event is skipped there, and may still be refused by the fleet's stage.
    const both = records.filter((_, offset) => refused.has(offset) && run.toFleet.has(offset)).length;
    assert.equal(forwarded.size + refused.size + skipped - both, records.length);
    for (const share of [forwarded.size, refused.size, skipped])
      assert.ok(share > 500, `${share} of ${records.length}`);
    assert.deepEqual(run.anomalies, undisturbed.anomalies);
  });
});

function describeOutcome(outcome: Outcome): string {
  if (outcome === "taken") return "taken";
  return "skipped" in outcome ? `skipped as ${outcome.skipped}` : `rejected as ${outcome[0]} (${outcome[1]})`;
}

interface Run {
  /** Of the good containers' own detectors, by container: the records' bytes in order. */
  readonly anomalies: ReadonlyMap<string, readonly string[]>;
  /** Those of everybody else. */
  readonly others: readonly ReturnType<typeof anomalyFromJson>[];
  readonly letters: readonly ReadDeadLetter[];
  /** The bad records' events that went on to the container stage. */
  readonly forwarded: readonly FramedEvent[];
  /** Offsets of the bad records that went on to the stage of the fleet. */
  readonly toFleet: ReadonlySet<number>;
  readonly metrics: RecordedMetrics;
}

/** Half of the good events, the bad records, the other half. */
async function anomaliesWith(bad: readonly BadRecord[]): Promise<Run> {
  const metrics = recordedMetrics();
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  const detectors = builtInDetectors({ model: "hst", profile: "river", warmup });
  const harness = new Harness(picket({ detectors, containerKey: "image", maxEventBytes: 2 ** 20 }), {
    partitions: 2,
    maxClockAheadMs: hour,
    metrics,
  });
  harness.start();
  try {
    const half = good.length / 2;
    await harness.write("resource", good.slice(0, half), { partition: 0, timestamp: now });
    await harness.settled();
    // Not by a writer, which would refuse the largest.
    const partition = harness.cluster.partition({ topic: "resource", partition: 1 });
    for (const record of bad)
      partition.append({ topic: "resource", key: null, headers: [], timestamp: now, ...record }, now);
    await harness.write("resource", good.slice(half), { partition: 0, timestamp: now });
    await harness.settled();
    return outcomeOf(harness, metrics);
  } finally {
    await harness.close();
  }
}

function outcomeOf(harness: Harness, metrics: RecordedMetrics): Run {
  const anomalies = new Map<string, string[]>();
  const others: ReturnType<typeof anomalyFromJson>[] = [];
  for (const { key, value } of harness.readAll("anomalies")) {
    const anomaly = anomalyFromJson(String(value));
    const image = anomaly.container?.image ?? "";
    if (!goodImages.test(image)) others.push(anomaly);
    else if (anomaly.detector !== "resource-global") {
      anomalies.set(image, [...(anomalies.get(image) ?? []), `${String(key)} ${String(value)}`]);
    }
  }
  return {
    anomalies,
    others,
    letters: harness.readAll("dead-letters").map((record) => decodeDeadLetter(record)),
    forwarded: badEventsIn(harness, "by-container"),
    toFleet: new Set(badEventsIn(harness, "global").map(({ offset }) => offset)),
    metrics,
  };
}

function badEventsIn(harness: Harness, topic: string): readonly FramedEvent[] {
  return harness.readAll(topic).flatMap(({ value }) => {
    const frame = readFrame(value ?? assert.fail());
    if (frame instanceof Rejection) assert.fail(frame.detail);
    return frame.partition === 1 ? frame.events : [];
  });
}

/** Never of a good container: what it is made from names others. */
function mutant(random: Random): Buffer {
  const fresh = (): Buffer =>
    random.chance(0.5)
      ? randomMessage(random)
      : (random.pick([resource(), vector(`{"0":10,"60":"7"}`), measured(random.factor(5))]).value ?? Buffer.of());
  return mutate(random, fresh(), fresh());
}

function message(properties: pb.EbpfEvent.$Properties): Buffer {
  return Buffer.from(pb.EbpfEvent.encode(properties).finish());
}

function anotherMessage(): Buffer {
  return Buffer.from(messages.v1.Anomaly.encode({ id: "1", detector: "resource-per-container" }).finish());
}

function hugeTraceparent(): Buffer {
  return Buffer.from(`01-${"a".repeat(32)}-${"b".repeat(16)}-01-${"c".repeat(1_000_000)}`);
}
