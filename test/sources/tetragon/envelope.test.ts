/** A line is the same event in whatever shippers wrap around it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tetragonDecoder } from "../../../sources/tetragon/decoder.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { envelopes, lines, otlp, parsedEnvelopes } from "./lines.ts";

const decoder = tetragonDecoder(1024 * 1024);
const decode = (text: string) => decoder.decode(Buffer.from(text));

for (const [name, wrap] of Object.entries(envelopes)) {
  describe(name, () => {
    for (const [kind, line] of Object.entries(lines)) {
      it(`around a line of kind ${kind} changes nothing`, () => {
        assert.deepEqual(decode(wrap(JSON.stringify(line))), decode(JSON.stringify(line)));
      });
    }
  });
}

for (const [name, wrap] of Object.entries(parsedEnvelopes)) {
  describe(name, () => {
    for (const [kind, line] of Object.entries(lines)) {
      // Merged, an event of a kind that is not known cannot be told from what was merged with it.
      if (name === "Fluent Bit, merged" && kind === "tracepoint") continue;
      it(`around a line of kind ${kind} changes nothing`, () => {
        assert.deepEqual(decode(wrap(line)), decode(JSON.stringify(line)));
      });
    }
  });
}

describe("an envelope", () => {
  const exec = JSON.stringify(lines.exec);

  it("of OpenTelemetry holds many lines, each read for itself", () => {
    const found = decode(otlp([{ stringValue: exec }, { stringValue: "half a li" }, {}, { stringValue: exec }]));
    assert.ok(!(found instanceof Rejection));
    assert.deepEqual(
      found.map((one) => (one instanceof Rejection ? one.reason : one.kind)),
      ["exec", "malformed", "malformed", "exec"],
    );
    assert.deepEqual(decode(otlp([])), []);
  });

  it("of CRI with a part of a line is malformed: shippers put parts together", () => {
    const found = decode(`2026-01-01T00:00:00Z stdout P ${exec}`);
    assert.ok(!(found instanceof Rejection) && found[0] instanceof Rejection);
    assert.deepEqual([found[0].reason, found[0].detail], ["malformed", "a part of a line"]);
  });

  it("around a line that says no node does not lend it its own", () => {
    const found = decode(
      JSON.stringify({ message: '{"process_exec":{"process":{}}}', node_name: "worker-7", time: "" }),
    );
    assert.ok(!(found instanceof Rejection) && found[0] instanceof Rejection);
    assert.equal(found[0].reason, "node_missing");
  });

  it("in too many others is malformed, however deep", () => {
    const nested = (depth: number) => {
      let text = exec;
      for (let level = 0; level < depth; level++) text = JSON.stringify({ body: { body: text } });
      return decode(text);
    };
    assert.deepEqual(nested(2), decode(exec));
    const found = nested(6);
    assert.ok(!(found instanceof Rejection) && found[0] instanceof Rejection);
    const deep = decode(`${'{"body":'.repeat(50_000)}1${"}".repeat(50_000)}`);
    assert.ok(!(deep instanceof Rejection) && deep[0] instanceof Rejection);
  });
});
