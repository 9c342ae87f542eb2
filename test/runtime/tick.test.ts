/** Ticks as bytes, and who writes them into which partitions. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import type { LogWriter, OutputRecord } from "../../log/port.ts";
import { readFrame, readFrameKeys } from "../../runtime/frame.ts";
import { OwnedPartition } from "../../runtime/owned-partition.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { encodeTick, isTick, readTick } from "../../runtime/tick.ts";
import { keepTicking, nextTick, productionTicks, ticksOfThePast } from "../../runtime/ticker.ts";
import { noVersions } from "../../topology/advisor.ts";
import { Rejection } from "../../topology/rejection.ts";
import { countingDetector } from "./counting-detector.ts";

describe("a tick", () => {
  it("brings its time back", () => {
    for (const time of [0, 1, 1_790_000_000_000, Number.MAX_SAFE_INTEGER]) {
      const bytes = encodeTick({ time });
      assert.ok(isTick(bytes));
      assert.deepEqual(readTick(bytes), { time, versions: noVersions });
      assert.ok(bytes.length <= 9, "a tick without versions is nothing but its time");
    }
  });

  it("brings versions back, also when a later version adds to it; none that are cut", () => {
    const tick = {
      time: 1_790_000_000_000,
      versions: new Map(Object.entries({ forest: "693edad207da", lstm: "ü 2" })),
    };
    const bytes = encodeTick(tick);
    assert.deepEqual(readTick(bytes), tick);
    assert.deepEqual(readTick(Buffer.concat([bytes, Buffer.from("more")])), tick);
    const time = encodeTick({ time: tick.time }).length;
    for (let length = time + 1; length < bytes.length; length++) {
      assert.ok(readTick(bytes.subarray(0, length)) instanceof Rejection, `cut to ${length}`);
    }
  });

  it("is no frame, and one that is cut is refused", () => {
    const bytes = encodeTick({ time: 1_790_000_000_000 });
    assert.ok(readFrame(bytes) instanceof Rejection);
    assert.deepEqual(readFrameKeys(bytes), []);
    for (let length = 1; length < bytes.length; length++) {
      assert.ok(readTick(bytes.subarray(0, length)) instanceof Rejection, `cut to ${length}`);
    }
    assert.ok(!isTick(Buffer.of()));
  });

  it("goes on from the newest one where the clock is behind it", () => {
    assert.equal(nextTick(5000, 4200, 1000), 5000);
    assert.equal(nextTick(5000, 5000, 1000), 6000);
    assert.equal(nextTick(5000, 9000, 1000), 10_000);
  });
});

describe("a ticker", () => {
  it("tells the time to what is started and still owned, and misses what cannot be written", async () => {
    const stop = new AbortController();
    const [running, behind, loading, released] = [0, 1, 2, 3].map((partition) => partitionOf(partition));
    for (const one of [running, behind, released]) start(one!);
    behind!.state.passTime(700_000);
    released!.isReleased = true;
    const written: (readonly OutputRecord[])[] = [];
    const missed: unknown[] = [];
    let [now, closed] = [500_000, 0];
    const writer: LogWriter = {
      async write(records) {
        if (now === 502_000) throw new PicketError("LOG_UNAVAILABLE", "away");
        written.push(records);
      },
      close: async () => void (closed += 1),
    };
    const clock = {
      now: () => now,
      elapsed: () => now,
      async sleep(ms: number) {
        now += ms;
        if (now === 504_000) stop.abort();
      },
    };
    const owned = (): readonly OwnedPartition[] => [running!, behind!, loading!, released!];
    const versions = () => new Map([["forest", String(now)]]);
    await keepTicking(
      { writer, policy: productionTicks, clock, owned, versions, onMissed: (error) => missed.push(error) },
      stop.signal,
    );
    const told = written.map((records) => records.map(({ partition, value }) => [partition, readTick(value!)]));
    assert.deepEqual(
      told,
      [501_000, 503_000].map((time) => [
        [0, { time, versions: new Map([["forest", String(time)]]) }],
        [1, { time: 701_000, versions: new Map([["forest", String(time)]]) }],
      ]),
    );
    assert.deepEqual([missed.length, closed], [1, 1]);
  });

  it("is the newest event's where a past is read, and stands still without events", async () => {
    const written: (number | undefined)[] = [];
    const stop = new AbortController();
    const past = partitionOf(0);
    start(past);
    let turn = 0;
    const writer: LogWriter = {
      async write([record]) {
        const tick = readTick(record!.value!);
        assert.ok(!(tick instanceof Rejection));
        written.push(tick.time);
        past.state.passTime(tick.time);
      },
      close: async () => {},
    };
    const clock = {
      now: () => 999_000,
      elapsed: () => 0,
      async sleep() {
        turn += 1;
        if (turn === 2 || turn === 4) past.state.stateOf(countingDetector("one"), "key", 1000 * turn);
        if (turn === 6) stop.abort();
      },
    };
    const onMissed = (): void => assert.fail();
    await keepTicking({ writer, policy: ticksOfThePast, clock, owned: () => [past], onMissed }, stop.signal);
    assert.deepEqual(written, [2000, 4000]);
  });

  it("ends although a write hangs, because the writer is closed", async () => {
    const stop = new AbortController();
    const hanging = Promise.withResolvers<void>();
    const writer: LogWriter = {
      write: () => {
        stop.abort();
        return hanging.promise;
      },
      close: async () => hanging.reject(new PicketError("LOG_UNAVAILABLE", "closed")),
    };
    const one = partitionOf(0);
    start(one);
    const clock = { now: () => 1, elapsed: () => 1, sleep: async () => {} };
    const onMissed = (): void => assert.fail("a stop is no miss");
    await keepTicking({ writer, policy: productionTicks, clock, owned: () => [one], onMissed }, stop.signal);
  });
});

function partitionOf(partition: number): OwnedPartition {
  return new OwnedPartition({ topic: "t", partition }, undefined, 0);
}

function start(owned: OwnedPartition): void {
  owned.start({ position: 0, liveFrom: 0, useSnapshot: false, commitNow: false }, new PartitionState(Infinity));
}
