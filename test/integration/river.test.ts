/** Real events through a real broker, by the program that people run: what comes out is River's answer, to the last one. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { readEventFile } from "../../sources/ebpf/event-file.ts";
import { parseAnswers } from "../golden.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { PicketProcess } from "../services/picket-process.ts";

const fixtures = new URL("../fixtures/", import.meta.url).pathname;
const broker = await kafkaBroker();

describe("picket topology on recorded events", { skip: broker === undefined }, () => {
  after(() => broker?.dispose());

  it("writes exactly River's anomalies, and ends in good order with everything committed", async (t) => {
    const address = broker?.address ?? assert.fail();
    const topics = new KafkaTopics(address);
    t.after(() => topics.close());
    const events: Buffer[] = [];
    for await (const event of readEventFile(`${fixtures}infrasight-frequency.events.gz`)) events.push(event);
    await topics.create(1, "recorded");
    await topics.write("recorded", events, 0);

    const picket = new PicketProcess({
      KAFKA_BROKER: address,
      PICKET_APPLICATION_ID: "recorded",
      PICKET_DETECTORS: "syscall-per-container",
      ML_MODEL: "ocsvm",
      PICKET_PROFILE: "river",
      PICKET_TOPIC_FREQUENCY: "recorded",
      PICKET_TOPIC_ANOMALIES: "recorded-anomalies",
      PICKET_TOPIC_DEAD_LETTERS: "recorded-dead-letters",
      LOG_FORMAT: "json",
    });
    await topics.settled("recorded.ingest", "recorded");
    await topics.settled("recorded.container", "recorded.by-container");
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);

    const found = (await topics.read("recorded-anomalies")).map(({ value }) => anomalyFromJson(String(value)));
    found.sort((a, b) => a.source.offset - b.source.offset);
    const answers = parseAnswers(
      gunzipSync(readFileSync(`${fixtures}infrasight-frequency.syscall-per-container.ocsvm.tsv.gz`)).toString(),
    ).filter(({ anomalous }) => anomalous);
    assert.ok(answers.length > 300, `${answers.length} anomalies by River`);
    assert.deepEqual(
      found.map(({ source, container }) => [source.offset, container?.image]),
      answers.map(({ index, key }) => [index, key]),
    );
    for (const [index, { score }] of answers.entries()) {
      const ours = found[index]?.score ?? Number.NaN;
      assert.ok(Math.abs(ours - score) <= 1e-9 * Math.abs(score), `anomaly ${index}: ${ours}, River says ${score}`);
    }
    assert.deepEqual(await topics.read("recorded-dead-letters"), []);
    // An alert a line on standard output for each, once it is committed.
    const alerts = picket.stdout
      .trimEnd()
      .split("\n")
      .map((line) => anomalyFromJson(line).id);
    assert.deepEqual(alerts.sort(), found.map(({ id }) => id).sort());
  });
});
