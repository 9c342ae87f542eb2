/** A commit that fails while nobody waits for it still ends the run. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { internal, input, deadLetterTopic } from "../../topology/topics.ts";
import { topology } from "../../topology/builder.ts";

it("a transaction that cannot heal ends the run with its error, though nobody waits for it at that moment", async (t) => {
  const next = internal("next", { keyedBy: "nothing" });
  const declared = topology("test").stage("only", (stage) =>
    stage
      .consume(input("raw"))
      .keyBy("nothing", () => "key")
      .otherwise(deadLetterTopic("dead"))
      .forward(next),
  );
  const harness = new Harness(declared);
  t.after(() => harness.close().catch(() => {}));
  const { done } = harness.start();
  await harness.write("raw", [Buffer.of(1)]);
  await harness.settled();
  harness.cluster.deleteTopic(harness.nameOf("next"));
  // The stage then waits for more to read while this one's transaction fails.
  await harness.write("raw", [Buffer.of(2)]);
  await assert.rejects(done, (error) => hasCode(error, "LOG_TOPIC_UNKNOWN"));
});
