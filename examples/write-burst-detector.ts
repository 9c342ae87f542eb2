/**
 * A detector of one's own, in one file: it finds events in which a process writes far more than its container usually
 * does. README.md beside it says how to run and how to test it.
 */

import { openSnapshot, sealSnapshot, type SnapshotReader } from "../models/snapshot.ts";
import { resourceFeatures, type EbpfEvent } from "../sources/ebpf/event.ts";
import type { Detector, DetectorState, Reason, Severity, Verdict } from "../topology/detector.ts";

const feature = "bytes_written";
const position = resourceFeatures.indexOf(feature);

/** So many events of a container only teach. */
const warmUpEvents = 30;
/** How much a new event counts beside all before it: what was usual 14 events ago counts half. */
const weight = 0.05;
/** In standard deviations above the mean. */
const threshold = 5;
/** A container that always writes the same must not be found for a little more. */
const smallestDeviation = 0.1;

const snapshotName = "write-burst";
const snapshotVersion = 1;

export const writeBurst: Detector<EbpfEvent> = Object.freeze({
  name: "write-burst",
  model: "ewma",
  profile: "fixed",
  version: "1",
  scope: "container",
  reads: "resource",
  accepts: (event: EbpfEvent) => event.kind === "resource",
  open: () => new WriteBurstState(),
  restore: (snapshot: Uint8Array) => new WriteBurstState(openSnapshot(snapshot, snapshotName, snapshotVersion)),
});

/** What PICKET_DETECTOR_MODULES looks for. */
export const detectors: readonly Detector<EbpfEvent>[] = [writeBurst];

/**
 * Bytes spread over many orders of magnitude, so their logarithm is what has a usual range. Its mean and variance are
 * exponentially weighted (Roberts, Technometrics 1, 1959; the update is Finch's, "Incremental calculation of weighted mean
 * and variance", 2009).
 */
class WriteBurstState implements DetectorState<EbpfEvent> {
  #events = 0;
  #mean = 0;
  #variance = 0;

  constructor(restored?: SnapshotReader) {
    if (restored === undefined) return;
    this.#events = restored.integer(0, Number.MAX_SAFE_INTEGER);
    this.#mean = restored.number();
    this.#variance = restored.number();
    restored.done();
  }

  observe(event: EbpfEvent): Verdict | undefined {
    const bytes = event.resource[position] ?? 0;
    const verdict = this.#events < warmUpEvents ? undefined : this.#judge(bytes);
    this.#learn(bytes);
    return verdict;
  }

  snapshot(): Uint8Array {
    return sealSnapshot(snapshotName, snapshotVersion, [this.#events, this.#mean, this.#variance]);
  }

  #judge(bytes: number): Verdict {
    const score = (Math.log1p(bytes) - this.#mean) / this.#deviation;
    const anomalous = score >= threshold;
    return {
      score,
      threshold,
      anomalous,
      severity: severityOf(score),
      reasons: anomalous ? [this.#reason(bytes)] : [],
    };
  }

  #reason(bytes: number): Reason {
    return {
      feature,
      value: bytes,
      usualLow: Math.max(0, Math.expm1(this.#mean - 2 * this.#deviation)),
      usualHigh: Math.expm1(this.#mean + 2 * this.#deviation),
      share: 1,
    };
  }

  /** A burst counts no more than the threshold, so that one does not hide the next, while a lasting change becomes usual. */
  #learn(bytes: number): void {
    const highest = this.#events < warmUpEvents ? Infinity : this.#mean + threshold * this.#deviation;
    const difference = Math.min(Math.log1p(bytes), highest) - this.#mean;
    const step = this.#events === 0 ? difference : weight * difference;
    this.#variance = this.#events === 0 ? 0 : (1 - weight) * (this.#variance + difference * step);
    this.#mean += step;
    this.#events++;
  }

  get #deviation(): number {
    return Math.max(smallestDeviation, Math.sqrt(this.#variance));
  }
}

function severityOf(score: number): Severity {
  if (score < 1.5 * threshold) return "low";
  if (score < 2 * threshold) return "medium";
  return score < 3 * threshold ? "high" : "critical";
}
