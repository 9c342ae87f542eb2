/** Exactly once, on a real broker, with processes that are killed, frozen, joined and left under load. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { KafkaTopics } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { Trial } from "./trial.ts";

const broker = await kafkaBroker();
const address = broker?.address ?? "";

describe("exactly once", { skip: broker === undefined }, () => {
  const topics = new KafkaTopics(address);
  after(async () => {
    await topics.close();
    await broker?.dispose();
  });

  it("survives kill -9 in the middle, again and again", async () => {
    const trial = new Trial(address, topics, "killed");
    await trial.createInput();
    const stable = { PICKET_INSTANCE_ID: "one" };
    let picket = trial.start(stable);
    const feeding = trial.feed(9000);
    for (const passed of [1000, 3500, 6500]) {
      await trial.forwarded(passed);
      picket.kill("SIGKILL");
      assert.deepEqual(await picket.ended, { code: null, signal: "SIGKILL" });
      picket = trial.start(stable);
    }
    await feeding;
    await trial.settled();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    await trial.checkOutcome();
  });

  it("survives an instance that joins under load, and leaves again", async () => {
    const trial = new Trial(address, topics, "rebalanced");
    await trial.createInput();
    const first = trial.start();
    const feeding = trial.feed(9000);
    await trial.forwarded(1000);
    const second = trial.start();
    await second.said(/the topology runs/);
    await second.said(/partition (assigned|restored)/);
    await trial.forwarded(6000);
    assert.deepEqual(await second.stop(), { code: 0, signal: null }, second.stderr);
    await feeding;
    await trial.settled();
    assert.deepEqual(await first.stop(), { code: 0, signal: null }, first.stderr);
    await trial.checkOutcome();
  });

  it("survives an instance that freezes for longer than its session, and wakes up as a zombie", async () => {
    const trial = new Trial(address, topics, "frozen");
    await trial.createInput();
    const session = { PICKET_KAFKA_SESSION_TIMEOUT: "2s" };
    const [first, second] = [trial.start(session), trial.start(session)];
    await Promise.all([first.said(/partition assigned/), second.said(/partition assigned/)]);
    const feeding = trial.feed(5000);
    await trial.forwarded(1000);
    first.kill("SIGSTOP");
    await feeding;
    // All of it, so the second instance now owns what the first one still believes to own.
    await trial.settled();
    first.kill("SIGCONT");
    await trial.feed(3000);
    await trial.settled();
    assert.deepEqual(await first.stop(), { code: 0, signal: null }, first.stderr);
    assert.deepEqual(await second.stop(), { code: 0, signal: null }, second.stderr);
    await trial.checkOutcome();
  });
});
