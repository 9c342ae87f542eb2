/** Samples as plain values that stay valid, to compare with what is expected. */

import type { Sample } from "../../../sources/prometheus/sample.ts";

export interface KeptSample {
  readonly name: string;
  readonly value: number;
  readonly time: number;
  readonly isStale: boolean;
  readonly labels: Readonly<Record<string, string | undefined>>;
}

/** @param names of the labels to ask for. */
export function keep(...names: readonly string[]): (sample: Sample) => KeptSample {
  return (sample) => ({
    name: sample.name,
    value: sample.value,
    time: sample.time,
    isStale: sample.isStale,
    labels: Object.fromEntries(names.map((name) => [name, sample.label(name)])),
  });
}
