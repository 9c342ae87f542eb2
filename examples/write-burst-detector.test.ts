/** How to test a detector of one's own: by itself, by the checks of the test kit, and within the production topology. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { detectorChecks } from "../kit/detector-checks.ts";
import { Harness } from "../kit/harness.ts";
import { encodeEvent } from "../sources/ebpf/encode.ts";
import { resourceFeatures } from "../sources/ebpf/event.ts";
import { picket } from "../topology/picket.ts";
import { writeBurst } from "./write-burst-detector.ts";

const container = { containerImage: "shop/api:3.1", containerId: "9f3a61c02b1d", nodeName: "worker-1" };

/** One event a second, in which `comm` wrote so many bytes. */
function written(bytes: number, second: number, comm = "api"): Buffer {
  const resource = resourceFeatures.map((feature) => (feature === "bytes_written" ? bytes : 1000));
  return encodeEvent({ ...container, pid: 7, comm, user: "app", time: 1_767_225_600_000 + 1000 * second, resource });
}

/** Around 1 kB an event, but for a burst in the 45th and the 60th. */
const events = Array.from({ length: 100 }, (_, second) => {
  if (second === 45) return written(10_000, second, "backup");
  return second === 60 ? written(50_000_000, second, "tar") : written(1000 + 100 * (second % 5), second);
});

for (const { name, run } of detectorChecks) {
  test(`write-burst: ${name}`, () => run(writeBurst, "write-burst"));
}

test("bursts come out of the topology as anomalies, whatever crashes on the way", async (t) => {
  const topology = picket({ detectors: [writeBurst], containerKey: "image", maxEventBytes: 2 ** 20 });
  const harness = new Harness(topology);
  t.after(() => harness.close());

  const first = harness.start();
  await harness.write("resource", events.slice(0, 50));
  await harness.settled();
  await harness.crash(first);
  harness.start();
  await harness.write("resource", events.slice(50));
  await harness.settled();

  const anomalies = harness.readAll("anomalies").map(({ value }) => JSON.parse(value?.toString() ?? ""));
  assert.deepEqual(
    anomalies.map(({ id, severity, process, reasons: [reason] }) => [id, severity, process.comm, reason.value]),
    [
      ["write-burst/resource/0/45", "SEVERITY_CRITICAL", "backup", 10_000],
      ["write-burst/resource/0/60", "SEVERITY_CRITICAL", "tar", 50_000_000],
    ],
  );
});
