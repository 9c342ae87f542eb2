/** The processor `recent-windows`: to each whole window of a node come those before it, for models that judge a sequence. */

import { openSnapshot, sealSnapshot } from "../../models/snapshot.ts";
import type { Emit, Processor, ProcessorContext, ProcessorState } from "../../topology/processor.ts";
import { nodeFeatures } from "../features.ts";
import type { NodeWindow } from "../window.ts";

export interface WindowSequence {
  /** The newest. */
  readonly window: NodeWindow;
  /** Features of windows one after the other, the oldest first and `window` last; NaN is missing, also of windows that never came. */
  readonly features: Float64Array;
}

const size = nodeFeatures.length;
const snapshotName = "recent-windows";
const snapshotVersion = 1;

/**
 * Its key is the node.
 *
 * @param windows how many are kept, at least 1.
 */
export function recentWindows(windows: number): Processor<NodeWindow, WindowSequence> {
  return Object.freeze({
    name: "recent-windows",
    version: `1 ${windows}`,
    open: () => new RecentWindows(windows, 0, new Float64Array()),
    restore: (snapshot: Uint8Array) => {
      const fields = openSnapshot(snapshot, snapshotName, snapshotVersion);
      const end = fields.number();
      const features = fields.doubles();
      fields.expect(features.length % size === 0 && features.length <= windows * size, "it is cut within a window");
      fields.done();
      return new RecentWindows(windows, end, features);
    },
  });
}

class RecentWindows implements ProcessorState<NodeWindow, WindowSequence> {
  readonly wakeAt = Infinity;
  readonly #most: number;
  /** Of the newest window, ms by the node's clock. */
  #end: number;
  /** Never changed once it is made: what was sent on still has it. */
  #features: Float64Array;

  constructor(most: number, end: number, features: Float64Array) {
    this.#most = most;
    this.#end = end;
    this.#features = features;
  }

  process(window: NodeWindow, _context: ProcessorContext, emit: Emit<WindowSequence>): void {
    const length = window.end - window.start;
    // Before the first window nothing is missing, and a clock that was set back starts anew.
    const isNew = this.#features.length === 0 || window.start < this.#end;
    const absent = isNew ? 0 : Math.min(Math.round((window.start - this.#end) / length), this.#most - 1);
    const before = isNew ? new Float64Array() : this.#features;
    const kept = Math.min(before.length / size, this.#most - 1 - absent);
    const features = new Float64Array((kept + absent + 1) * size).fill(NaN);
    features.set(before.subarray(before.length - kept * size));
    features.set(window.features, features.length - size);
    this.#features = features;
    this.#end = window.end;
    emit({ window, features });
  }

  wake(): void {}

  snapshot(): Uint8Array {
    return sealSnapshot(snapshotName, snapshotVersion, [this.#end, this.#features]);
  }
}
