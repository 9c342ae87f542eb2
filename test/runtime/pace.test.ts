/** Stages that go through their logs side by side, by their records' times. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FetchedPartition, LogRecord } from "../../log/port.ts";
import { Pace } from "../../runtime/pace/pace.ts";
import { PacedFollower } from "../../runtime/pace/paced-follower.ts";
import { PacedSource } from "../../runtime/pace/paced-source.ts";
import type { Portion } from "../../runtime/pace/pacing.ts";
import { pacingsOf } from "../../runtime/pace/pacings.ts";
import { Random } from "../../simulate/random.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { topology } from "../../topology/builder.ts";
import { deadLetterTopic, input, internal } from "../../topology/topics.ts";
import { ManualClock } from "../enforcer/manual-clock.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "pace";
const second = 1000;
const lead = 5;
const turn = 100;

function partition(number: number) {
  return { topic: "topic", partition: number };
}

/** Records at these seconds, at offsets from `offset` on; the log goes on to `end`. */
function fetched(times: readonly number[], { of = 0, offset = 0, end = 900 } = {}): FetchedPartition {
  const records = times.map((time, i): LogRecord => {
    return { offset: offset + i, timestamp: time * second, key: null, value: null, headers: [] };
  });
  return { ...partition(of), records, nextOffset: offset + times.length, endOffset: end, startOffset: 0, bytes: 1 };
}

/** One a second, at offsets of the same number. */
function each(from: number, to: number, { of = 0, end = 900 } = {}): FetchedPartition {
  const times = Array.from({ length: to - from }, (_, i) => from + i);
  return fetched(times, { of, offset: from, end });
}

function timesOf({ partitions }: Portion): readonly number[] {
  return partitions.flatMap(({ records }) => records.map(({ timestamp }) => timestamp / second));
}

class Paced {
  readonly clock = new ManualClock();
  readonly pace = new Pace(lead * second, { clock: this.clock, logger: silentLogger });

  source(name: string, partitions = 1): PacedSource {
    const source = new PacedSource(name, this.pace);
    source.restart(Array.from({ length: partitions }, (_, i) => partition(i)));
    return source;
  }

  /** Turns in which nothing new is fetched, until something may be taken. @returns how long that took, in ms. */
  async heldFor(source: PacedSource, atMost: number): Promise<number> {
    for (let passed = 0; passed <= atMost; passed += turn) {
      const portion = source.take([]);
      portion.done();
      if (timesOf(portion).length > 0) return passed;
      await this.clock.advance(turn);
    }
    return Infinity;
  }
}

/** Takes, and commits at once. */
function take(source: PacedSource, ...partitions: readonly FetchedPartition[]): readonly number[] {
  const portion = source.take(partitions);
  portion.done();
  return timesOf(portion);
}

describe("stages that keep pace", () => {
  it("take all there is, and wait for nothing, at the end of their logs", () => {
    const paced = new Paced();
    const [quick, idle] = [paced.source("quick"), paced.source("idle")];
    take(idle, each(0, 0, { end: 0 }));
    assert.equal(take(quick, each(0, 300)).length, 300);
    assert.equal(paced.pace.isWaiting, false);
    assert.equal(take(idle, each(0, 3, { end: 3 })).length, 3);
  });

  it("take what is not later than so much after the first record of another that is not committed", () => {
    const paced = new Paced();
    const [slow, quick] = [paced.source("slow"), paced.source("quick")];
    assert.deepEqual(take(quick, each(0, 300)), [], "before it is known where the other is");
    const first = slow.take([each(0, 20)]);
    assert.deepEqual(timesOf(first), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(take(quick), [], "the other has not committed");
    first.done();
    assert.equal(take(quick).at(-1), 11);
    const [waiting] = quick.take([]).partitions;
    assert.deepEqual([waiting?.records.length, waiting?.nextOffset], [0, 12]);
    const second = slow.take([]);
    assert.equal(timesOf(second).at(-1), 17);
    assert.deepEqual(take(quick), []);
    second.done();
    assert.equal(take(quick).at(-1), 23);
  });

  it(`go through a backlog together and miss nothing, however much each fetches (PICKET_TEST_SEED=${seed})`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 20; round++) {
      const paced = new Paced();
      const stages = Array.from({ length: 3 }, (_, i) => ({
        source: paced.source(`source ${i}`, 2),
        logs: [0, 1].map((of) => ({ of, end: random.integer(0, 200), asked: 0, read: 0 })),
      }));
      const all = stages.flatMap(({ logs }) => logs);
      for (let turns = 0; turns < 20_000 && all.some(({ read, end }) => read < end); turns++) {
        const { source, logs } = stages[random.integer(0, 2)]!;
        const mayAsk = source.begin();
        const asked = logs.filter(({ of }) => mayAsk(partition(of)) && random.chance(0.8));
        const portion = source.take(
          asked.map((log) => {
            const from = log.asked;
            log.asked = Math.min(log.end, from + random.integer(0, 50));
            return each(from, log.asked, log);
          }),
        );
        const before = new Map(all.map((log) => [log, log.read === log.end ? Infinity : log.read]));
        for (const { partition: of, records, nextOffset } of portion.partitions) {
          const log = logs[of]!;
          const slowest = Math.min(...all.filter((one) => one !== log).map((one) => before.get(one)!));
          assert.ok(records.every(({ offset }, i) => offset === log.read + i && offset <= slowest + lead));
          assert.equal(nextOffset, log.read + records.length);
          log.read = nextOffset;
        }
        portion.done();
      }
      assert.ok(
        all.every(({ read, end }) => read === end),
        `round ${round}: ${JSON.stringify(all)}`,
      );
    }
  });

  it("hold back a partition that is ahead of another of the same stage, and fetch the other alone", () => {
    const paced = new Paced();
    const source = paced.source("source", 2);
    const asked = () => [0, 1].map((of) => source.begin()(partition(of)));
    assert.deepEqual(take(source, each(0, 100)), [], "nothing is known of the other");
    assert.deepEqual(asked(), [false, true]);
    assert.deepEqual(take(source, each(0, 3, { of: 1 })), [0, 1, 2, 3, 4, 5, 0, 1, 2]);
    assert.deepEqual(take(source), [6, 7]);
    assert.deepEqual(asked(), [false, true]);
    assert.equal(take(source, each(3, 3, { of: 1, end: 3 })).length, 92);
    assert.deepEqual(asked(), [true, true]);
  });

  it("wait ten seconds and no longer for one that is stuck, and not again for a minute", async () => {
    for (const at of [-Infinity, 0]) {
      const paced = new Paced();
      paced.pace.move(paced.pace.enter("stuck"), at);
      const quick = paced.source("quick");
      assert.deepEqual(take(quick, each(100, 200)), []);
      const held = await paced.heldFor(quick, 20_000);
      assert.ok(held >= 10_000 && held <= 10_000 + 2 * turn, `${held}`);
      assert.equal(paced.pace.isWaiting, false);
      await paced.clock.advance(50 * second);
      assert.equal(take(quick, each(200, 300)).length, 100);
      await paced.clock.advance(10 * second);
      assert.deepEqual(take(quick, each(300, 400)), []);
    }
  });

  it("do not wait for one that has more to do than it can", async () => {
    const paced = new Paced();
    const [slow, quick] = [paced.pace.enter("slow"), paced.source("quick")];
    paced.pace.move(slow, 0);
    take(quick, each(100, 200));
    let held = 0;
    for (; held < 60_000 && take(quick).length === 0; held += turn) {
      paced.pace.move(slow, held / 2);
      await paced.clock.advance(turn);
    }
    assert.ok(held >= 10_000 && held <= 10_000 + 2 * turn, `${held}`);
  });

  it("wait ten minutes at most for one that is far behind, and again when it has caught up", async () => {
    const paced = new Paced();
    const [far, near] = [paced.pace.enter("far"), paced.source("near")];
    take(near, each(1_000_000, 1_000_100, { end: 2_000_000 }));
    let held = 0;
    for (; held < 1_000_000 && take(near).length === 0; held += turn) {
      paced.pace.move(far, 10 * held);
      await paced.clock.advance(turn);
    }
    assert.ok(held >= 600_000 && held <= 600_000 + 2 * turn, `${held}`);
    await paced.clock.advance(3_600_000);
    assert.equal(take(near, each(1_000_100, 1_000_200, { end: 2_000_000 })).length, 100);
    paced.pace.move(far, 1_000_190 * second);
    assert.equal(paced.pace.isIgnored(far), true);
    paced.pace.move(far, 1_000_250 * second);
    assert.equal(take(near, each(1_000_200, 1_000_300, { end: 2_000_000 })).at(-1), 1_000_255);
  });

  it("are not held up for long by what held the whole process up", async () => {
    const paced = new Paced();
    const [slow, quick] = [paced.source("slow"), paced.source("quick")];
    slow.take([each(0, 1)]).done();
    for (let pause = 0; pause < 10; pause++) {
      assert.deepEqual(pause === 0 ? take(quick, each(100, 200)) : take(quick), []);
      paced.clock.pause(60 * second);
    }
  });

  it("go by what most producers' clocks show: one that is years ahead or behind holds nothing up", () => {
    const year = 365 * 86_400;
    const random = new Random(seed);
    for (const wrong of [year, -year, 3600, -3600]) {
      const paced = new Paced();
      const [one, other] = [paced.source("one"), paced.source("other")];
      const isWrong = new Set(Array.from({ length: 10 }, (_, i) => i * 30 + random.integer(3, 26)));
      const times = Array.from({ length: 300 }, (_, i) => (isWrong.has(i) ? i + wrong : i));
      const read = {
        one: take(one, fetched(times, { end: 300 })).length,
        other: take(other, each(0, 300, { end: 300 })).length,
      };
      for (let turns = 0; read.one + read.other < 600; turns++) {
        assert.ok(turns < 1000, `${wrong}: ${JSON.stringify(read)}`);
        read.one += take(one).length;
        read.other += take(other).length;
        const isAtEnd = read.one === 300 || read.other === 300;
        assert.ok(isAtEnd || Math.abs(read.one - read.other) <= lead + 6, JSON.stringify(read));
      }
    }
  });

  it("are free of one that has left, and of what it held", () => {
    const paced = new Paced();
    const [gone, quick] = [paced.source("gone"), paced.source("quick")];
    gone.take([each(0, 1)]).done();
    quick.take([each(100, 200)]);
    gone.take([each(200, 300)]);
    gone.leave();
    assert.equal(take(quick).length, 100);
    assert.deepEqual(take(gone), []);
    assert.equal(paced.pace.isWaiting, false);
  });

  it("read again what was not committed when partitions were handed out anew, and hold nothing of others'", () => {
    const paced = new Paced();
    const [slow, quick] = [paced.source("slow"), paced.source("quick", 2)];
    slow.take([each(0, 1)]).done();
    quick.take([each(0, 100), each(0, 100, { of: 1 })]).done();
    quick.take([]);
    quick.restart([partition(1)]);
    assert.equal(quick.begin()(partition(1)), true);
    assert.deepEqual(
      quick.take([each(0, 100, { of: 1 })]).partitions.map(({ partition: of }) => of),
      [1],
    );
  });
});

describe("a stage that follows others of its pace", () => {
  const open = () => {
    const paced = new Paced();
    const [source, other] = [paced.source("source"), paced.source("other")];
    const follower = new PacedFollower("follower", paced.pace, [source.standing]);
    follower.restart([partition(0)]);
    return { paced, source, other, follower };
  };

  it("has come as far as they had when a fetch began that left nothing unread, once that is committed", () => {
    const { source, other, follower } = open();
    follower.begin();
    follower.take([each(0, 0, { end: 0 })]).done();
    source.take([each(0, 300)]).done();
    other.take([each(0, 300)]).done();
    assert.deepEqual(take(other), [], "it is not known how far it has come");
    follower.begin();
    follower.take([]).done();
    assert.equal(take(source).at(-1), 5);
    assert.equal(take(other).at(-1), 5);
    assert.deepEqual(take(source), [], "what it forwarded is not through");
    follower.begin();
    const unread = follower.take([each(0, 3, { end: 6 })]);
    unread.done();
    assert.deepEqual(take(other), []);
    follower.begin();
    const rest = follower.take([each(3, 6, { end: 6 })]);
    assert.deepEqual(take(other), [], "it is not committed");
    rest.done();
    assert.equal(take(other).at(-1), 11);
  });

  it("is as free as they are", () => {
    const { source, other, follower } = open();
    source.take([each(0, 0, { end: 0 })]).done();
    follower.begin();
    follower.take([each(0, 0, { end: 0 })]).done();
    assert.equal(take(other, each(0, 300)).length, 300);
  });

  it("is not waited for where it reads nothing", () => {
    const { source, other, follower } = open();
    source.take([each(0, 0, { end: 0 })]).done();
    follower.leave();
    assert.equal(take(other, each(0, 300)).length, 300);
  });
});

describe("of a topology", () => {
  const dead = deadLetterTopic("dead");
  const between = internal("between", { keyedBy: "anything" });
  const met = internal("met", { keyedBy: "anything", leadMs: 1000 });
  const beyond = internal("beyond", { keyedBy: "anything" });
  const declared = topology("paced")
    .stage("first", (stage) =>
      stage
        .consume(input("one"))
        .otherwise(dead)
        .keyBy("all", () => "all")
        .forward(between),
    )
    .stage("second", (stage) => stage.consume(between).otherwise(dead).forward(met))
    .stage("beside", (stage) =>
      stage
        .consume(input("two"))
        .otherwise(dead)
        .keyBy("all", () => "all")
        .forward(met),
    )
    .stage("after", (stage) => stage.consume(met).otherwise(dead).forward(beyond))
    .stage("apart", (stage) =>
      stage
        .consume(input("three"))
        .otherwise(dead)
        .keyBy("all", () => "all")
        .forward(beyond),
    );
  const options = { clock: new ManualClock(), logger: silentLogger };
  const kinds = (stages: readonly string[]) => {
    const pacings = pacingsOf(declared.only(stages).stages, options);
    return Object.fromEntries([...pacings].map(([name, pacing]) => [name, pacing.constructor.name]));
  };

  it("those stages keep pace that lead to where what they tell meets", () => {
    assert.deepEqual(kinds(["first", "second", "beside", "after", "apart"]), {
      first: "PacedSource",
      second: "PacedFollower",
      beside: "PacedSource",
    });
  });

  it("those that run elsewhere are not waited for", () => {
    assert.deepEqual(kinds(["second", "beside"]), { beside: "PacedSource" });
    assert.deepEqual(kinds(["after", "apart"]), {});
  });
});
