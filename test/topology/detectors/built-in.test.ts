/** The built-in detectors beyond what River says: warm-up, reasons, snapshots, and events that mean harm. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../errors/picket-error.ts";
import { Random } from "../../../simulate/random.ts";
import type { EbpfEvent } from "../../../sources/ebpf/event.ts";
import type { Detector, Verdict } from "../../../topology/detector.ts";
import {
  builtInDetectors,
  detectorNames,
  modelNames,
  type DetectorName,
} from "../../../topology/detectors/built-in.ts";
import type { ModelName } from "../../../topology/detectors/built-in.ts";
import { resourceEvent, syscallEvent } from "./events.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";
const warmup = { size: 100, timeMs: 60_000, sizePerContainer: 20 };
const all = modelNames.flatMap((model) => builtInDetectors({ model, profile: "river", warmup }));

function named(name: DetectorName, model: ModelName): Detector<EbpfEvent> {
  return all.find((detector) => detector.name === name && detector.model === model)!;
}

test("there are three detectors, frozen, each for its kind of event", () => {
  const random = new Random(seed);
  assert.deepEqual(
    all.slice(0, 3).map(({ name }) => name),
    detectorNames,
  );
  for (const detector of all) {
    assert.ok(Object.isFrozen(detector));
    assert.equal(detector.accepts(resourceEvent(random)), detector.reads === "resource");
    assert.equal(detector.accepts(syscallEvent(random)), detector.reads === "syscalls");
    assert.equal(detector.accepts({ ...resourceEvent(random), kind: "other" }), false);
  }
});

test("a container's first events only teach, one fewer than WARMUP_SIZE_PC", () => {
  for (const detector of all.filter(({ scope }) => scope === "container")) {
    const random = new Random(seed);
    const state = detector.open();
    const answers = Array.from({ length: 25 }, () => state.observe(eventFor(detector, random)) !== undefined);
    assert.equal(answers.indexOf(true), warmup.sizePerContainer - 1);
    assert.ok(answers.slice(warmup.sizePerContainer - 1).every(Boolean));
  }
});

test("a first event that is scored at once, with nothing learned, is not anomalous", () => {
  for (const model of modelNames) {
    for (const detector of builtInDetectors({ model, profile: "river", warmup: { ...warmup, sizePerContainer: 1 } })) {
      if (detector.scope === "global") continue;
      const { score, threshold, anomalous } = detector.open().observe(eventFor(detector, new Random(seed)))!;
      assert.deepEqual({ score, threshold, anomalous }, { score: 0, threshold: Infinity, anomalous: false });
    }
  }
});

test("the fleet's warm-up ends by count or by event time, and stays over when a late event comes", () => {
  const random = new Random(seed);
  const start = 1_700_000_000_000;
  const firstScored = (times: readonly number[]): number => {
    const state = named("resource-global", "hst").open();
    const scored = times.map((time) => state.observe(resourceEvent(random, {}, time)) !== undefined);
    const first = scored.indexOf(true);
    assert.ok(first < 0 || scored.slice(first).every(Boolean), "warm-up began again");
    return first;
  };
  assert.equal(firstScored(Array.from({ length: 150 }, () => start)), 100, "by count");
  assert.equal(firstScored([start, start + 59_999, start + 60_000, start, 0]), 2, "by time");
  assert.equal(firstScored([0, 0, start, start + 59_999, 0, start + 60_000]), 5, "events without a time have no say");
});

test(`the feature that is out of its range is the first reason, nearly always (PICKET_TEST_SEED="${seed}")`, () => {
  for (const model of modelNames) {
    const random = new Random(seed);
    const state = named("resource-per-container", model).open();
    const firsts: string[] = [];
    for (let i = 0; i < 8000; i++) {
      const strange = i > 600 && i % 100 === 0;
      const verdict = state.observe(resourceEvent(random, strange ? { kernel_faults: 10_000 } : {}));
      if (verdict !== undefined) assertReasons(verdict);
      if (!strange || !verdict!.anomalous) continue;
      const [first] = verdict!.reasons;
      firsts.push(first!.feature);
      if (first!.feature !== "kernel_faults") continue;
      assert.equal(first!.value, 10_000);
      assert.ok(first!.usualLow < 1000 && first!.usualHigh > 1000 && first!.usualHigh < 10_000);
    }
    const right = firsts.filter((name) => name === "kernel_faults").length;
    assert.ok(firsts.length >= 10, `${model}: only ${firsts.length} of 73 were anomalous`);
    assert.ok(right >= 0.75 * firsts.length, `${model}: first in ${right} of ${firsts.length}`);
  }
});

test("anomalous syscalls have reasons, and their shares make sense", () => {
  const random = new Random(seed);
  const state = named("syscall-per-container", "hst").open();
  for (let i = 0; i < 600; i++) state.observe(syscallEvent(random));
  let anomalies = 0;
  for (let i = 0; i < 300; i++) {
    const verdict = state.observe(syscallEvent(random, { 101: 500 }))!;
    assertReasons(verdict);
    if (verdict.anomalous) anomalies++;
  }
  assert.ok(anomalies > 0);
});

test(`a restored state answers as the uninterrupted one, reasons and all (PICKET_TEST_SEED="${seed}")`, () => {
  for (const detector of all) {
    const random = new Random(`${seed}, ${detector.name}, ${detector.model}`);
    for (const learned of [0, 1, random.integer(2, 99), random.integer(100, 800)]) {
      const state = detector.open();
      for (let i = 0; i < learned; i++) state.observe(eventFor(detector, random));
      const restored = detector.restore(state.snapshot());
      for (let i = 0; i < 300; i++) {
        const event = eventFor(detector, random);
        const verdict = structuredClone(state.observe(event));
        assert.deepEqual(restored.observe(event), verdict, `${detector.name}, ${detector.model}, after ${learned}`);
      }
      assert.deepEqual(restored.snapshot(), state.snapshot());
    }
  }
});

test("a snapshot of another detector, model or profile is refused", () => {
  for (const from of all) {
    const snapshot = from.open().snapshot();
    for (const to of all) {
      if (to === from) to.restore(snapshot);
      else
        assert.throws(
          () => to.restore(snapshot),
          (error) => hasCode(error, "SNAPSHOT_INVALID"),
        );
    }
  }
});

test("numbers beyond all measure do not blind a model for good", () => {
  for (const detector of all) {
    const random = new Random(seed);
    const state = detector.open();
    for (let i = 0; i < 400; i++) state.observe(eventFor(detector, random));
    for (let i = 0; i < 3; i++) {
      state.observe(resourceEvent(random, { cpu_ns: Number.MAX_VALUE, bytes_read: 1e300 }));
      state.observe(syscallEvent(random, { 20: Number.MAX_VALUE }));
    }
    for (let i = 0; i < 300; i++) {
      const { score, threshold } = state.observe(eventFor(detector, random))!;
      assert.ok(Number.isFinite(score) && !Number.isNaN(threshold), `${detector.name}, ${detector.model}: ${score}`);
    }
  }
});

function eventFor(detector: Detector<EbpfEvent>, random: Random): EbpfEvent {
  if (detector.reads === "resource") return resourceEvent(random, random.chance(0.05) ? { cpu_ns: 9e5 } : {});
  return syscallEvent(random, random.chance(0.05) ? { [random.integer(0, 499)]: 100 } : {});
}

function assertReasons({ anomalous, reasons }: Verdict): void {
  if (!anomalous) return assert.deepEqual(reasons, []);
  assert.ok(reasons.length >= 1 && reasons.length <= 5);
  const shares = reasons.map(({ share }) => share);
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => b - a),
  );
  assert.ok(shares.every((share) => share > 0) && shares.reduce((a, b) => a + b) <= 1 + 1e-9);
  assert.ok(reasons.every(({ usualLow, usualHigh }) => usualLow >= 0 && usualLow <= usualHigh));
}
