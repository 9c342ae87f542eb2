/** Advisors on the embedded log: what is asked outside is answered in order, once, in the version that the log told. */

import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, it } from "node:test";
import { Harness, type Instance } from "../../kit/harness.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { encodeTick } from "../../runtime/tick.ts";
import { Random } from "../../simulate/random.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import type { Advisor } from "../../topology/advisor.ts";
import type { Topology } from "../../topology/builder.ts";
import { output } from "../../topology/topics.ts";
import { byKey, counting, counts, dead, text } from "./counting-topology.ts";
import { windowCounter, type WindowCount } from "./window-counter.ts";

const start = 1_790_000_000_000;
const partitions = 2;

/** Answers with the version that counted when it was asked. */
class Oracle implements Advisor<WindowCount, WindowCount> {
  readonly name = "oracle";
  readonly asked: number[] = [];
  version = "1";
  fails = false;

  versions() {
    return new Map([["oracle", this.version]]);
  }

  async answer(questions: Parameters<Advisor<WindowCount, WindowCount>["answer"]>[0]): Promise<readonly WindowCount[]> {
    this.asked.push(questions.length);
    await setImmediate();
    if (this.fails) throw new Error("no idea");
    return questions.map(({ value, versions }) => ({ ...value, last: versions.get("oracle") ?? "none" }));
  }
}

function asking(oracle: Oracle): Topology {
  return counting.only(["ingest"]).stage("count", (stage) => {
    const windows = stage.consume(byKey).decode("word", text).otherwise(dead).process(windowCounter);
    return [windows.consult(oracle).produce(counts), windows.produce(output("unasked", counts.carries))];
  });
}

function word(key: string, number: number): string {
  return `${key}:${number}:${start + number}`;
}

async function tick(harness: Harness, time: number, versions: Record<string, string>): Promise<void> {
  const value = encodeTick({ time, versions: new Map(Object.entries(versions)) });
  for (let partition = 0; partition < partitions; partition++) await harness.write("by-key", [value], { partition });
}

const valuesOf = (harness: Harness, topic: string): readonly WindowCount[] =>
  harness.readAll(topic).map(({ value }) => JSON.parse(value!.toString()));

describe("an advisor", () => {
  it("is asked for a batch at once, and its answers go out in order, in the version of the newest tick", async (t) => {
    const oracle = new Oracle();
    const harness = new Harness(asking(oracle), { partitions });
    t.after(() => harness.close());
    const lines = Array.from({ length: 200 }, (_, i) => word("a1", i)).join(" ");
    await harness.write("words", [Buffer.from(lines)]);
    await tick(harness, start + 1, { oracle: "7" });
    await tick(harness, start + 10_001, { oracle: "8" });
    harness.start();
    await harness.settled();
    await tick(harness, start + 20_001, { oracle: "9" });
    await tick(harness, start + 10_000, { oracle: "late" });
    await harness.settled();
    const answered = valuesOf(harness, "counts");
    const unasked = valuesOf(harness, "unasked");
    assert.ok(
      answered.length >= 3 && oracle.asked.length < answered.length,
      `${oracle.asked.length} of ${answered.length}`,
    );
    assert.deepEqual(
      answered.map(({ total }) => total),
      unasked.map(({ total }) => total),
    );
    assert.deepEqual(new Set(answered.map(({ last }) => last)).has("late"), false);
    assert.equal(answered.at(-1)?.last, "9");
  });

  it("that fails sends what it was asked to dead letters, and the others on", async (t) => {
    const oracle = new Oracle();
    oracle.fails = true;
    const harness = new Harness(asking(oracle), { partitions });
    t.after(() => harness.close());
    harness.start();
    await harness.write("words", [Buffer.from(Array.from({ length: 100 }, (_, i) => word("a1", i)).join(" "))]);
    await harness.settled();
    assert.deepEqual([valuesOf(harness, "counts").length, valuesOf(harness, "unasked").length], [0, 1]);
    const [letter] = harness.readAll("dead").map((record) => decodeDeadLetter(record));
    assert.deepEqual([letter?.reason, letter?.detail], ["step_failed", "oracle: Error: no idea"]);
  });

  it("tells its versions with the ticks of who owns the partition", async (t) => {
    const oracle = new Oracle();
    const harness = new Harness(asking(oracle), { partitions, ticks: { everyMs: 3 } });
    t.after(() => harness.close());
    harness.start();
    const words = Buffer.from(Array.from({ length: 100 }, () => word("a1", 1)).join(" "));
    for (const version of ["2", "3"]) {
      oracle.version = version;
      while (valuesOf(harness, "counts").at(-1)?.last !== version) {
        const before = valuesOf(harness, "counts").length;
        await harness.write("words", [words]);
        await harness.until(() => valuesOf(harness, "counts").length > before);
      }
    }
  });

  it("answers as if nothing had happened, however often processes crash while its versions change", async (t) => {
    const seed = process.env["PICKET_TEST_SEED"] ?? "three oracles";
    t.diagnostic(`seed ${seed}`);
    const random = new Random(seed);
    const harness = new Harness(asking(new Oracle()), { partitions, store: new MemoryStore(), fetchBytes: 3000 });
    t.after(() => harness.close());
    let running: Instance[] = [];
    let crashes = 0;
    for (let step = 0; step < 60; step++) {
      const line = Array.from({ length: 90 }, (_, i) => word(random.pick(["a1", "b1", "c1"]), step * 100 + i));
      await harness.write("words", [Buffer.from(line.join(" "))]);
      await tick(harness, start + step * 2000, { oracle: String(Math.floor(step / 7)) });
      if (random.chance(0.2)) harness.cluster.failNextTransaction(random.pick(["before", "after"]));
      if (running.length > 0 && random.chance(0.3)) {
        await harness.crash(running[0]!);
        running = running.slice(1);
        crashes += 1;
      }
      if (running.length === 0 || random.chance(0.1)) running = [...running, harness.start()];
      if (random.chance(0.5)) await harness.settled();
    }
    await harness.settled();
    const calm = new Harness(asking(new Oracle()).only(["count"]), { partitions });
    t.after(() => calm.close());
    copy(harness, calm, "by-key");
    calm.start();
    await calm.settled();
    assert.ok(crashes > 3, `${crashes} crashes`);
    assert.ok(new Set(valuesOf(calm, "counts").map(({ last }) => last)).size > 5);
    assert.deepEqual(byKeyOf(harness), byKeyOf(calm));
  });
});

function byKeyOf(harness: Harness): Readonly<Record<string, readonly string[]>> {
  const lines = Map.groupBy(valuesOf(harness, "counts"), ({ key }) => key);
  return Object.fromEntries([...lines].map(([key, own]) => [key, own.map((one) => JSON.stringify(one))]));
}

function copy(from: Harness, to: Harness, topic: string): void {
  const name = from.nameOf(topic);
  for (let partition = 0; partition < partitions; partition++) {
    for (const record of from.read(topic, partition)) {
      const log = to.cluster.partition({ topic: name, partition });
      while (log.endOffset < record.offset) log.mark();
      log.append({ ...record, topic: name }, 0);
    }
  }
}
