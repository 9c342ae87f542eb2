/** A sample as every Prometheus format gives it, whatever bytes it came in. */

import type { Rejection } from "../../topology/rejection.ts";

/** Valid until the reader that gave it goes on to the next one: readers reuse one sample. */
export interface Sample {
  /** The metric's name, with the suffix of its type: `node_cpu_seconds_total`. */
  readonly name: string;
  /** As the target exposed it: NaN and the infinities are values like others here. */
  readonly value: number;
  /** Ms since the epoch. */
  readonly time: number;
  /** Whether it is no measurement but Prometheus' sign that the series ends here; its value is then NaN. */
  readonly isStale: boolean;
  /** @returns the value of a label; `undefined` where the sample has no such label, or an empty one, which is the same. */
  label(name: string): string | undefined;
}

/** Makes of a sample what the caller keeps of it; `undefined` passes over it. */
export type Take<Kept> = (sample: Sample) => Kept | undefined;

/** Reads messages of many samples. One that cannot be read to its end gives none at all. Never throws for bad bytes. */
export interface SampleReader {
  read<Kept>(bytes: Uint8Array, take: Take<Kept>): Kept[] | Rejection;
}
