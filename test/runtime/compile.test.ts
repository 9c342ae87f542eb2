import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileStage, type StageSink } from "../../runtime/compile.ts";
import { Envelope } from "../../runtime/envelope.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { topology } from "../../topology/builder.ts";
import type { Detector } from "../../topology/detector.ts";
import type { StageNode } from "../../topology/nodes.ts";
import { Rejection } from "../../topology/rejection.ts";
import { type Carrier, deadLetterTopic, input, internal, output } from "../../topology/topics.ts";

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

function stageOf(declare: Parameters<ReturnType<typeof topology>["stage"]>[1]): StageNode {
  return topology("test").stage("only", declare).stages[0]!;
}

/** @param unwritable what the sink refuses to take. */
async function run(stage: StageNode, values: readonly string[], unwritable?: string) {
  const emitted: string[] = [];
  const rejected: string[] = [];
  const skipped: string[] = [];
  let scored = 0;
  const sink: StageSink = {
    emit: (end, envelope) => {
      const payload = Buffer.isBuffer(envelope.payload) ? envelope.payload.toString() : String(envelope.payload);
      const written = `${end.topic.name}/${envelope.key}/${payload}`;
      if (written === unwritable) throw new Error(`${written} cannot be written`);
      emitted.push(written);
    },
    reject: (_envelope, { reason, detail }) => rejected.push(`${reason}: ${detail}`),
    skip: (reason) => reason !== undefined && skipped.push(reason),
    scored: () => (scored += 1),
  };
  const compiled = await compileStage(stage, sink, { maxClockAheadMs: 60_000 });
  const origin = { topic: "raw", partition: 0, state: new PartitionState(Infinity) };
  for (const [offset, value] of values.entries()) {
    compiled.push(new Envelope(origin, offset, "", 1e12, Buffer.from(value), undefined));
  }
  // Copies: what came out only after push returned must not count.
  return { emitted: [...emitted], rejected: [...rejected], skipped: [...skipped], scored };
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
