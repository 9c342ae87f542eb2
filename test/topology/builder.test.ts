/** The typed builder: inert, frozen, branching freely, and what it refuses with the line that declared it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { topology } from "../../topology/builder.ts";
import { pathTo } from "../../topology/nodes.ts";
import { deadLetterTopic, input, internal } from "../../topology/topics.ts";
import { bytes, dead, idle, keyed, number, numbers, quiet, raw, single } from "./declared.ts";

const source = readFileSync(import.meta.filename, "utf8").split("\n");
const empty = topology("test");
const ingest = empty.stage("ingest", (stage) =>
  stage
    .consume(raw)
    .keyBy("parity", () => "even")
    .otherwise(dead)
    .forward(keyed),
);

describe("a topology", () => {
  it("is declared without doing anything", () => {
    let opened = 0;
    const open = () => {
      opened += 1;
      return number();
    };
    const fail = () => assert.fail("a step ran");
    empty.stage("only", (stage) =>
      stage
        .consume(raw)
        .decode("number", open)
        .filter("some", fail)
        .map("other", fail)
        .keyBy("parity", fail)
        .otherwise(dead)
        .produce(numbers),
    );
    assert.equal(opened, 0);
  });

  it("is frozen, through and through", () => {
    const [stage] = ingest.stages;
    const [end] = stage!.ends;
    for (const part of [ingest, ingest.stages, stage, stage!.ends, end, ...pathTo(end!)]) {
      assert.ok(Object.isFrozen(part), JSON.stringify(part));
    }
  });

  it("stays as it is when something is added to it", () => {
    const one = ingest.stage("one", (stage) =>
      stage.consume(keyed).decode("n", number).otherwise(dead).produce(numbers),
    );
    const two = ingest.stage("two", (stage) =>
      stage.consume(keyed).decode("n", number).otherwise(dead).produce(numbers),
    );
    assert.deepEqual([empty.stages.length, ingest.stages.length], [0, 1]);
    assert.deepEqual(
      one.stages.map(({ name }) => name),
      ["ingest", "one"],
    );
    assert.deepEqual(
      two.stages.map(({ name }) => name),
      ["ingest", "two"],
    );
  });

  it("branches a stream without one branch hearing of the other", () => {
    const branched = empty.stage("branched", (stage) => {
      const trunk = stage.consume(raw).decode("number", number).otherwise(dead);
      const left = trunk.filter("left", () => true).map("half", (n) => n / 2);
      const right = trunk.filter("right", () => true).keyBy("parity", () => "even");
      return [left.produce(numbers), right.forward(keyed)];
    });
    const paths = branched.stages[0]!.ends.map((end) => pathTo(end));
    assert.deepEqual(
      paths.map((path) => path.map((step) => ("name" in step ? step.name : step.kind))),
      [
        ["consume", "number", "left", "half"],
        ["consume", "number", "right", "parity"],
      ],
    );
    assert.equal(paths[0]![1], paths[1]![1], "what they share is declared, and run, once");
  });

  it("may be run in part", () => {
    const whole = ingest.stage("next", (stage) =>
      stage.consume(keyed).decode("n", number).otherwise(dead).produce(numbers),
    );
    assert.deepEqual(whole.only(["next"]).stages, [whole.stages[1]]);
    assert.throws(
      () => whole.only(["next", "last"]),
      (error) =>
        hasCode(error, "TOPOLOGY_INVALID") && /no stage last; the stages are: ingest, next/.test(error.message),
    );
  });
});

describe("a declaration that cannot run is refused, with step and line:", () => {
  it("a stage's name that cannot be part of a group's", () => {
    refused(/"Not Good" is not lower-case words/, () =>
      empty.stage("Not Good", (stage) => stage.consume(raw).produce(bytes)),
    );
  });

  it("a stage that nothing comes out of", () => {
    refused(/the stage "endless" has no end/, () => empty.stage("endless", () => []));
  });

  it("two stages of one name", () => {
    refused(/two stages named "ingest"/, () => ingest.stage("ingest", (stage) => stage.consume(raw).produce(bytes)));
  });

  it("a stage that consumes nothing", () => {
    refused(/the stage "idle" consumes no topic/, () => empty.stage("idle", (stage) => stage.consume().produce(bytes)));
  });

  it("a stage that consumes a topic twice", () => {
    refused(/"double" consumes a topic twice/, () =>
      empty.stage("double", (stage) => stage.consume(raw, raw).produce(bytes)),
    );
  });

  it("a stage that consumes in two places", () => {
    refused(/"torn" consumes more than once/, () =>
      empty.stage("torn", (stage) => [stage.consume(raw).produce(bytes), stage.consume(other).produce(bytes)]),
    );
  });

  it("an internal topic that nobody forwards to", () => {
    refused(/"lost" consumes "keyed", which no stage before it forwards to/, () =>
      empty.stage("lost", (stage) => stage.consume(keyed).otherwise(dead).produce(bytes)),
    );
  });

  it("a stage that consumes what it forwards to", () => {
    refused(/"loop" consumes "keyed", which no stage before it forwards to/, () =>
      empty.stage("loop", (stage) => stage.consume(keyed).otherwise(dead).forward(keyed)),
    );
  });

  it("an internal topic that two stages consume", () => {
    const reader = ingest.stage("reader", (stage) => stage.consume(keyed).otherwise(dead).produce(bytes));
    refused(/"keyed" is consumed by two stages/, () =>
      reader.stage("second", (stage) => stage.consume(keyed).otherwise(dead).produce(bytes)),
    );
  });

  it("an internal topic that is declared twice", () => {
    const twin = internal("keyed", { keyedBy: "parity" });
    refused(/"keyed" is declared twice/, () =>
      ingest.stage("reader", (stage) => stage.consume(twin).otherwise(dead).produce(bytes)),
    );
  });

  it("two detectors of one name in a stage", () => {
    refused(/two detectors or processors named "same"/, () =>
      ingest.stage("twins", (stage) =>
        stage
          .consume(keyed)
          .decode("n", number)
          .otherwise(dead)
          .detect(quiet("same"), quiet("same"))
          .map("event", ({ event }) => event)
          .produce(numbers),
      ),
    );
  });

  it("a detector and a processor of one name in a stage", () => {
    refused(/two detectors or processors named "same"/, () =>
      ingest.stage("twins", (stage) => {
        const values = stage.consume(keyed).decode("n", number).otherwise(dead);
        return [
          values
            .detect(quiet("same"))
            .map("event", ({ event }) => event)
            .produce(numbers),
          values.process(idle("same")).produce(numbers),
        ];
      }),
    );
  });

  it("a processor of the name under which a partition's time is kept", () => {
    refused(/the name "clock" is Picket's own/, () =>
      ingest.stage("timely", (stage) =>
        stage.consume(keyed).decode("n", number).otherwise(dead).process(idle("clock")).produce(numbers),
      ),
    );
  });

  it("a processor where nothing tells the time", () => {
    refused(/"timeless" has a processor, but only internal topics tell the time/, () =>
      empty.stage("timeless", (stage) => {
        const values = stage.consume(raw).decode("n", number).otherwise(dead).keyBy("any", String);
        return values.process(idle("waiting")).produce(numbers);
      }),
    );
  });

  it("states below a processor", () => {
    for (const below of ["process", "detect"] as const) {
      refused(/"deep" keeps states below a processor/, () =>
        ingest.stage("deep", (stage) => {
          const first = stage.consume(keyed).decode("n", number).otherwise(dead).process(idle("first"));
          if (below === "process") return first.process(idle("second")).produce(numbers);
          const found = first.detect(quiet("second"));
          return found.map("event", ({ event }) => event).produce(numbers);
        }),
      );
    }
  });

  it("a forward of values that have no bytes of their own", () => {
    refused(/below split\(\) values have no bytes of their own: \.forwardAs/, () =>
      empty.stage("pieces", (stage) => {
        const digits = stage.consume(raw).decode("n", number).otherwise(dead).split("digits", String);
        return digits.keyBy("itself", (digit) => digit).forward(keyed);
      }),
    );
    refused(/below process\(\) values have no bytes of their own/, () =>
      ingest.stage("made", (stage) => {
        const made = stage.consume(keyed).decode("n", number).otherwise(dead).process(idle("maker"));
        return made.forward(single);
      }),
    );
  });

  it("a detect without detectors", () => {
    refused(/detect\(\) names no detector/, () =>
      ingest.stage("blind", (stage) =>
        stage
          .consume(keyed)
          .decode("n", number)
          .otherwise(dead)
          .detect()
          .map("event", ({ event }) => event)
          .produce(numbers),
      ),
    );
  });

  it("a step that may reject, where nothing says what becomes of what it rejects", () => {
    refused(/"careless" reads events that may be unreadable/, () =>
      empty.stage("careless", (stage) => stage.consume(raw).decode("n", number).produce(numbers)),
    );
  });

  it("two topics of dead letters in a stage", () => {
    const grave = deadLetterTopic("grave");
    refused(/the stage "split" names two topics of dead letters, "dead" and "grave"/, () =>
      empty.stage("split", (stage) => {
        const all = stage.consume(raw);
        return [all.otherwise(dead).produce(bytes), all.otherwise(grave).produce(bytes)];
      }),
    );
  });
});

const other = input("other");

/** The message begins with the place, and at that place of this file the declaration stands. */
function refused(what: RegExp, declare: () => unknown): void {
  assert.throws(declare, (error) => {
    assert.ok(hasCode(error, "TOPOLOGY_INVALID"), String(error));
    assert.match(error.message, what);
    const [, line = ""] =
      /^test\/topology\/builder\.test\.ts:(\d+): /.exec(error.message) ?? assert.fail(error.message);
    assert.match(source[Number(line) - 1] ?? "", /\.(stage|consume|detect|process|forward)\(/, error.message);
    return true;
  });
}
