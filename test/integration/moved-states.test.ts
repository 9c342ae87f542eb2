/** States that are moved by file, on a real broker and a real Redis, by the commands that people run. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import { declaredTopology } from "../../commands/declared-topology.ts";
import { loadSettings } from "../../config/settings.ts";
import { Harness } from "../../kit/harness.ts";
import type { LogRecord } from "../../log/port.ts";
import { goldenEvents } from "../golden.ts";
import { anomaliesOf } from "../production.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { PicketProcess } from "../services/picket-process.ts";
import { redisServer } from "../services/redis.ts";

const program = path.join(import.meta.dirname, "../../bin/picket.ts");
const [broker, redis] = await Promise.all([kafkaBroker(), redisServer()]);
const events = await goldenEvents();
const [learned, later] = [events.slice(0, 4000), events.slice(4000, 8000)];
const [here, there] = [`here-${process.pid}`, `there-${process.pid}`];

describe("states that were exported", { skip: broker === undefined || redis === undefined }, () => {
  const topics = new KafkaTopics(broker?.address ?? "");
  after(async () => {
    for (const prefix of ["first:", "second:"])
      for (const application of [here, there])
        await state(application, { PICKET_STATE_PREFIX: prefix }, "drop", "--application-id", application, "--yes");
    await topics.close();
    await Promise.all([broker?.dispose(), redis?.dispose()]);
  });

  it("are taken over by another Redis, and by another application with other partitions on topics of its own", async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), "picket-moved-"));
    t.after(() => rm(directory, { recursive: true }));
    const file = path.join(directory, "states.picket");
    for (const application of [here, there]) await topics.create(1, `${application}-events`);
    await run(here, learned);
    assert.match(await state(here, {}, "export", file), /^Exported \d+ states of 3 partitions/);

    const otherRedis = { PICKET_STATE_PREFIX: "second:" };
    assert.match(await state(here, otherRedis, "import", file), /^Imported \d+ states of 3 partitions/);
    const said = await run(here, later, otherRedis);
    for (const where of [
      "stage=container .*partition=0",
      "stage=container .*partition=1",
      "stage=global .*partition=0",
    ])
      assert.match(said, new RegExp(`goes on from its snapshot ${where}`));

    const otherTopics = { ...otherRedis, PICKET_PARTITIONS: "3" };
    assert.match(await state(there, otherTopics, "import", file, "--new-topics"), /^Imported \d+ states of [34] part/);
    await run(there, later, otherTopics);

    const { before, all } = await verdictsInOneProcess();
    const found = await verdicts(there);
    assert.ok(found.length > 50, `${found.length} anomalies`);
    assert.deepEqual([...before, ...found].toSorted(), all);
    assert.deepEqual(await verdicts(here), all);

    await assert.rejects(
      state(there, otherTopics, "import", file, "--new-topics"),
      /holds events already: .*\[STATE_CONFLICT\]/,
    );
  });

  /** Writes events, and stops when all stages are done with them. @returns what it said. */
  async function run(
    application: string,
    values: readonly Buffer[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    await topics.write(`${application}-events`, values, 0);
    const picket = new PicketProcess({ ...environment(application), ...more });
    await topics.settled(`${application}.ingest`, `${application}-events`);
    await topics.settled(`${application}.container`, `${application}.by-container`);
    await topics.settled(`${application}.global`, `${application}.global`);
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    return picket.stderr;
  }

  async function verdicts(application: string): Promise<readonly string[]> {
    return verdictsIn(await topics.read(`${application}-anomalies`));
  }
});

/** What a process judges that nothing is moved under: after the first events, and after all. */
async function verdictsInOneProcess(): Promise<{
  readonly before: readonly string[];
  readonly all: readonly string[];
}> {
  const harness = new Harness(await declaredTopology(loadSettings(environment(here))));
  harness.start();
  await harness.write("resource", learned, { partition: 0 });
  await harness.settled();
  const before = verdictsIn(harness.readAll("anomalies"));
  await harness.write("resource", later, { partition: 0 });
  await harness.settled();
  await harness.close();
  return { before, all: verdictsIn(harness.readAll("anomalies")) };
}

/** Wherever the events lay; sorted. */
function verdictsIn(anomalies: readonly LogRecord[]): readonly string[] {
  return anomaliesOf(anomalies)
    .map(({ detector, container, score, time }) => `${detector} ${container?.image} ${score} ${time}`)
    .toSorted();
}

async function state(
  application: string,
  more: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<string> {
  const { PATH = "" } = process.env;
  const env = { PATH, ...environment(application), ...more };
  const { stdout } = await promisify(execFile)(process.execPath, [program, "state", ...words], { env });
  return stdout;
}

function environment(application: string): Record<string, string> {
  return {
    KAFKA_BROKER: broker?.address ?? "",
    PICKET_STATE: redis?.url ?? "",
    PICKET_STATE_PREFIX: "first:",
    PICKET_APPLICATION_ID: application,
    PICKET_ALERTS: "false",
    PICKET_PARTITIONS: "2",
    PICKET_TOPIC_RESOURCE: `${application}-events`,
    PICKET_TOPIC_FREQUENCY: `${application}-frequency`,
    PICKET_TOPIC_ANOMALIES: `${application}-anomalies`,
    PICKET_TOPIC_DEAD_LETTERS: `${application}-dead-letters`,
    WARMUP_SIZE: "200",
  };
}
