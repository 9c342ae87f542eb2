/** What a topology that was disturbed must have written: what one undisturbed process writes. */

import assert from "node:assert/strict";
import { Harness, type HarnessOptions } from "../../kit/harness.ts";
import { bySource, copyInternalTopics, production } from "../production.ts";

/** Of what the tests of a disturbed topology run: it finds something in most containers of the golden events. */
export const model = "ocsvm";

/** From the same internal logs, without a store, and with what in `options` changes what states mean. */
export async function assertTruth(
  harness: Harness,
  options: Pick<HarnessOptions, "forgetAfterMs" | "maxClockAheadMs"> = {},
): Promise<void> {
  await assertSame(harness, options, (calm) => copyInternalTopics(harness, calm));
}

/** From `events`, all written to one partition: where the internal logs do not hold all of them any more. */
export async function assertTruthOf(harness: Harness, events: readonly Buffer[]): Promise<void> {
  await assertSame(harness, {}, (calm) => calm.write("resource", events, { partition: 0 }));
}

async function assertSame(
  harness: Harness,
  options: Pick<HarnessOptions, "forgetAfterMs" | "maxClockAheadMs">,
  give: (calm: Harness) => unknown,
): Promise<void> {
  const partitions = harness.cluster.partitionCount(harness.nameOf("by-container"))!;
  const calm = new Harness(production(model), { ...options, partitions });
  await give(calm);
  calm.start();
  await calm.settled();
  await calm.close();
  const truth = bySource(calm);
  assert.deepEqual(bySource(harness), truth);
  assert.ok(Object.keys(truth).length > 10, "there is something to compare of most containers");
}
