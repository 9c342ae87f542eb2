/** The windows that are kept for models: in order, with gaps, bounded, and after a restart as before. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { recentWindows, type WindowSequence } from "../../nodes/models/recent-windows.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import { Random } from "../../simulate/random.ts";
import type { ProcessorContext, ProcessorState } from "../../topology/processor.ts";
import { at, ordinary, windowOf } from "./plain-windows.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "recent windows";
const processor = recentWindows(4);
const source = { topic: "t", partition: 0, offset: 0 };
const context: ProcessorContext = { key: "worker-1", time: 0, source, tick: 0, trace: undefined };

/** A window that is known by its features. */
function window(index: number): NodeWindow {
  return windowOf("worker-1", index, new Float64Array(nodeFeatures.length).fill(index));
}

function told(state: ProcessorState<NodeWindow, WindowSequence>, given: NodeWindow): WindowSequence {
  const sequences: WindowSequence[] = [];
  state.process(given, context, (sequence) => sequences.push(sequence));
  const [sequence, ...more] = sequences;
  assert.ok(sequence !== undefined && more.length === 0);
  return sequence;
}

/** One feature of each window: all are alike. */
function rows({ features }: WindowSequence): readonly number[] {
  const size = nodeFeatures.length;
  assert.equal(features.length % size, 0);
  return Array.from({ length: features.length / size }, (_, i) => features[i * size + at("exec_count")]!);
}

describe(`recent windows (PICKET_TEST_SEED=${seed})`, () => {
  it("are those before the newest, as many as are kept; what never came is missing", () => {
    const state = processor.open();
    const sequences = [0, 1, 2, 3, 4, 7, 8, 30, 31].map((index) => rows(told(state, window(index))));
    assert.deepEqual(sequences, [
      [0],
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
      [1, 2, 3, 4],
      [4, NaN, NaN, 7],
      [NaN, NaN, 7, 8],
      [NaN, NaN, NaN, 30],
      [NaN, NaN, 30, 31],
    ]);
    assert.deepEqual(rows(told(state, window(5))), [5], "a clock that was set back begins anew");
  });

  it("that were sent on do not change", () => {
    const state = processor.open();
    const sequences = [0, 1, 2, 3, 4, 5].map((index) => told(state, window(index)));
    assert.deepEqual(
      sequences.map((sequence) => rows(sequence).at(-1)),
      [0, 1, 2, 3, 4, 5],
    );
  });

  it("are the same after a restart, at any window", () => {
    const random = new Random(seed);
    const whole = processor.open();
    let restarted = processor.open();
    let index = 0;
    for (let step = 0; step < 200; step++) {
      index += random.chance(0.2) ? random.integer(1, 6) : 1;
      const features = ordinary(random);
      if (random.chance(0.3)) features[random.integer(0, nodeFeatures.length - 1)] = NaN;
      const next = windowOf("worker-1", index, features);
      assert.deepEqual(told(restarted, next), told(whole, next));
      assert.deepEqual(restarted.snapshot(), whole.snapshot());
      if (random.chance(0.5)) restarted = processor.restore(restarted.snapshot());
    }
  });

  it("are not read from what is cut or of another kind", () => {
    const state = processor.open();
    for (let index = 0; index < 6; index++) told(state, window(index));
    const bytes = state.snapshot();
    for (let end = 0; end < bytes.length; end += 7) {
      assert.throws(
        () => processor.restore(bytes.subarray(0, end)),
        (error) => hasCode(error, "SNAPSHOT_INVALID"),
      );
    }
    const more = recentWindows(9).open();
    for (let index = 0; index < 9; index++) told(more, window(index));
    assert.throws(
      () => processor.restore(more.snapshot()),
      (error) => hasCode(error, "SNAPSHOT_INVALID"),
    );
    assert.notEqual(recentWindows(9).version, processor.version);
  });
});
