/** From an eBPF event to the vector that a model reads: the nine resource measurements, or the syscalls ever seen. */

import { ActiveSet } from "../../models/active-set.ts";
import { resourceFeatures, syscallCount, type EbpfEvent } from "../../sources/ebpf/event.ts";

/**
 * No sensor counts further than 64 bits. A larger double is a mistake of the sender that would overflow a variance, and so
 * teach a model NaN for good: it is read as this bound.
 */
const largest = 2 ** 64;

/** One state's way of reading events. */
export interface Features {
  /** Overwritten by the next call, of any state. `onInsert` hears where a feature was added before the vector is read. */
  read(event: EbpfEvent, onInsert: (at: number) => void): Float64Array;
  nameOf(feature: number): string;
  /** What `restore` needs to read on; empty for features that never change. */
  snapshot(): Uint8Array;
}

const resourceVector = new Float64Array(resourceFeatures.length);

export const resourceMeasurements: Features = {
  read(event) {
    for (let i = 0; i < resourceVector.length; i++) resourceVector[i] = Math.min(event.resource[i]!, largest);
    return resourceVector;
  },
  nameOf: (feature) => resourceFeatures[feature]!,
  snapshot: () => new Uint8Array(),
};

const syscallVector = new Float64Array(syscallCount);

export class SyscallFrequencies implements Features {
  readonly active: ActiveSet;

  constructor(active = new ActiveSet()) {
    this.active = active;
  }

  read(event: EbpfEvent, onInsert: (at: number) => void): Float64Array {
    this.active.spread(event.syscalls, syscallVector, onInsert);
    const size = this.active.numbers.length;
    for (let i = 0; i < size; i++) syscallVector[i] = Math.min(syscallVector[i]!, largest);
    return syscallVector;
  }

  nameOf(feature: number): string {
    return String(this.active.numbers[feature]!);
  }

  snapshot(): Uint8Array {
    return this.active.snapshot();
  }
}
