/** Outputs that readers act on only if they are signed: written with a signature, or not at all. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { Harness } from "../../kit/harness.ts";
import { MemoryCluster } from "../../log/memory/cluster.ts";
import type { OutputRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { TopologyRunner } from "../../runtime/topology-runner.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { noMetrics } from "../../telemetry/metrics.ts";
import { noTracer } from "../../telemetry/tracing.ts";
import { topology } from "../../topology/builder.ts";
import { output } from "../../topology/topics.ts";
import { dead, number, numbers, raw } from "../topology/declared.ts";

const requests = output("requests", numbers.carries, { isSigned: true });
const declared = topology("asking").stage("ask", (stage) => {
  const values = stage
    .consume(raw)
    .decode("number", number)
    .otherwise(dead)
    .keyBy("itself", (n) => String(n));
  return [values.produce(requests), values.produce(numbers)];
});
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("a signed output", () => {
  it("is signed as it is written, with all its headers, and no other output is", async (t) => {
    const signed: OutputRecord[] = [];
    const harness = new Harness(declared, {
      sign(record) {
        signed.push(record);
        return { ...record, headers: [...record.headers, ["signature", Buffer.from("ours")]] };
      },
    });
    t.after(() => harness.close());
    harness.start();
    await harness.write("raw", [Buffer.from("abc")], { headers: [["traceparent", Buffer.from(traceparent)]] });
    await harness.settled();
    const [request] = harness.readAll("requests");
    assert.deepEqual(request?.headers.at(-1), ["signature", Buffer.from("ours")]);
    assert.deepEqual(request.headers.slice(0, -1), signed[0]?.headers);
    const names = request.headers.map(([name]) => name);
    assert.ok(names.includes("content-type") && names.includes("traceparent"), names.join(", "));
    assert.deepEqual([signed.length, signed[0]?.topic], [1, "requests"]);
    assert.ok(harness.readAll("numbers")[0]?.headers.every(([name]) => name !== "signature"));
  });

  it("is refused before anything is read where there is no key, unless that is wanted", async () => {
    const cluster = new MemoryCluster({ now: () => 0 });
    const runner = new TopologyRunner(declared, cluster.connect(), {
      applicationId: "test",
      topics: {
        nameOf: ({ name }) => name,
        create: true,
        partitions: 1,
        replication: 1,
        internalRetentionMs: 60_000,
        maxEventBytes: 1024,
      },
      outputFormat: "json",
      autoOffsetReset: "earliest",
      fetchBytes: 1024,
      maxClockAheadMs: 0,
      forgetAfterMs: 60_000,
      clock: systemClock,
      logger: silentLogger,
      metrics: noMetrics,
      tracer: noTracer,
    });
    const error = await runner.run(new AbortController().signal).then(
      () => assert.fail("it runs"),
      (reason) => reason,
    );
    assert.ok(hasCode(error, "SIGNING_KEY_MISSING") && error.message.includes("requests"), String(error));
    assert.equal(cluster.partitionCount("raw"), undefined, "nothing was made");
  });
});
