/** Trace context in Kafka headers: what is valid, what is dropped, and that it comes out as it went in. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Header } from "../../log/port.ts";
import { isTraceparent, partsOf, traceContextOf, traceHeaders } from "../../telemetry/propagation.ts";

const valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

function headers(fields: Readonly<Record<string, string>>): Header[] {
  return Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)]);
}

describe("trace context in headers", () => {
  it("is read beside other headers", () => {
    assert.deepEqual(traceContextOf(headers({ id: "x", traceparent: valid, tracestate: "a=1,b=2" })), {
      traceparent: valid,
      tracestate: "a=1,b=2",
    });
  });

  it("comes out as it went in", () => {
    for (const context of [{ traceparent: valid }, { traceparent: valid, tracestate: "congo=t61rcWkgMzE" }]) {
      assert.deepEqual(traceContextOf(traceHeaders(context)), context);
    }
    assert.deepEqual(traceHeaders(undefined), []);
  });

  it("is absent without headers, without traceparent, and with two of them", () => {
    assert.equal(traceContextOf([]), undefined);
    assert.equal(traceContextOf(headers({ tracestate: "a=1" })), undefined);
    assert.equal(traceContextOf([...headers({ traceparent: valid }), ...headers({ traceparent: valid })]), undefined);
  });

  it("joins several tracestate headers, and drops an empty or too long one", () => {
    const parent = headers({ traceparent: valid });
    const joined = traceContextOf([...parent, ...headers({ tracestate: "a=1" }), ...headers({ tracestate: "b=2" })]);
    assert.equal(joined?.tracestate, "a=1,b=2");
    assert.deepEqual(traceContextOf([...parent, ...headers({ tracestate: " " })]), { traceparent: valid });
    assert.deepEqual(traceContextOf([...parent, ...headers({ tracestate: "a=".padEnd(513, "x") })]), {
      traceparent: valid,
    });
  });
});

describe("a traceparent", () => {
  it("has four fields in version 00", () => {
    assert.ok(isTraceparent(valid));
    assert.ok(!isTraceparent(`${valid}-00`));
  });

  it("may have more behind them in a later version", () => {
    const later = `cc${valid.slice(2)}-what-the-future-will-be-like`;
    assert.ok(isTraceparent(later));
    assert.deepEqual(partsOf(later), partsOf(valid));
    assert.ok(!isTraceparent(`cc${valid.slice(2)}.more`));
  });

  for (const wrong of [
    "",
    "00",
    `ff${valid.slice(2)}`,
    valid.toUpperCase(),
    valid.slice(0, -1),
    ` ${valid}`,
    `${valid}\n`,
    valid.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
    valid.replace("00f067aa0ba902b7", "0".repeat(16)),
    valid.replace("4bf9", "4bg9"),
    valid.replaceAll("-", "_"),
  ]) {
    it(`is not ${JSON.stringify(wrong)}`, () => assert.ok(!isTraceparent(wrong)));
  }

  it("has parts", () => {
    assert.deepEqual(partsOf(valid), {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      flags: 1,
    });
  });
});
