/** A topology as text, JSON and Mermaid. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { topology } from "../../topology/builder.ts";
import { describeTopology, topologyMermaid, topologyText } from "../../topology/describe.ts";
import { output } from "../../topology/topics.ts";
import { dead, idle, keyed, number, numbers, quiet, raw, single } from "./declared.ts";

const declared = topology("sorting")
  .stage("ingest", (stage) => {
    const all = stage
      .consume(raw)
      .decode("a number", number)
      .otherwise(dead)
      .timestampBy("its time", () => 0);
    return [
      all
        .filter("small ones", (n) => n < 10, "too_large")
        .keyBy("parity", () => "even")
        .forward(keyed),
      all
        .split("digits", String)
        .keyBy("nothing", () => "all")
        .forwardAs(single, "a digit", (digit) => Buffer.from(digit)),
    ];
  })
  .stage("judge", (stage) =>
    stage
      .consume(keyed)
      .decode("a number", number)
      .otherwise(dead)
      .detect(quiet("per-key"), quiet("of-all", "global"))
      .map("the number", ({ event }) => event)
      .produce(numbers),
  );
const requests = output("requests", numbers.carries, { isSigned: true });
const processed = topology("counting")
  .stage("ingest", (stage) =>
    stage
      .consume(raw)
      .otherwise(dead)
      .keyBy("nothing", () => "all")
      .forward(keyed),
  )
  .stage("count", (stage) =>
    stage.consume(keyed).decode("a number", number).otherwise(dead).process(idle("windows")).produce(requests),
  );
const description = describeTopology(declared, (topic) => `my.${topic.name}`);

describe("a described topology", () => {
  it("as text", () => {
    assert.equal(
      topologyText(description).replaceAll(/\(test\/topology\/describe\.test\.ts:\d+\)/g, "(here)"),
      `topology sorting

stage ingest  (here)
  consumes my.raw
    decodes a number
    takes the time from its time
    branch 1
      keeps small ones
      keys by parity
      forwards to my.keyed (key: parity)
    branch 2
      splits into digits
      keys by nothing
      forwards to my.single (key: nothing, 1 partition), as a digit
  what cannot be read goes to my.dead

stage judge  (here)
  consumes my.keyed (key: parity)
    decodes a number
    detects with per-key (none, profile quiet, a state per container)
    detects with of-all (none, profile quiet, one state for all)
    maps to the number
    produces my.numbers (test.Number)
  what cannot be read goes to my.dead
`,
    );
  });

  it("as a Mermaid flow chart", () => {
    assert.equal(
      topologyMermaid(description),
      `flowchart LR
  stage_ingest["<b>ingest</b>"]
  stage_judge["<b>judge</b><br/>per-key<br/>of-all"]
  topic_my_raw(["my.raw"])
  topic_my_keyed(["my.keyed<br/>key: parity"])
  topic_my_single(["my.single<br/>key: nothing"])
  topic_my_dead(["my.dead"])
  topic_my_numbers(["my.numbers"])
  topic_my_raw --> stage_ingest
  stage_ingest --> topic_my_keyed
  stage_ingest --> topic_my_single
  stage_ingest -.-> topic_my_dead
  topic_my_keyed --> stage_judge
  stage_judge --> topic_my_numbers
  stage_judge -.-> topic_my_dead
`,
    );
  });

  it("with its processors", () => {
    const counting = describeTopology(processed, ({ name }) => name);
    assert.match(
      topologyText(counting),
      /\n {4}processes with windows \(a state per key\)\n {4}produces requests \(test\.Number, signed\)/,
    );
    assert.match(topologyMermaid(counting), /stage_count\["<b>count<\/b><br\/>windows"\]/);
    assert.equal(counting.stages[1]?.flows[0]?.to.isSigned, true);
    assert.deepEqual(counting.stages[1]?.steps[1]?.processor, { name: "windows", version: "1" });
  });

  it("as JSON, with the line of every step", () => {
    const [ingest, judge] = JSON.parse(JSON.stringify(description, hideLines)).stages;
    assert.deepEqual(ingest, {
      name: "ingest",
      declaredAt: "here",
      consumes: [{ topic: "my.raw", role: "input" }],
      steps: [
        { step: "decode", what: "a number", declaredAt: "here" },
        { step: "timestamp", what: "its time", declaredAt: "here" },
      ],
      flows: [
        {
          steps: [
            { step: "filter", what: "small ones", declaredAt: "here" },
            { step: "key", what: "parity", declaredAt: "here" },
          ],
          end: "forward",
          to: { topic: "my.keyed", role: "internal", keyedBy: "parity" },
        },
        {
          steps: [
            { step: "split", what: "digits", declaredAt: "here" },
            { step: "key", what: "nothing", declaredAt: "here" },
          ],
          end: "forward",
          as: "a digit",
          to: { topic: "my.single", role: "internal", keyedBy: "nothing", partitions: 1 },
        },
      ],
      deadLetters: { topic: "my.dead", role: "dead-letters" },
    });
    assert.deepEqual(judge.steps[1], {
      step: "detect",
      what: "per-key, of-all",
      declaredAt: "here",
      detectors: [
        { name: "per-key", model: "none", profile: "quiet", scope: "container" },
        { name: "of-all", model: "none", profile: "quiet", scope: "global" },
      ],
    });
    assert.deepEqual(judge.flows, [
      { steps: [], end: "produce", to: { topic: "my.numbers", role: "output", carries: "test.Number" } },
    ]);
  });
});

/** Lines move with every edit of this file. */
function hideLines(_name: string, value: unknown): unknown {
  return typeof value === "string" ? value.replace(/^test\/topology\/describe\.test\.ts:\d+$/, "here") : value;
}
