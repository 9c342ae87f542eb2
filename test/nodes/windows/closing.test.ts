/** When windows close: by the node's own time, as its sensors tell it and ticks let it pass. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alive, anomaly, at, exec, sample } from "./observations.ts";
import { feature, Run } from "./run.ts";

function starts({ closed }: Run): readonly number[] {
  return closed.map(({ start }) => (start - at(0)) / 1000);
}

function tellingFrom(run: Run) {
  return (second: number): void => run.observe(exec(second, "/bin/a"));
}

/** A CPU that is idle half of the time, scraped every five seconds. */
function measuringFrom(run: Run) {
  return (second: number): void => {
    if (second % 5 === 0) run.observe(sample("cpu", "0/idle", second, second / 2));
  };
}

describe("windows close", () => {
  it("when an event tells that their grace is over", () => {
    const run = new Run();
    run.observe(exec(1, "/bin/a"));
    run.observe(exec(14.999, "/bin/a"));
    assert.deepEqual(starts(run), []);
    run.observe(exec(15, "/bin/a"));
    assert.deepEqual(starts(run), [0]);
    assert.equal(feature(run.closed[0], "exec_count"), 1);
    assert.equal(run.closed[0]?.end, at(10));
  });

  it("by ticks where nothing is told, at the tick that was asked for", () => {
    const run = new Run();
    run.tick(5_000_000);
    run.observe(exec(3, "/bin/a"));
    assert.equal(run.wakeAt, 5_000_000 + 12_000);
    run.tickThrough(5_001_000, 5_011_000);
    assert.deepEqual(starts(run), []);
    run.tick(5_012_000);
    assert.deepEqual(starts(run), [0]);
  });

  it("whatever the node's clock shows: ticks measure what passes, and are compared with no event", () => {
    for (const skew of [-3600, 0, 3600]) {
      const run = new Run();
      run.tick(at(0));
      run.observe(exec(3 + skew, "/bin/a"));
      run.tickThrough(at(1), at(12));
      assert.deepEqual(starts(run), [skew]);
    }
  });

  it("as a history tells it that is read faster than it happened", () => {
    const run = new Run();
    run.tick(at(1_000_000));
    for (let second = 0; second < 3600; second++) {
      run.observe(exec(second, "/bin/a"));
      run.observe(sample("cpu", "0/idle", second, second / 2));
    }
    const complete = run.closed.slice(0, 350);
    assert.equal(run.closed.length, 359);
    assert.ok(complete.every((window) => feature(window, "exec_count") === 10 && feature(window, "avg_cpu") === 0.5));
  });

  it("at the pace of the slowest sensor, so that it is not late", () => {
    const run = new Run();
    for (let second = 20; second < 120; second++) {
      run.tick(at(second));
      run.observe(exec(second, "/bin/a"));
      if (second % 5 === 0) run.observe(sample("cpu", "0/idle", second - 20, second / 5));
    }
    assert.ok(run.closed.length > 5);
    assert.ok(run.closed.every(({ late }) => late === 0));
    assert.ok(run.closed.every((window) => Math.abs(feature(window, "avg_cpu") - 0.8) < 1e-9));
  });

  it("ten minutes behind the quickest sensor at most", () => {
    const run = new Run();
    run.observe(alive(100, "ebpf"));
    for (let second = 100; second < 1000; second++) run.observe(exec(second, "/bin/a"));
    assert.deepEqual(starts(run).at(-1), 380);
  });

  it("with all sensors in it after a pause, though minutes of one are read before those of another", () => {
    for (const first of ["executions", "samples"]) {
      const run = new Run();
      const [tell, measure] = [tellingFrom(run), measuringFrom(run)];
      for (let second = 0; second < 60; second++) {
        run.tick(at(second));
        tell(second);
        measure(second);
      }
      run.tick(at(400));
      const [ahead, behind] = first === "executions" ? [tell, measure] : [measure, tell];
      for (let from = 60; from < 400; from += 170) {
        for (let second = from; second < from + 170; second++) ahead(second);
        run.tick(at(401 + from / 170));
        for (let second = from; second < from + 170; second++) behind(second);
      }
      run.tickThrough(at(404), at(440));
      const caughtUp = run.closed.filter(({ start }) => start < at(390));
      assert.equal(caughtUp.length, 39, first);
      for (const window of caughtUp) {
        assert.equal(window.late, 0, `${first}: ${(window.start - at(0)) / 1000}`);
        assert.equal(feature(window, "exec_count"), 10);
        assert.ok(Math.abs(feature(window, "avg_cpu") - 0.5) < 0.01);
      }
    }
  });

  it("of a new node with all sensors in it that are expected, whichever is read first, and after a restart too", () => {
    for (const first of ["executions", "samples"]) {
      const run = new Run("worker-1", ["metrics", "tetragon"]);
      run.tick(at(5000));
      const [tell, measure] = [tellingFrom(run), measuringFrom(run)];
      const [ahead, behind] = first === "executions" ? [tell, measure] : [measure, tell];
      for (let second = 0; second < 300; second++) ahead(second);
      run.tick(at(5009));
      assert.deepEqual(starts(run), [], first);
      run.restart();
      for (let second = 0; second < 300; second++) behind(second);
      const [, ...whole] = run.closed;
      assert.ok(whole.length >= 25, `${first}: ${whole.length}`);
      assert.ok(run.closed.every(({ late }) => late === 0));
      assert.ok(whole.every((window) => feature(window, "exec_count") === 10));
      assert.ok(whole.every((window) => Math.abs(feature(window, "avg_cpu") - 0.5) < 0.01));
    }
  });

  it("of a new node after ten seconds at the latest, without the sensors that it does not have", () => {
    const run = new Run("worker-1", ["metrics", "tetragon", "ebpf"]);
    run.tick(at(5000));
    run.observe(exec(9, "/bin/a"));
    assert.equal(run.wakeAt, at(5010));
    run.tickThrough(at(5001), at(5009));
    assert.deepEqual(starts(run), []);
    run.tick(at(5010));
    assert.deepEqual(starts(run), [0]);
    run.observe(exec(25, "/bin/a"));
    assert.deepEqual(starts(run), [0, 10]);
  });

  it("of a new node ten minutes behind what is read of it at most", () => {
    const run = new Run("worker-1", ["metrics", "tetragon"]);
    for (let second = 0; second < 1000; second++) run.observe(exec(second, "/bin/a"));
    assert.deepEqual(starts(run).at(-1), 380);
  });

  it("of a new node from the first tick on, where it was heard before any", () => {
    const run = new Run("worker-1", ["metrics", "tetragon"]);
    for (let second = 0; second < 100; second++) run.observe(exec(second, "/bin/a"));
    run.tickThrough(at(5000), at(5009));
    assert.deepEqual(starts(run), []);
    run.tick(at(5010));
    assert.deepEqual(starts(run).at(-1), 90);
  });

  it("without a sensor that stopped, whose time goes on with the ticks", () => {
    const run = new Run();
    run.tick(at(0));
    run.observe(alive(0, "ebpf"));
    for (let second = 0; second < 100; second++) {
      run.tick(at(second));
      run.observe(exec(second, "/bin/a"));
    }
    assert.deepEqual(starts(run).at(-1), 80);
  });

  it("in time again after one late anomaly: a sensor that is quiet sets no pace", () => {
    const run = new Run();
    for (let second = 0; second < 200; second++) {
      run.tick(at(second));
      run.observe(exec(second, "/bin/a"));
      if (second === 50) run.observe(anomaly(10, "low", "etcd:3.4"));
    }
    assert.deepEqual(starts(run).at(-1), 180);
  });

  it("one at most in a time in which nobody wrote ticks: nothing is known of it", () => {
    const run = new Run();
    for (let second = 0; second < 20; second++) {
      run.tick(at(second));
      run.observe(exec(second, "/bin/a"));
    }
    assert.deepEqual(starts(run), [0]);
    run.tick(at(3600));
    assert.deepEqual(starts(run), [0, 10]);
    for (let second = 20; second < 60; second++) run.observe(exec(second, "/bin/a"));
    assert.equal(
      run.closed.reduce((sum, { late }) => sum + late, 0),
      0,
    );
  });

  it("only from the first tick on, where observations came before any", () => {
    const run = new Run();
    run.observe(exec(0, "/bin/a"));
    assert.ok(run.wakeAt < at(0));
    run.tick(at(500));
    assert.deepEqual(starts(run), []);
    assert.equal(run.wakeAt, at(515));
  });

  it("empty for two minutes after the last word, with when each sensor was last seen; then no more", () => {
    const run = new Run();
    run.tick(at(0));
    run.observe(sample("cpu", "0/idle", 4, 1));
    run.observe(exec(7, "/bin/a"));
    run.tickThrough(at(0), at(1000));
    assert.deepEqual(starts(run), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
    assert.equal(run.wakeAt, Infinity);
    const last = run.closed.at(-1);
    assert.deepEqual(
      last?.sensors.map(({ sensor, count, lastSeen }) => [sensor, count, lastSeen]),
      [
        ["metrics", 0, at(4)],
        ["tetragon", 0, at(7)],
      ],
    );
    assert.equal(feature(run.closed[1], "exec_count"), 0);
    assert.ok(Number.isNaN(feature(last, "exec_count")), "a minute of nothing is no zero");
    assert.ok(last?.missing.includes("exec_count"));
  });

  it("all at once when time jumps, of which at most two minutes are empty", () => {
    const run = new Run();
    run.observe(exec(0, "/bin/a"));
    run.observe(exec(8, "/bin/a"));
    run.observe(exec(40_000, "/bin/a"));
    assert.equal(run.closed.length, 13);
    assert.equal(feature(run.closed[0], "exec_count"), 2);
    run.observe(exec(40_015, "/bin/a"));
    assert.deepEqual(starts(run).at(-1), 40_000);
    assert.ok(run.snapshot().length < 500);
  });

  it("and what comes after is late, and counted in the next", () => {
    const run = new Run();
    run.observe(exec(0, "/bin/a"));
    run.observe(exec(16, "/bin/a"));
    run.observe(exec(9, "/bin/a"));
    run.observe(exec(2, "/bin/a"));
    run.observe(exec(26, "/bin/a"));
    run.observe(exec(36, "/bin/a"));
    assert.deepEqual(
      run.closed.map(({ late }) => late),
      [0, 2, 0],
    );
    assert.equal(feature(run.closed[1], "exec_count"), 1);
  });

  it("from the earliest observation on, although a quicker sensor spoke first", () => {
    const run = new Run();
    run.observe(exec(35, "/bin/a"));
    run.observe(sample("cpu", "0/idle", 12, 1));
    run.observe(exec(61, "/bin/a"));
    run.observe(sample("cpu", "0/idle", 60, 1));
    run.observe(sample("cpu", "0/idle", 61, 1));
    assert.equal(starts(run)[0], 10);
    assert.equal(run.closed[0]?.late, 0);
  });

  it("with all sensors in it, although one has a clock minutes apart: after a minute it is set by the quickest", () => {
    for (const skew of [-600, -90, 90, 600]) {
      const run = new Run();
      for (let second = 0; second < 400; second++) {
        run.tick(at(second));
        run.observe(exec(second + skew, "/bin/a"));
        if (second % 5 === 0) run.observe(sample("cpu", "0/idle", second, second / 2));
      }
      const settled = run.closed.filter(({ start }) => start > at(Math.max(skew, 0) + 120));
      assert.ok(settled.length > 15, `${skew}: ${settled.length} windows`);
      for (const window of settled) {
        assert.equal(window.late, 0, `${skew}`);
        assert.ok(Math.abs(feature(window, "exec_count") - 10) <= 1, `${skew}: ${feature(window, "exec_count")}`);
        assert.ok(Math.abs(feature(window, "avg_cpu") - 0.5) < 0.01, `${skew}: ${feature(window, "avg_cpu")}`);
      }
    }
  });

  it("as before, when a clock is put right again", () => {
    const run = new Run();
    for (let second = 0; second < 800; second++) {
      run.tick(at(second));
      run.observe(exec(second < 400 ? second - 300 : second, "/bin/a"));
      if (second % 5 === 0) run.observe(sample("cpu", "0/idle", second, second / 2));
    }
    const after = run.closed.filter(({ start }) => start > at(500));
    assert.ok(after.length > 20);
    assert.ok(after.every((window) => feature(window, "exec_count") === 10 && feature(window, "avg_cpu") === 0.5));
  });

  it("without what a sensor catches up with: a backlog is late, and not of now", () => {
    const run = new Run();
    for (let second = 0; second < 600; second++) {
      run.tick(at(second));
      if (second % 5 === 0) run.observe(sample("cpu", "0/idle", second, second / 2));
      // Away for five minutes, then read at four times the speed.
      const told = second < 100 ? second : second < 400 ? undefined : Math.min(second, 100 + (second - 400) * 4);
      if (told !== undefined) run.observe(exec(told, "/bin/a"));
    }
    const late = run.closed.reduce((sum, window) => sum + window.late, 0);
    assert.ok(late > 50 && late < 140, `${late} late`);
    assert.deepEqual(starts(run).at(-1), 580);
  });
});
