/** Processors on the embedded log: time that passes is read from the log, so nothing that happens on the way shows. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness, type HarnessOptions, type Instance } from "../../kit/harness.ts";
import type { LogRecord } from "../../log/port.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { openEntry } from "../../runtime/state-entry.ts";
import { isTick } from "../../runtime/tick.ts";
import { Random } from "../../simulate/random.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import type { Topology } from "../../topology/builder.ts";
import type { Processor, ProcessorState } from "../../topology/processor.ts";
import { byKey, byKeyOf, counting, counts, dead, text, windowsOf } from "./counting-topology.ts";
import { hastyClock } from "./hasty-clock.ts";
import type { WindowCount } from "./window-counter.ts";

const start = 1_790_000_000_000;
const partitions = 2;

describe("a processor", () => {
  it("is woken by ticks, and what it sends then has the tick's place and time", async (t) => {
    const harness = new Harness(counting);
    t.after(() => harness.close());
    harness.start();
    await harness.tick(start);
    await harness.write("words", words("a1:1 b1:2 a1:3"));
    await harness.settled();
    await harness.tick(start + 9999);
    await harness.settled();
    assert.deepEqual(harness.readAll("counts"), []);
    await harness.tick(start + 10_000);
    await harness.settled();
    const closed = { opened: start, closed: start + 10_000 };
    assert.deepEqual(
      harness.readAll("counts").map(({ value }) => JSON.parse(value!.toString())),
      [
        { key: "a1", total: 2, count: 2, last: "a1:3:3", ...closed },
        { key: "b1", total: 1, count: 1, last: "b1:2:2", ...closed },
      ],
    );
    const { offset } = harness.readAll("by-key").findLast(isTickRecord)!;
    for (const lines of Object.values(windowsOf(harness))) {
      assert.ok(lines[0]!.endsWith(`} ${start + 10_000} test.by-key/0@${offset}`), lines[0]!);
    }
  });

  it("tells by how much its time lags behind the clock", async (t) => {
    const metrics = recordedMetrics();
    const clock = { ...hastyClock, now: () => start + 90_000 };
    const harness = new Harness(counting, { clock, metrics });
    t.after(() => harness.close());
    harness.start();
    await harness.tick(start + 60_000);
    await harness.until(() => metrics.total("tickAge", stageOf(harness)) === 30);
    await harness.tick(start + 95_000);
    await harness.until(() => metrics.total("tickAge", stageOf(harness)) === 0);
  });

  it("keeps the order of what it sends under a key, at events and as time passes, within one batch", async (t) => {
    const harness = new Harness(counting.only(["count"]));
    t.after(() => harness.close());
    const calm = new Harness(counting);
    t.after(() => calm.close());
    calm.start();
    for (let round = 0; round < 5; round++) {
      await calm.tick(start + round * 10_000);
      await calm.write("words", words(...Array.from({ length: 130 }, (_, i) => `a1:${i}`)));
      await calm.settled();
    }
    await calm.tick(start + 50_000);
    await calm.settled();
    copy(calm, harness, "by-key");
    harness.start();
    await harness.settled();
    assert.equal(windowsOf(harness)["a1"]?.length, 10);
    assert.deepEqual(windowsOf(harness), windowsOf(calm));
  });

  it("hears of time by itself, as it passes, where its partitions are owned", async (t) => {
    const from = systemClock.elapsed();
    const hasty: Clock = { ...systemClock, now: () => Math.round(start + 1000 * (systemClock.elapsed() - from)) };
    const harness = new Harness(counting, { clock: hasty, partitions, ticks: { everyMs: 5 } });
    t.after(() => harness.close());
    harness.start();
    await harness.write("words", words("a1:1 b1:2"));
    await harness.until(() => harness.readAll("totals").length === 2);
    assert.ok(harness.readAll("words").every(({ value }) => !isTick(value!)));
    for (const topic of ["by-key", "by-group"]) {
      for (let partition = 0; partition < partitions; partition++) {
        assert.ok(harness.read(topic, partition).some(isTickRecord), `${topic}/${partition}`);
      }
    }
  });
});

describe("ticks that change nothing", () => {
  it("make no transaction each; their offsets are committed with the next batch", async (t) => {
    const metrics = recordedMetrics();
    const ticks = { commitAfterMs: Infinity };
    const harness = new Harness(counting, { partitions, ticks, metrics, store: new MemoryStore() });
    t.after(() => harness.close());
    const instance = harness.start();
    const commits = (): number => metrics.total("transaction", { stage: "count", outcome: "committed" });
    const events = (): number => metrics.total("eventsIn", { stage: "count", topic: "test.by-key" });
    await harness.tick(start);
    await harness.write("words", words("a1:1"));
    await harness.until(() => events() === 1);
    const committed = (): readonly boolean[] => allCommitted(harness, "count", "by-key");
    const before = commits();
    for (let i = 1; i < 30; i++) await harness.tick(start + i * 300);
    await harness.write("words", words("a1:2"));
    await harness.until(() => events() === 2);
    assert.equal(commits(), before + 1);
    assert.deepEqual(committed(), [true, true], "of the other partition too");
    await harness.tick(start + 9900);
    await harness.stop(instance);
    assert.deepEqual(committed(), [true, true], "a stop commits them");
    harness.start();
    await harness.tick(start + 10_000);
    await harness.until(() => harness.readAll("counts").length === 1);
    assert.equal(JSON.parse(harness.readAll("counts")[0]!.value!.toString()).total, 2);
  });

  it("wait no longer once a later offset of their partition is on its way, while the next batch is processed", async (t) => {
    const calm = new Harness(counting, { partitions });
    t.after(() => calm.close());
    calm.start();
    for (const tick of [start, start + 1]) await calm.tick(tick);
    await calm.write("words", words("a1:1 b2:1"));
    await calm.settled();
    const metrics = recordedMetrics();
    // A record in a fetch, of the partitions in turn: ticks of both wait, then there is a batch for each.
    const ticks = { commitAfterMs: Infinity };
    const harness = new Harness(counting.only(["count"]), { partitions, fetchBytes: 1, ticks, metrics });
    t.after(() => harness.close());
    copy(calm, harness, "by-key");
    const records = [0, 1].map((partition) => harness.read("by-key", partition).map(isTickRecord));
    assert.deepEqual(records, [
      [true, true, false],
      [true, true, false],
    ]);
    const instance = harness.start();
    await harness.until(() => metrics.total("eventsIn", { stage: "count", topic: "test.by-key" }) === 2);
    await harness.crash(instance);
    assert.deepEqual(allCommitted(harness, "count", "by-key"), [true, true]);
  });

  it("are in no snapshot before they are committed", async (t) => {
    const seen: number[] = [];
    const store = new MemoryStore();
    const harness = new Harness(noting(seen), { ticks: { commitAfterMs: Infinity }, store });
    t.after(() => harness.close());
    harness.start();
    await harness.write("words", words("a1:1"));
    await harness.settled();
    for (let i = 1; i <= 5; i++) {
      await harness.tick(start + i);
      await harness.until(() => seen.length === i);
    }
    await harness.write("words", words("a1:2"));
    await harness.until(() => committedOf(harness, "note", "by-key") > 5);
    await harness.tick(start + 6);
    await harness.until(() => seen.length === 6);
    const [stored] = await store.list("test");
    assert.ok(stored && stored.manifests.length > 0);
    for (const { offset, ...identity } of stored.manifests) {
      const snapshot = await store
        .open(stored.scope, identity)
        .load(assert.fail, offset === stored.manifests[0]!.offset ? "newest" : "previous");
      const told = harness.read("by-key").filter((record) => record.offset < offset && isTickRecord(record)).length;
      const { state } = openEntry("noting", snapshot!.entries.get("noting/a1")!);
      assert.equal(state[0], told, `at offset ${offset}`);
    }
  });

  it("are read again where nobody committed them, to the same end", async (t) => {
    const harness = new Harness(counting, { ticks: { commitAfterMs: Infinity }, store: new MemoryStore() });
    t.after(() => harness.close());
    const first = harness.start();
    await harness.tick(start);
    await harness.write("words", words("a1:1"));
    await harness.until(() => committedOf(harness, "count", "by-key") >= 2);
    for (let i = 1; i < 10; i++) await harness.tick(start + i * 1000);
    await harness.crash(first);
    harness.start();
    await harness.tick(start + 10_000);
    await harness.until(() => harness.readAll("counts").length === 1);
    const { opened, closed } = JSON.parse(harness.readAll("counts")[0]!.value!.toString());
    assert.deepEqual([opened, closed], [start, start + 10_000]);
  });
});

describe("whatever happens on the way, processors write what one undisturbed process writes", () => {
  for (const [name, options] of Object.entries({
    "without a store": {},
    "with a store, and little memory": {
      store: new MemoryStore(),
      forgetAfterMs: 15_000,
      snapshotPolicy: { idleAfterMs: 5000, keysInMemory: 2 },
    },
    "with offsets that wait": { store: new MemoryStore(), ticks: { commitAfterMs: 20 } },
  } satisfies Record<string, HarnessOptions>)) {
    it(name, async (t) => {
      const seed = process.env["PICKET_TEST_SEED"] ?? `processors ${name}`;
      t.diagnostic(`seed ${seed}`);
      const random = new Random(seed);
      const metrics = recordedMetrics();
      const harness = new Harness(counting, { partitions, fetchBytes: 4000, ...options, metrics });
      t.after(() => harness.close());
      await disturb(harness, random);
      await assertTruth(harness, options);
      assert.ok(harness.readAll("counts").length > 100 && harness.readAll("totals").length > 10);
      if ("forgetAfterMs" in options) {
        assert.ok(metrics.total("keysForgotten", { stage: "count" }) > 0, "keys are forgotten");
        assert.ok(metrics.total("keysReturned", { stage: "count" }) > 0, "keys return");
      }
    });
  }
});

/** A topology whose processor, once it has seen a key, notes every tick in its state and in `seen`, and sends nothing. */
function stageOf(harness: Harness) {
  return { stage: "count", topic: harness.nameOf(byKey.name), partition: 0 };
}

function noting(seen: number[]): Topology {
  const open = (count: number): ProcessorState<string, WindowCount> => ({
    process: () => {},
    wakeAt: 0,
    wake({ tick }) {
      count += 1;
      seen.push(tick);
    },
    snapshot: () => Uint8Array.of(count),
  });
  const processor: Processor<string, WindowCount> = {
    name: "noting",
    version: "1",
    open: () => open(0),
    restore: ([count = 0]) => open(count),
  };
  return counting
    .only(["ingest"])
    .stage("note", (stage) =>
      stage.consume(byKey).decode("word", text).otherwise(dead).process(processor).produce(counts),
    );
}

/** Words and ticks, with crashes, stops, rebalances and failing transactions in between. */
async function disturb(harness: Harness, random: Random): Promise<void> {
  let [now, number] = [start, 0];
  let instances: [Instance, ...Instance[]] = [harness.start(), harness.start()];
  for (let step = 0; step < 80; step++) {
    for (let lines = random.integer(0, 4); lines > 0; lines--) {
      const line = Array.from({ length: random.integer(1, 60) }, () => {
        const key = `${random.pick(["a", "b", "c"])}${Math.floor(random.uniform() ** 3 * 6)}`;
        return `${key}:${(number += 1)}:${now + random.integer(-5000, 5000)}`;
      });
      await harness.write("words", [Buffer.from(line.join(" "))]);
    }
    now += random.pick([500, 1000, 1000, 1000, 5000, 11_000]);
    await harness.tick(random.chance(0.1) ? now - 20_000 : now);
    if (random.chance(0.3)) await settled(harness, now);
    const event = random.integer(0, 11);
    if (event === 0) harness.cluster.failNextTransaction("before");
    if (event === 1) harness.cluster.failNextTransaction("after");
    if (event === 2) for (const one of harness.cluster.assignments("test.count")) harness.cluster.kick(one);
    if (event > 4) continue;
    const gone = random.pick(instances);
    if (event === 3) await harness.crash(gone);
    if (event === 4) await harness.stop(gone);
    if (event > 2) instances = [harness.start(), ...instances.filter((one) => one !== gone)];
  }
  for (const later of [20_000, 40_000]) {
    await harness.tick(now + later);
    await settled(harness, now);
  }
}

/** Offsets that wait are committed as time goes on; ticks that tell no later time are enough for that. */
async function settled(harness: Harness, now: number): Promise<void> {
  const done = new AbortController();
  const settling = harness.settled().finally(() => done.abort());
  while (!done.signal.aborted) {
    await systemClock.sleep(30, done.signal);
    if (!done.signal.aborted) await harness.tick(now);
  }
  await settling;
}

/** Each stage is held to what it makes of the very log that it read. */
async function assertTruth(harness: Harness, { forgetAfterMs }: Pick<HarnessOptions, "forgetAfterMs">): Promise<void> {
  const options = { partitions, ...(forgetAfterMs === undefined ? {} : { forgetAfterMs }) };
  const [counts, totals] = [
    new Harness(counting.only(["count"]), options),
    new Harness(counting.only(["total"]), options),
  ];
  copy(harness, counts, "by-key");
  copy(harness, totals, "by-group");
  for (const calm of [counts, totals]) {
    calm.start();
    await calm.settled();
    await calm.close();
  }
  assert.deepEqual(byKeyOf(harness, "counts"), byKeyOf(counts, "counts"));
  assert.deepEqual(windowsOf(harness), windowsOf(counts));
  assert.deepEqual(byKeyOf(harness, "totals"), byKeyOf(totals, "totals"));
}

/** With the same offsets. */
function copy(from: Harness, to: Harness, topic: string): void {
  const name = from.nameOf(topic);
  for (let partition = 0; partition < (from.cluster.partitionCount(name) ?? 0); partition++) {
    for (const record of from.read(topic, partition)) {
      const log = to.cluster.partition({ topic: name, partition });
      while (log.endOffset < record.offset) log.mark();
      log.append({ ...record, topic: name }, 0);
    }
  }
}

function words(...lines: readonly string[]): readonly Buffer[] {
  const numbered = lines.map((line) => line.split(" ").map((word) => `${word}:${word.split(":")[1]}`));
  return numbered.map((line) => Buffer.from(line.join(" ")));
}

function committedOf(harness: Harness, stage: string, topic: string, partition = 0): number {
  return harness.cluster.group(`test.${stage}`).committed({ topic: harness.nameOf(topic), partition }) ?? 0;
}

function allCommitted(harness: Harness, stage: string, topic: string): readonly boolean[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const { offset = -1 } = harness.read(topic, partition).at(-1) ?? {};
    return committedOf(harness, stage, topic, partition) > offset;
  });
}

function isTickRecord({ value }: LogRecord): boolean {
  return isTick(value!);
}
