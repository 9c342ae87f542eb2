/** What prometheus-kafka-adapter writes, and what it should never write. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeAdapterSample } from "../../../sources/prometheus/encode.ts";
import { adapterDecoder } from "../../../sources/prometheus/kafka-adapter.ts";
import { Rejection, type RejectionReason } from "../../../topology/rejection.ts";
import { keep } from "./plain.ts";

const labels = { __name__: "node_cpu_seconds_total", cpu: "0", mode: "idle", node: "worker-1", empty: "" };
const good = { timestamp: "2026-01-01T00:00:00Z", value: "9876543210", name: "node_cpu_seconds_total", labels };
const decoder = adapterDecoder(10_000);

function read(record: unknown) {
  const sample = decoder.decode(Buffer.from(typeof record === "string" ? record : JSON.stringify(record)));
  return sample instanceof Rejection ? sample : keep("cpu", "empty", "nowhere", "constructor")(sample);
}

function reasonOf(record: unknown): RejectionReason | undefined {
  const sample = read(record);
  return sample instanceof Rejection ? sample.reason : undefined;
}

describe("a sample of prometheus-kafka-adapter", () => {
  it("has name, value, time and labels; an empty label is none", () => {
    assert.deepEqual(read(good), {
      name: "node_cpu_seconds_total",
      value: 9_876_543_210,
      time: Date.parse("2026-01-01T00:00:00Z"),
      isStale: false,
      labels: { cpu: "0", empty: undefined, nowhere: undefined, constructor: undefined },
    });
  });

  it("is what we write ourselves, its time cut to seconds", () => {
    const sample = decoder.decode(encodeAdapterSample(labels, { value: 1e21, time: 1_767_225_600_999 }));
    assert.ok(!(sample instanceof Rejection));
    assert.deepEqual([sample.value, sample.time, sample.label("mode")], [1e21, 1_767_225_600_000, "idle"]);
  });

  for (const [text, value] of [
    ["0", 0],
    ["-1.5", -1.5],
    ["1e-7", 1e-7],
    ["1e+06", 1e6],
    ["+Inf", Infinity],
    ["-Inf", -Infinity],
  ] as const) {
    it(`has the value ${text}`, () => {
      const sample = read({ ...good, value: text });
      assert.ok(!(sample instanceof Rejection));
      assert.deepEqual([sample.value, sample.isStale], [value, false]);
    });
  }

  it("is stale where its value is NaN: the adapter's text does not tell the marker from other NaN", () => {
    const sample = read({ ...good, value: "NaN" });
    assert.ok(!(sample instanceof Rejection));
    assert.deepEqual([sample.value, sample.isStale], [NaN, true]);
  });

  for (const value of ["", " 1", "1 ", "0x10", "1_000", "one", "Infinity", "nan", "1e", ".", null, 7, [], {}]) {
    it(`is malformed with the value ${JSON.stringify(value)}`, () => {
      assert.equal(reasonOf({ ...good, value }), "malformed");
    });
  }

  for (const [field, wrong] of [
    ["timestamp", [null, "", 0, "yesterday", "2026-01-01", "2026-13-01T00:00:00Z"]],
    ["name", [null, "", 7]],
    ["labels", [null, [], "node", 7]],
  ] as const) {
    it(`is malformed without a sound ${field}`, () => {
      assert.equal(reasonOf({ ...good, [field]: undefined }), "malformed");
      for (const value of wrong)
        assert.equal(reasonOf({ ...good, [field]: value }), "malformed", JSON.stringify(value));
    });
  }

  it("is malformed where it is no JSON object, or half of one", () => {
    const line = JSON.stringify(good);
    for (const text of ["null", "[]", "7", '"text"', "{", "{}", line.slice(0, -1), line.slice(20), `${line}${line}`]) {
      assert.equal(reasonOf(text), "malformed", text);
    }
  });

  it("has no label whose value is no text", () => {
    const sample = read({ ...good, labels: { cpu: 0, empty: null } });
    assert.ok(!(sample instanceof Rejection));
    assert.deepEqual(Object.values(sample.labels), [undefined, undefined, undefined, undefined]);
  });

  it("is not read where it is empty or too large", () => {
    assert.equal(reasonOf(""), "empty");
    assert.equal(reasonOf({ ...good, labels: { ...labels, long: "x".repeat(10_000) } }), "too_large");
  });
});
