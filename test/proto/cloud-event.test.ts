/** The headers of CloudEvents' binary mode, and the times in them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cloudEventHeaders } from "../../proto/codecs/cloud-event.ts";
import { fromTimestamp, parseRfc3339, rfc3339, toTimestamp } from "../../proto/codecs/timestamp.ts";

test("a record is a CloudEvent by its headers", () => {
  const headers = cloudEventHeaders({
    id: "resource-per-container:resource:3:123456",
    source: "/picket",
    type: "picket.v1.Anomaly",
    time: 1_767_225_600_000,
    contentType: "application/json",
  });
  assert.deepEqual(
    headers.map(([name, bytes]) => [name, bytes.toString()]),
    [
      ["ce_specversion", "1.0"],
      ["ce_id", "resource-per-container:resource:3:123456"],
      ["ce_source", "/picket"],
      ["ce_type", "picket.v1.Anomaly"],
      ["ce_time", "2026-01-01T00:00:00Z"],
      ["content-type", "application/json"],
    ],
  );
});

test("times have no fraction digits, or three", () => {
  assert.equal(rfc3339(0), "1970-01-01T00:00:00Z");
  assert.equal(rfc3339(1), "1970-01-01T00:00:00.001Z");
  assert.equal(rfc3339(1_767_225_600_100), "2026-01-01T00:00:00.100Z");
  assert.equal(rfc3339(-1), "1970-01-01T00:00:00Z");
  assert.equal(rfc3339(Infinity), "9999-12-31T23:59:59.999Z");
});

test("times are read as RFC 3339 has them", () => {
  assert.equal(parseRfc3339("2026-01-01T00:00:00.1Z"), 1_767_225_600_100);
  assert.equal(parseRfc3339("2026-01-01T02:00:00.123456789+02:00"), 1_767_225_600_123);
  for (const text of [
    "",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-13-01T00:00:00Z",
    "2026-01-01T25:00:00Z",
    "1767225600",
  ]) {
    assert.equal(parseRfc3339(text), undefined, text);
  }
});

test("timestamps hold seconds and nanoseconds", () => {
  assert.deepEqual(toTimestamp(1_767_225_600_123), { seconds: 1_767_225_600, nanos: 123_000_000 });
  assert.equal(fromTimestamp(1_767_225_600, 123_999_999), 1_767_225_600_123);
  assert.equal(fromTimestamp(-1, 500_000_000), -500);
});
