/** A recording of a real machine goes through ingest and windows: what it was doing can be seen in them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NodeFeature } from "../../../nodes/features.ts";
import { metricsDecoder } from "../../../nodes/ingest/metrics.ts";
import { tetragonObservations } from "../../../nodes/ingest/tetragon.ts";
import type { MetricFamily, NodeObservation } from "../../../nodes/observation.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { recordedLines, recordedTime } from "../../sources/recording.ts";
import { feature, Run } from "./run.ts";

const maxBytes = 2 ** 20;
const metrics = metricsDecoder({ identity: { label: "node" }, maxBytes });
const tetragon = tetragonObservations(maxBytes);

function observationsOf(file: "prometheus.jsonl.gz" | "tetragon.jsonl.gz"): readonly NodeObservation[] {
  const decoder = file === "tetragon.jsonl.gz" ? tetragon : metrics;
  return recordedLines(file).flatMap((line) => {
    const observed = decoder.decode(line);
    assert.ok(!(observed instanceof Rejection));
    return observed.flatMap((one) => {
      assert.ok(!(one instanceof Rejection));
      return [one];
    });
  });
}

function play(observations: readonly NodeObservation[]): Run {
  const run = new Run("recorder-1");
  let tick = Math.ceil(observations[0]!.time / 1000) * 1000;
  for (const one of observations.toSorted((a, b) => a.time - b.time)) {
    for (; tick <= one.time; tick += 1000) run.tick(tick);
    run.observe(one);
  }
  run.tickThrough(tick, tick + 15_000);
  return run;
}

describe("a recording of 24 minutes", () => {
  const samples = observationsOf("prometheus.jsonl.gz");
  const events = observationsOf("tetragon.jsonl.gz");
  const run = play([...samples, ...events]);
  const at = (time: string) => run.closed.find(({ start }) => new Date(start).toISOString().includes(`T${time}`));
  const all = (name: NodeFeature) => run.closed.slice(0, -2).map((window) => feature(window, name));

  it("is a window every ten seconds, none late, none missed", () => {
    const { start, end } = recordedTime();
    assert.equal(run.closed.length, Math.ceil(end / 10_000) - Math.floor(start / 10_000));
    assert.ok(run.closed.every((window, index) => index === 0 || window.start === run.closed[index - 1]!.end));
    assert.ok(run.closed.every(({ late }) => late === 0));
  });

  it("has plausible shares of CPU and memory", () => {
    assert.ok(all("avg_cpu").every((share) => share > 0.02 && share < 0.95));
    assert.ok(all("avg_mem").every((share) => share > 0.04 && share < 0.2));
  });

  it("agrees with the samples: over all windows the means are what lies between the first scrape and the last", () => {
    const perSecond = (family: MetricFamily, series: string) => {
      const own = samples.flatMap((one) => {
        return one.kind === "sample" && one.family === family && one.series === series ? [one] : [];
      });
      const [first, last] = [own[0]!, own.at(-1)!];
      return (last.value! - first.value!) / ((last.time - first.time) / 1000);
    };
    const mean = (name: NodeFeature) => all(name).reduce((sum, value) => sum + value, 0) / all(name).length;
    const idle = (perSecond("cpu", "0/idle") + perSecond("cpu", "1/idle")) / 2;
    assert.ok(Math.abs(mean("avg_cpu") - (1 - idle)) < 0.002, `${mean("avg_cpu")} instead of ${1 - idle}`);
    for (const [name, family] of [
      ["net_bytes_in", "network_receive"],
      ["net_bytes_out", "network_transmit"],
    ] as const) {
      const expected = perSecond(family, "eth0");
      assert.ok(
        expected > 0 && Math.abs(mean(name) / expected - 1) < 0.02,
        `${name} ${mean(name)} instead of ${expected}`,
      );
    }
  });

  it("counts all that was executed", () => {
    const execs = events.filter(({ kind }) => kind === "exec").length;
    assert.equal(
      run.closed.reduce((sum, window) => sum + feature(window, "exec_count"), 0),
      execs,
    );
  });

  it("shows its incidents: a process storm, CPU stress, binaries from /tmp and /dev/shm, a miner's port", () => {
    assert.ok(feature(at("23:04:30"), "exec_count") > 500);
    assert.ok(feature(at("23:06:40"), "avg_cpu") > 0.5);
    assert.deepEqual(at("22:56:40")?.indicators, ["exec_from_tmp", "exec_from_tmp_by_root"]);
    assert.deepEqual(at("23:00:20")?.indicators, [
      "exec_from_dev_shm",
      "exec_from_dev_shm_by_root",
      "suspicious_port_connection",
    ]);
    assert.equal(at("22:56:40")?.traces[0]?.summary, "executed /tmp/.upd as root in shop/batch:12");
    const quiet = run.closed.filter(({ start }) => start < Date.parse("2026-11-21T22:56:00Z"));
    assert.ok(quiet.length > 40 && quiet.every(({ indicators, traces }) => indicators.length + traces.length === 0));
  });
});
