/** The Kafka log on a real broker: the contract of every log, and what only a broker can do to a client. */

import assert from "node:assert/strict";
import { after, describe } from "node:test";
import { kafkaLog } from "../../log/kafka/log.ts";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { testLogContract } from "./contract.ts";

const broker = await kafkaBroker();
const connect = async () =>
  kafkaLog({
    clientId: "picket-test",
    brokers: [broker?.address ?? assert.fail()],
    sessionTimeoutMs: 3000,
    now: () => systemClock.now(),
  });

describe("on a real broker", { skip: broker === undefined }, () => {
  after(() => broker?.dispose());
  testLogContract("kafka", async () => ({ connect, stop: async () => {} }));
});
