/** What windows measure from samples: shares and rates, over resets, gaps and scrapes of any interval. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NodeFeature } from "../../../nodes/features.ts";
import type { NodeObservation } from "../../../nodes/observation.ts";
import { at, sample } from "./observations.ts";
import { feature, Run } from "./run.ts";

/** Runs samples at their times, a tick a second, till all windows of them are closed. */
function measure(samples: readonly NodeObservation[]): Run {
  const run = new Run();
  const ordered = samples.toSorted((one, other) => one.time - other.time);
  let tick = ordered[0]!.time;
  for (const one of ordered) {
    run.tickThrough(tick, one.time);
    tick = one.time;
    run.observe(one, { topic: "node-metrics" });
  }
  run.tickThrough(tick, tick + 100_000);
  return run;
}

function every(interval: number, until: number, make: (seconds: number) => NodeObservation): NodeObservation[] {
  return Array.from({ length: Math.floor(until / interval) + 1 }, (_, index) => make(index * interval));
}

function valuesOf({ closed }: Run, name: NodeFeature, count: number): readonly number[] {
  return closed.slice(0, count).map((window) => Math.round(feature(window, name) * 1e9) / 1e9);
}

describe("what windows measure", () => {
  it("is the same whatever the interval of scrapes, from one second to a minute", () => {
    for (const interval of [1, 2, 5, 7, 10, 15, 30, 60]) {
      const run = measure([
        ...every(interval, 240, (s) => sample("cpu", "0/idle", s, s * 0.7)),
        ...every(interval, 240, (s) => sample("cpu", "1/idle", s, s * 0.9)),
        ...every(interval, 240, (s) => sample("memory_available", "", s, 3e9)),
        ...every(interval, 240, (s) => sample("memory_total", "", s, 4e9)),
        ...every(interval, 240, (s) => sample("network_receive", "eth0", s, s * 1000)),
        ...every(interval, 240, (s) => sample("network_receive", "eth1", s, s * 24)),
        ...every(interval, 240, (s) => sample("network_transmit", "eth0", s, 5e6)),
      ]);
      // 240 is no multiple of 7 s: the last scrape is a little earlier.
      const count = Math.floor((interval * Math.floor(240 / interval)) / 10);
      const told = (name: NodeFeature) => [...new Set(valuesOf(run, name, count))];
      assert.deepEqual(told("avg_cpu"), [0.2], `every ${interval} s`);
      assert.deepEqual(told("avg_mem"), [0.25], `every ${interval} s`);
      assert.deepEqual(told("net_bytes_in"), [1024], `every ${interval} s`);
      assert.deepEqual(told("net_bytes_out"), [0], `every ${interval} s`);
      assert.ok(run.closed.slice(0, count).every(({ late }) => late === 0));
    }
  });

  it("is whole although the samples of a scrape come seconds apart, and told within a second of the grace where they do not", () => {
    for (const [apart, latest] of [
      [0, 6],
      [3, 10],
    ] as const) {
      const run = new Run();
      const told: number[] = [];
      for (let second = 0; second < 200; second++) {
        run.tick(at(second));
        // Scraped at 3, 8, 13, ...: the second series comes later than the first.
        if (second % 5 === 3) run.observe(sample("cpu", "0/idle", second, second / 2));
        const scraped = second - apart;
        if (scraped % 5 === 3) run.observe(sample("network_receive", "eth0", scraped, scraped * 10));
        for (const { end } of run.closed.slice(told.length)) told.push((at(second) - end) / 1000);
      }
      const settled = run.closed.slice(3);
      assert.ok(
        settled.every((window) => feature(window, "avg_cpu") === 0.5),
        `${apart} s apart`,
      );
      assert.ok(
        settled.every((window) => feature(window, "net_bytes_in") === 10),
        `${apart} s apart`,
      );
      assert.ok(
        told.slice(3).every((seconds) => seconds <= latest),
        `told ${told.join(", ")} s after their end`,
      );
    }
  });

  it("is missing in a window without two samples, and not zero", () => {
    const run = measure([sample("cpu", "0/idle", 12, 5), sample("network_receive", "eth0", 12, 5)]);
    const [window] = run.closed;
    assert.ok(Number.isNaN(feature(window, "avg_cpu")) && Number.isNaN(feature(window, "net_bytes_in")));
    assert.deepEqual(window?.missing, ["avg_cpu", "avg_mem", "net_bytes_in", "net_bytes_out"]);
  });

  it("does not count what happened while a series was away for more than three minutes", () => {
    const run = measure([
      sample("network_receive", "eth0", 0, 0),
      sample("network_receive", "eth0", 200, 2e9),
      sample("network_receive", "eth0", 205, 2e9 + 500),
    ]);
    const values = run.closed.map((window) => feature(window, "net_bytes_in")).filter((value) => !Number.isNaN(value));
    assert.deepEqual(values, [100]);
  });

  it("takes a counter that falls for a new one: what it had counted is not known", () => {
    const run = measure([
      sample("network_receive", "eth0", 0, 1e9),
      sample("network_receive", "eth0", 4, 1e9 + 400),
      sample("network_receive", "eth0", 6, 50),
      sample("network_receive", "eth0", 9, 350),
    ]);
    assert.equal(feature(run.closed[0], "net_bytes_in"), 100);
  });

  it("does not compare over a stale marker", () => {
    const run = measure([
      sample("network_receive", "eth0", 0, 0),
      sample("network_receive", "eth0", 2, "stale"),
      sample("network_receive", "eth0", 5, 1e6),
      sample("network_receive", "eth0", 9, 1e6 + 40),
    ]);
    assert.equal(feature(run.closed[0], "net_bytes_in"), 10);
  });

  it("passes over duplicates, samples out of order, and those that share a second", () => {
    const run = new Run();
    const times = [0, 5, 5, 3, 8, 8, 12, 12, 10] as const;
    for (const seconds of times) run.observe(sample("network_receive", "eth0", seconds, seconds * 10));
    run.observe(sample("network_receive", "eth0", 12, 500));
    run.observe(sample("network_receive", "eth0", 40, 400));
    run.observe(sample("network_receive", "eth0", 50, 500));
    assert.deepEqual(valuesOf(run, "net_bytes_in", 2), [10, 10]);
  });

  it("is over what was measured: a window that begins before the first sample is not diluted", () => {
    const run = measure(every(1, 30, (s) => sample("network_transmit", "eth0", s + 7, s * 80)));
    assert.deepEqual(valuesOf(run, "net_bytes_out", 3), [80, 80, 80]);
  });

  it("keeps shares within 0 and 1, whatever counters say, and passes over what is no number", () => {
    const run = measure([
      sample("cpu", "0/idle", 0, 0),
      sample("cpu", "0/idle", 5, NaN),
      sample("cpu", "0/idle", 6, -3),
      sample("cpu", "0/idle", 9, 20),
      sample("memory_total", "", 0, 1e9),
      sample("memory_available", "", 0, 2e9),
      sample("memory_available", "", 9, 2e9),
    ]);
    assert.equal(feature(run.closed[0], "avg_cpu"), 0);
    assert.equal(feature(run.closed[0], "avg_mem"), 0);
    assert.equal(run.closed[0]?.start, at(0));
  });

  it("is bounded: of series beyond the largest number those unseen for longest go, and that is told", () => {
    const run = new Run();
    run.tick(at(0));
    for (let second = 0; second < 60; second++) {
      run.observe(sample("network_receive", "eth0", second, second * 100));
      for (let name = 0; name < 200; name++)
        run.observe(sample("network_receive", `made-up-${second}-${name}`, second, 1));
      run.tick(at(second));
    }
    assert.ok(run.snapshot().length < 100_000, `${run.snapshot().length} bytes after 12,000 names`);
    assert.deepEqual(valuesOf(run, "net_bytes_in", 3), [100, 100, 100]);
    const lost = run.closed.reduce((sum, { sensors }) => sum + sensors[0]!.lost, 0);
    assert.ok(lost > 5000, `${lost} told as lost`);
  });

  it("forgets devices that are gone", () => {
    const run = measure([
      ...every(5, 20, (s) => sample("network_receive", "eth7", s, s)),
      ...every(5, 600, (s) => sample("network_receive", "eth0", s, s)),
    ]);
    const before = run.snapshot().length;
    assert.ok(
      !Buffer.from(run.snapshot()).includes("eth7") && Buffer.from(run.snapshot()).includes("eth0"),
      `${before}`,
    );
  });
});
