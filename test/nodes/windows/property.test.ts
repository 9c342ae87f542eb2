/** What must hold whatever sensors tell and whenever a process ends: windows are a function of the log. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PicketError } from "../../../errors/picket-error.ts";
import { nodeFeatures } from "../../../nodes/features.ts";
import { Rejection } from "../../../topology/rejection.ts";
import type { NodeWindow } from "../../../nodes/window.ts";
import type { NodeObservation } from "../../../nodes/observation.ts";
import { encodeWindow, windowDecoder } from "../../../nodes/window-codec.ts";
import { windowsProcessor } from "../../../nodes/windows/processor.ts";
import { Random } from "../../../simulate/random.ts";
import { randomObservation } from "../random-observation.ts";
import { base, Run, settings } from "./run.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "windows";

type Step = { readonly tick: number } | { readonly observation: NodeObservation };

/** Sensors behind one another, jumps, sensors that stop, times in the past and far ahead, and ticks that fail to come. */
function randomSteps(random: Random, count: number): readonly Step[] {
  const steps: Step[] = [];
  let time = base;
  let tick = base + random.integer(-1e7, 1e7);
  for (let index = 0; index < count; index++) {
    time += random.integer(0, 400);
    if (random.chance(0.002)) time += random.integer(0, 2_000_000);
    if (random.chance(0.1)) steps.push({ tick: (tick += random.chance(0.01) ? 600_000 : 1000) });
    const away = random.chance(0.01) ? random.integer(-100_000, 20_000) : -random.integer(0, 3000);
    const observation = randomObservation(random, Math.max(0, time + away));
    const late = observation.sensor === "metrics" ? 12_000 : 0;
    steps.push({ observation: { ...observation, time: observation.time - late } });
  }
  for (let second = 0; second < 200; second++) steps.push({ tick: (tick += 1000) });
  return steps;
}

function take(run: Run, step: Step): void {
  if ("tick" in step) run.tick(step.tick);
  else run.observe(step.observation);
}

/** In a typed array NaN are compared by their bits, which mean nothing. */
function plain(window: NodeWindow | undefined): unknown {
  return { ...window, features: [...(window?.features ?? [])] };
}

describe(`windows, by chance (PICKET_TEST_SEED=${seed})`, () => {
  it("are byte for byte the same however often the process ends and goes on from a snapshot", () => {
    for (let trial = 0; trial < 8; trial++) {
      const random = new Random(`${seed} ${trial}`);
      const steps = randomSteps(random, 1500);
      const [whole, ended] = [new Run(), new Run()];
      for (const step of steps) {
        take(whole, step);
        if (random.chance(0.05)) ended.restart();
        take(ended, step);
        assert.equal(ended.wakeAt, whole.wakeAt);
      }
      assert.ok(whole.windows.length > 30, `${whole.windows.length} windows`);
      assert.equal(ended.windows.length, whole.windows.length);
      for (const [index, window] of whole.windows.entries()) {
        assert.deepEqual(plain(ended.windows[index]), plain(window));
        assert.deepEqual(encodeWindow(ended.windows[index]!), encodeWindow(window), `bytes of window ${index}`);
      }
      assert.deepEqual(ended.snapshot(), whole.snapshot());
    }
  });

  it("close once and in order, are whole after the early ones, and what is counted is all that came", () => {
    for (let trial = 0; trial < 8; trial++) {
      const steps = randomSteps(new Random(`${seed} order ${trial}`), 1500);
      const run = new Run();
      for (const step of steps) take(run, step);
      const { closed } = run;
      for (const [index, window] of closed.entries()) {
        assert.ok(index === 0 || window.start >= closed[index - 1]!.end);
        assert.equal(window.start % settings.lengthMs, 0);
        assert.equal(window.end, window.start + settings.lengthMs);
      }
      const early = run.windows.filter(({ isEarly }) => isEarly);
      assert.ok(early.length > 0);
      for (const { start, indicators } of early) {
        const whole = closed.find((window) => window.start === start);
        assert.ok(indicators.every((indicator) => whole?.indicators.includes(indicator)));
      }
      const observed = steps.filter((step) => "observation" in step).length;
      const counted = closed.flatMap(({ sensors, late }) => sensors.map(({ count }) => count).concat(late));
      const after = observed - counted.reduce((sum, count) => sum + count, 0);
      // Those that came late after the last window are told with the next.
      assert.ok(after >= 0 && after < 20, `${after} of ${observed} told by no window`);
    }
  });

  it("have features in their range, at most 16 traces and containers, and survive their own form", () => {
    const decoder = windowDecoder();
    const run = new Run();
    for (const step of randomSteps(new Random(`${seed} ranges`), 5000)) take(run, step);
    for (const window of run.windows) {
      for (const [index, value] of window.features.entries()) {
        const name = nodeFeatures[index]!;
        assert.ok(Number.isNaN(value) || (value >= 0 && value < Infinity), `${name} ${value}`);
        if (name.startsWith("avg_")) assert.ok(Number.isNaN(value) || value <= 1);
      }
      assert.ok(window.traces.length <= 16 && window.anomalousContainers.length <= 16);
      const decoded = decoder.decode(encodeWindow(window));
      assert.ok(!(decoded instanceof Rejection));
      assert.deepEqual(plain(decoded), plain(window));
    }
  });

  it("are woken when they asked, and no sooner do anything", () => {
    const random = new Random(`${seed} wakes`);
    for (let trial = 0; trial < 300; trial++) {
      const run = new Run();
      run.tick(base);
      for (let index = 0; index < 30; index++) run.observe(randomObservation(random, base + random.integer(0, 60_000)));
      const { wakeAt } = run;
      assert.ok(wakeAt > base && wakeAt < base + 200_000);
      const before = run.closed.length;
      const state = windowsProcessor(settings).restore(run.snapshot());
      state.wake({ key: "worker-1", tick: wakeAt - 1 }, () => assert.fail("too early"));
      run.tick(wakeAt);
      assert.ok(run.closed.length > before, "a window closed");
      assert.ok(run.wakeAt > wakeAt);
    }
  });

  it("never throw, whatever an observation says", () => {
    const random = new Random(`${seed} garbage`);
    const odd = [NaN, Infinity, -Infinity, -1, 0, 0.5, 2 ** 53, Number.MAX_VALUE] as const;
    const run = new Run();
    for (let index = 0; index < 5000; index++) {
      const observation = randomObservation(random, random.chance(0.5) ? random.pick(odd) : base + index * 100);
      const garbled = observation.kind === "sample" ? { ...observation, value: random.pick(odd) } : observation;
      run.observe(garbled);
      if (random.chance(0.1)) run.tick(base + index * 100);
    }
    run.restart();
    assert.ok(run.windows.length > 0);
  });

  it("keep a node within 20 KB as it usually is, and within bounds as it never should be", () => {
    const random = new Random(`${seed} size`);
    const usual = new Run();
    for (let second = 0; second < 300; second++) {
      usual.tick(base + second * 1000);
      for (let index = 0; index < 2; index++) {
        const observation = randomObservation(random, base + second * 1000);
        usual.observe(observation.kind === "anomaly" ? { ...observation, kind: "alive" } : observation);
      }
    }
    assert.ok(usual.snapshot().length < 20_000, `${usual.snapshot().length} bytes`);
  });

  it("are not restored from bytes that are garbled, cut or of another version", () => {
    const run = new Run();
    for (const step of randomSteps(new Random(`${seed} snapshot`), 300).slice(0, 300)) take(run, step);
    const bytes = Buffer.from(run.snapshot());
    const processor = windowsProcessor(settings);
    const random = new Random(seed);
    for (let trial = 0; trial < 300; trial++) {
      const garbled = Buffer.from(bytes);
      garbled[random.integer(0, bytes.length - 1)]! ^= 1 << random.integer(0, 7);
      const cut = bytes.subarray(0, random.integer(0, bytes.length - 1));
      for (const wrong of [garbled, cut]) {
        assert.throws(
          () => processor.restore(wrong),
          (error) => error instanceof PicketError && error.code === "SNAPSHOT_INVALID",
        );
      }
    }
  });

  it("are of another version when what makes them is another", () => {
    const versions = [
      settings,
      { ...settings, lengthMs: 20_000 },
      { ...settings, graceMs: 6000 },
      { ...settings, suspiciousPorts: new Set([1]) },
      { ...settings, groups: [] },
    ].map((one) => windowsProcessor(one).version);
    assert.equal(new Set(versions).size, versions.length);
  });
});
