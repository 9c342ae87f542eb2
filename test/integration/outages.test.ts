/** A broker that is not there yet, or not there for a while: Picket waits, says so, and loses and repeats nothing. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { systemClock } from "../../runtime/clock.ts";
import { freePort } from "../services/free-port.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { Trial } from "./trial.ts";

const broker = await kafkaBroker();
const address = broker?.address ?? "";
/** Longer than a session by default; a longer outage is a matter of patience: PICKET_TEST_OUTAGE_SECONDS=30. */
const outageSeconds = Number(process.env["PICKET_TEST_OUTAGE_SECONDS"] ?? "4");
const session = { PICKET_KAFKA_SESSION_TIMEOUT: "3s" };

// A broker that others use is not ours to stop.
describe("a broker that is away", { skip: !broker?.own }, () => {
  const topics = new KafkaTopics(address);
  after(async () => {
    await topics.close();
    await broker?.dispose();
  });

  it("when Picket starts, is waited for: alive, not ready, and saying why", async () => {
    const trial = new Trial(address, topics, "late");
    await trial.createInput();
    await broker?.stop();
    const port = await freePort();
    const picket = trial.start({ PICKET_METRICS_PORT: String(port), PICKET_METRICS_HOST: "127.0.0.1" });
    await picket.said(/waiting for Kafka/);
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}/${path}`)).status;
    assert.deepEqual([await status("healthz"), await status("readyz")], [200, 503]);
    await broker?.restart();
    while ((await status("readyz")) !== 200) await systemClock.sleep(100);
    await trial.feed(2000);
    await trial.settled();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
  });

  it(`for ${outageSeconds} s in the middle, costs nothing and repeats nothing`, async () => {
    const trial = new Trial(address, topics, "outage");
    await trial.createInput();
    const picket = trial.start(session);
    const feeding = trial.feed(8000);
    await trial.forwarded(1500);
    await broker?.kill();
    await systemClock.sleep(outageSeconds * 1000);
    assert.ok(picket.running, picket.stderr);
    await broker?.restart();
    await feeding;
    await trial.settled();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    await trial.checkOutcome();
  });

  it("when Picket is to stop, does not keep it", async () => {
    const trial = new Trial(address, topics, "stopping");
    await trial.createInput();
    const picket = trial.start();
    for (const stage of ["ingest", "container", "global"]) {
      await picket.said(new RegExp(`partition assigned stage=${stage}`));
    }
    await broker?.kill();
    // Nothing was under way, so nothing is lost: a good end.
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
  });
});
