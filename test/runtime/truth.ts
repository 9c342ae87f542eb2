/** What a topology that was disturbed must have written: what one undisturbed process writes from the same internal logs. */

import assert from "node:assert/strict";
import { Harness, type HarnessOptions } from "../../kit/harness.ts";
import { bySource, copyInternalTopics, production } from "../production.ts";

/** The truth is of half-space trees, without a store, and of what in `options` changes what states mean. */
export async function assertTruth(
  harness: Harness,
  { forgetAfterMs }: Pick<HarnessOptions, "forgetAfterMs"> = {},
): Promise<void> {
  const calm = new Harness(production("hst"), {
    partitions: harness.cluster.partitionCount(harness.nameOf("by-container"))!,
    ...(forgetAfterMs === undefined ? {} : { forgetAfterMs }),
  });
  copyInternalTopics(harness, calm);
  calm.start();
  await calm.settled();
  await calm.close();
  assert.deepEqual(bySource(harness), bySource(calm));
  assert.ok(harness.readAll("anomalies").length > 100);
}
