/** What cannot heal ends the program: with a message that says what to do, and exit code 1. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { KafkaTopics } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { PicketProcess } from "../services/picket-process.ts";

const broker = await kafkaBroker();
const address = broker?.address ?? "";

describe("the program ends, and says what to do", { skip: broker === undefined }, () => {
  const topics = new KafkaTopics(address);
  after(async () => {
    await topics.close();
    await broker?.dispose();
  });

  it("when topics are missing and it may not create them: all of them are named", async () => {
    const picket = new PicketProcess({ ...environmentOf("missing"), PICKET_CREATE_TOPICS: "false" });
    assert.deepEqual(await picket.ended, { code: 1, signal: null }, picket.stderr);
    const names = ["missing-resource", "missing.by-container", "missing-anomalies", "missing-dead-letters"];
    for (const name of names) assert.match(picket.stderr, new RegExp(`do not exist: .*${name}`));
    assert.match(picket.stderr, /PICKET_CREATE_TOPICS=true.*\[LOG_TOPIC_UNKNOWN\]/);
  });

  it("when a topic is deleted while it runs", async () => {
    const picket = new PicketProcess(environmentOf("deleted"));
    await picket.said(/partition assigned.*stage=ingest/);
    await topics.delete("deleted-resource");
    assert.deepEqual(await picket.ended, { code: 1, signal: null }, picket.stderr);
    assert.match(lastLine(picket), /^picket: .*deleted-resource.*\[LOG_TOPIC_UNKNOWN\]/);
  });

  it("when it runs twice under one instance id: the newer one goes on", async () => {
    const environment = { ...environmentOf("twice"), PICKET_INSTANCE_ID: "one" };
    const older = new PicketProcess(environment);
    await older.said(/partition assigned/);
    const newer = new PicketProcess(environment);
    assert.deepEqual(await older.ended, { code: 1, signal: null }, older.stderr);
    assert.match(lastLine(older), /^picket: Another process .* PICKET_INSTANCE_ID\. \[PRODUCER_FENCED\]/);
    await newer.said(/partition assigned/);
    assert.deepEqual(await newer.stop(), { code: 0, signal: null }, newer.stderr);
  });

  it("when Kafka refuses its credentials", { skip: broker?.saslAddress === undefined }, async () => {
    const picket = new PicketProcess({
      ...environmentOf("refused"),
      KAFKA_BROKER: broker?.saslAddress ?? "",
      PICKET_KAFKA_SASL_MECHANISM: "PLAIN",
      PICKET_KAFKA_SASL_USERNAME: "picket",
      PICKET_KAFKA_SASL_PASSWORD: "not-the-secret",
    });
    assert.deepEqual(await picket.ended, { code: 1, signal: null }, picket.stderr);
    assert.match(lastLine(picket), /credentials.*\[LOG_AUTHENTICATION\]/);
    assert.doesNotMatch(picket.stderr + picket.stdout, /not-the-secret/);
  });

  it("when it speaks TLS to a port that does not", async () => {
    const picket = new PicketProcess({ ...environmentOf("plaintext"), PICKET_KAFKA_TLS: "true" });
    assert.deepEqual(await picket.ended, { code: 1, signal: null }, picket.stderr);
    assert.match(lastLine(picket), /TLS handshake failed. Please verify the broker supports TLS/);
  });
});

function environmentOf(name: string): Record<string, string> {
  return {
    KAFKA_BROKER: address,
    PICKET_APPLICATION_ID: name,
    PICKET_DETECTORS: "resource-per-container",
    PICKET_PARTITIONS: "1",
    PICKET_TOPIC_RESOURCE: `${name}-resource`,
    PICKET_TOPIC_ANOMALIES: `${name}-anomalies`,
    PICKET_TOPIC_DEAD_LETTERS: `${name}-dead-letters`,
  };
}

/** The message; what caused it follows indented. */
function lastLine({ stderr }: PicketProcess): string {
  return stderr.split("\n").findLast((line) => /^\S/.test(line)) ?? "";
}
