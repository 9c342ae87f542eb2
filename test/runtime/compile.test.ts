/** A declaration as it runs: branches, rejections, times, keys, states and what goes out. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileStage, type StageSink } from "../../runtime/compile.ts";
import { Envelope } from "../../runtime/envelope.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { noVersions } from "../../topology/advisor.ts";
import { topology } from "../../topology/builder.ts";
import type { Detector } from "../../topology/detector.ts";
import type { StageNode } from "../../topology/nodes.ts";
import type { Processor } from "../../topology/processor.ts";
import { Rejection } from "../../topology/rejection.ts";
import { type Carrier, deadLetterTopic, input, internal, output } from "../../topology/topics.ts";
import { windowCounter } from "./window-counter.ts";

const numbers = () => ({
  name: "numbers",
  decode: (bytes: Buffer) => (bytes.length > 0 ? Number(bytes.toString()) : new Rejection("empty", "no bytes")),
});
const numberFormat = { contentType: "text/plain", encode: (value: number) => Buffer.from(String(value)) };
const numberCarrier: Carrier<number> = {
  type: "number",
  formats: { json: numberFormat, protobuf: numberFormat },
  idOf: String,
  timeOf: () => 0,
  factsOf: () => ({
    detector: "",
    severity: "",
    score: 0,
    containerImage: "",
    source: { topic: "", partition: 0, offset: 0 },
  }),
};
const raw = input("raw");
const keyed = internal("keyed", { keyedBy: "parity" });
const odd = internal("odd", { keyedBy: "nothing" });
const found = output<number>("found", numberCarrier);
const dead = deadLetterTopic("dead");

describe("a compiled stage", () => {
  it("runs every branch to its end before push returns, each step once", async () => {
    let decoded = 0;
    const counting = () => ({
      name: "counting",
      decode: (bytes: Buffer) => {
        decoded += 1;
        return numbers().decode(bytes);
      },
    });
    const stage = stageOf((from) => {
      const values = from.consume(raw).decode("number", counting).otherwise(dead);
      return [
        values.keyBy("parity", (n) => (n % 2 === 0 ? "even" : "odd"), "none").forward(keyed),
        values.keyBy("odd ones", (n) => (n % 2 === 0 ? undefined : "odd"), "even").forward(odd),
      ];
    });
    const seen = await run(stage, ["1", "2", "3"]);
    assert.deepEqual(seen.emitted, ["keyed/odd/1", "odd/odd/1", "keyed/even/2", "keyed/odd/3", "odd/odd/3"]);
    assert.deepEqual(seen.skipped, ["even"]);
    assert.equal(decoded, 3);
  });

  it("rejects what a decoder cannot read and what a step throws on, and goes on", async () => {
    const stage = stageOf((from) =>
      from
        .consume(raw)
        .decode("number", numbers)
        .keyBy("any", (n) => n.toString(), "none")
        .map("fussy", (n) => {
          if (n === 2) throw new Error("not two");
          return n;
        })
        .otherwise(dead)
        .produce(found),
    );
    const seen = await run(stage, ["", "1", "2", "3"]);
    assert.deepEqual(seen.emitted, ["found/1/1", "found/3/3"]);
    assert.deepEqual(seen.rejected, ["empty: no bytes", "step_failed: fussy: Error: not two"]);
  });

  it("rejects an event that cannot be written, and goes on, in every branch", async () => {
    const stage = stageOf((from) => {
      const values = from.consume(raw).decode("number", numbers).otherwise(dead).keyBy("any", String);
      return [values.forward(keyed), values.forward(odd)];
    });
    const seen = await run(stage, ["1", "2", "3"], "keyed/2/2");
    assert.deepEqual(seen.emitted, ["keyed/1/1", "odd/1/1", "odd/2/2", "keyed/3/3", "odd/3/3"]);
    assert.deepEqual(seen.rejected, ["step_failed: to keyed: Error: keyed/2/2 cannot be written"]);
  });

  it("takes an event's own time, or its record's where it has none, and rejects one from the future", async () => {
    const times: number[] = [];
    const stage = stageOf((from) =>
      from
        .consume(raw)
        .decode("number", numbers)
        .timestampBy("itself", (n) => n)
        .map("note", (n, context) => {
          times.push(context.time);
          return n;
        })
        .otherwise(dead)
        .produce(found),
    );
    const seen = await run(stage, ["0", "999999999999", "1000000059999", "1000000060001"]);
    assert.deepEqual(times, [1e12, 999_999_999_999, 1_000_000_059_999]);
    assert.deepEqual(seen.rejected, ["time_ahead: The event's time is 60 s ahead of its record's."]);
  });

  it("gives each detector a state per key, and lets only findings on", async () => {
    const stage = stageOf((from) =>
      from
        .consume(raw)
        .decode("number", numbers)
        .keyBy("parity", (n) => (n % 2 === 0 ? "even" : "odd"), "none")
        .detect(everySecond("second"), everySecond("again"))
        .map("what", (finding) => finding.event)
        .otherwise(dead)
        .produce(found),
    );
    const seen = await run(stage, ["1", "3", "2", "5", "7"]);
    assert.deepEqual(seen.emitted, ["found/odd/3", "found/odd/3", "found/odd/7", "found/odd/7"]);
    assert.equal(seen.scored, 10);
  });
});

describe("a stage that makes many values of one event", () => {
  const digits = (n: number): (number | Rejection)[] =>
    Array.from(String(n), (digit) => (digit === "0" ? new Rejection("malformed", "A zero.") : Number(digit)));

  it("sends each on for itself, in order, and rejects once for each reason what could not be read", async () => {
    const stage = stageOf((from) => {
      const split = from.consume(raw).decode("number", numbers).otherwise(dead).map("digits", digits).split("digits");
      return [
        split.keyBy("parity", (n) => (n % 2 === 0 ? "even" : "odd")).forwardAs(keyed, "number", numberFormat.encode),
        split.map("square", (n) => n * n).produce(found),
      ];
    });
    const seen = await run(stage, ["12", "0", "304050"]);
    const encoded = ["1", "2", "3", "4", "5"].map((n) => `keyed/${Number(n) % 2 === 0 ? "even" : "odd"}/${n}`);
    const squares = ["1", "4", "9", "16", "25"].map((n) => `found//${n}`);
    assert.deepEqual(
      seen.emitted,
      encoded.flatMap((one, index) => [one, squares[index]]),
    );
    assert.deepEqual(seen.rejected, ["malformed: A zero.", "malformed: A zero. And 2 more like it."]);
  });

  it("rejects a record that cannot be split, and goes on", async () => {
    const stage = stageOf((from) =>
      from
        .consume(raw)
        .decode("number", numbers)
        .otherwise(dead)
        .split("fussy", (n) => {
          if (n === 2) throw new Error("not two");
          return digits(n);
        })
        .produce(found),
    );
    const seen = await run(stage, ["11", "2", "33"]);
    assert.deepEqual(seen.emitted, ["found//1", "found//1", "found//3", "found//3"]);
    assert.deepEqual(seen.rejected, ["step_failed: fussy: Error: not two"]);
  });
});

describe("a stage with a processor", () => {
  const traces: unknown[] = [];

  function counting(): StageNode {
    traces.length = 0;
    const declared = topology("test").stage("ingest", (from) =>
      from
        .consume(raw)
        .otherwise(dead)
        .keyBy("one", (bytes) => bytes.toString())
        .forward(keyed),
    );
    const counted = declared.stage("count", (from) => {
      const counts = from.consume(keyed).map("text", String).otherwise(dead).process(windowCounter);
      return [
        counts
          .map("count", ({ count }, { time, source }) => (traces.push([time, source.topic, source.offset]), count))
          .produce(found),
        counts.keyBy("all", () => "all").forwardAs(odd, "count", ({ key, count }) => Buffer.from(`${key}=${count}`)),
      ];
    });
    return counted.stages[1]!;
  }

  it("emits at events, and when time has passed, by key", async () => {
    const { push, pass, emitted } = await running(counting());
    pass(1_000_000, 0);
    for (const key of ["b", "a", "c"]) push(key, "event", 1);
    pass(1_005_000, 2);
    for (let i = 0; i < 99; i++) push("b", `event ${i}`, 3);
    assert.deepEqual(emitted.splice(0), ["found/b/100", "odd/all/b=100"]);
    pass(1_009_999, 4);
    assert.deepEqual(emitted, []);
    pass(1_010_000, 5);
    assert.deepEqual(
      emitted.splice(0),
      ["a", "b", "c"].flatMap((key) => {
        const count = key === "b" ? 100 : 1;
        return [`found/${key}/${count}`, `odd/all/${key}=${count}`];
      }),
    );
    pass(1_030_000, 6);
    assert.deepEqual(emitted, [], "none is open any more");
    assert.deepEqual(traces, [[1e12, "raw", 3], ...Array.from({ length: 3 }, () => [1_010_000, "raw", 5])]);
  });

  it("hears of a tick only if it is later than all before", async () => {
    const { push, pass, emitted, state } = await running(counting());
    pass(1_000_000, 0);
    push("a", "event", 1);
    for (const tick of [999_000, 1_000_000, 1_009_999]) pass(tick, 2);
    assert.equal(state.tick, 1_009_999);
    pass(900_000, 3);
    assert.equal(state.tick, 1_009_999);
    assert.deepEqual(emitted, []);
    pass(1_010_001, 4);
    assert.deepEqual(emitted, ["found/a/1", "odd/all/a=1"]);
  });

  it("rejects an event and a tick that it fails on, and goes on", async () => {
    const failing: Processor<string, number> = {
      name: "failing",
      version: "1",
      open() {
        let seen = 0;
        return {
          process(event) {
            seen += 1;
            if (event === "bad") throw new Error("bad event");
          },
          get wakeAt() {
            return seen > 0 ? 5 : Infinity;
          },
          wake({ key }, emit) {
            if (key === "a") throw new Error("bad time");
            emit(seen);
            seen = 0;
          },
          snapshot: () => Uint8Array.of(),
        };
      },
      restore: () => assert.fail(),
    };
    const declared = topology("test")
      .stage("ingest", (from) => from.consume(raw).otherwise(dead).keyBy("one", String).forward(keyed))
      .stage("fail", (from) => from.consume(keyed).map("text", String).otherwise(dead).process(failing).produce(found));
    const { push, pass, emitted, rejected } = await running(declared.stages[1]!);
    for (const key of ["a", "b"]) for (const event of ["good", "bad", "good"]) push(key, event, 1);
    pass(5, 2);
    assert.deepEqual(emitted, ["found/b/3"]);
    const letters = ["failing: Error: bad event", "failing: Error: bad event", "failing at a tick: Error: bad time"];
    assert.deepEqual(
      rejected,
      letters.map((letter) => `step_failed: ${letter}`),
    );
  });
});

function stageOf(declare: Parameters<ReturnType<typeof topology>["stage"]>[1]): StageNode {
  return topology("test").stage("only", declare).stages[0]!;
}

/** @param unwritable what the sink refuses to take. */
async function run(stage: StageNode, values: readonly string[], unwritable?: string) {
  const { push, emitted, rejected, skipped, scored } = await running(stage, unwritable);
  for (const [offset, value] of values.entries()) push("", value, offset);
  // Copies: what came out only after push returned must not count.
  return { emitted: [...emitted], rejected: [...rejected], skipped: [...skipped], scored: scored() };
}

async function running(stage: StageNode, unwritable?: string) {
  const emitted: string[] = [];
  const rejected: string[] = [];
  const skipped: string[] = [];
  let scored = 0;
  const sink: StageSink = {
    muted: false,
    emit: (end, envelope) => {
      const value = end.kind === "forward" && end.as ? end.as.encode(envelope.payload) : envelope.payload;
      const payload = Buffer.isBuffer(value) ? value.toString() : String(value);
      const written = `${end.topic.name}/${envelope.key}/${payload}`;
      if (written === unwritable) throw new Error(`${written} cannot be written`);
      emitted.push(written);
    },
    reject: (_envelope, { reason, detail }) => rejected.push(`${reason}: ${detail}`),
    skip: (reason) => reason !== undefined && skipped.push(reason),
    scored: () => (scored += 1),
  };
  const compiled = await compileStage(stage, sink, { maxClockAheadMs: 60_000 });
  const state = new PartitionState(Infinity);
  const origin = { topic: "raw", partition: 0, state };
  return {
    push: (key: string, value: string, offset: number) =>
      compiled.push(new Envelope(origin, offset, key, 1e12, Buffer.from(value), undefined)),
    pass: (time: number, offset: number) =>
      compiled.pass({ time, versions: noVersions }, { origin, offset, bytes: Buffer.from("tick") }),
    state,
    emitted,
    rejected,
    skipped,
    scored: () => scored,
  };
}

function everySecond(name: string): Detector<number> {
  const open = () => {
    let seen = 0;
    return {
      observe: () => ({
        score: 1,
        threshold: 1,
        anomalous: ++seen % 2 === 0,
        severity: "low" as const,
        reasons: [],
      }),
      snapshot: () => Uint8Array.of(seen),
    };
  };
  return {
    name,
    model: "count",
    profile: "none",
    version: "1",
    scope: "container",
    reads: "numbers",
    accepts: () => true,
    open,
    restore: open,
  };
}
