/** Anomalies on the wire: the canonical JSON to the byte, both forms there and back, and what is no anomaly. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { anomalyFormats } from "../../proto/codecs/anomaly-format.ts";
import { anomalyFromJson, anomalyToJson } from "../../proto/codecs/anomaly-json.ts";
import { anomalyFromProtobuf, anomalyToProtobuf } from "../../proto/codecs/anomaly-protobuf.ts";
import { picket } from "../../proto/generated/messages.js";
import { Random } from "../../simulate/random.ts";
import { randomAnomaly } from "./random-anomaly.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

const anomaly: Anomaly = {
  id: "resource-per-container:resource:3:123456",
  detector: "resource-per-container",
  model: "hst",
  profile: "river",
  container: { image: "shop/cart:1.4.2", id: "c1" },
  node: "worker-1",
  score: 0.9871234,
  threshold: 0.95,
  severity: "high",
  time: 1_767_225_600_120,
  process: { pid: 4242, ppid: 1, comm: "xmrig", user: "root", uid: 0, gid: 0 },
  reasons: [
    { feature: "cpu_ns", value: 5e9, usualLow: 0, usualHigh: 1e6, share: 0.75 },
    { feature: "bytes_read", value: 0, usualLow: 10.5, usualHigh: Infinity, share: 0.25 },
  ],
  source: { topic: "resource", partition: 3, offset: 123_456 },
};

const json = [
  '{"id":"resource-per-container:resource:3:123456","detector":"resource-per-container","model":"hst","profile":"river",',
  '"container":{"image":"shop/cart:1.4.2","id":"c1"},"node":"worker-1","score":0.9871234,"threshold":0.95,',
  '"severity":"SEVERITY_HIGH","time":"2026-01-01T00:00:00.120Z",',
  '"process":{"pid":4242,"ppid":1,"comm":"xmrig","user":"root"},',
  '"reasons":[{"feature":"cpu_ns","value":5000000000,"usual":{"high":1000000},"share":0.75},',
  '{"feature":"bytes_read","usual":{"low":10.5,"high":"Infinity"},"share":0.25}],',
  '"source":{"topic":"resource","partition":3,"offset":"123456"}}',
].join("");

test("the JSON is canonical, to the byte", () => {
  assert.equal(anomalyToJson(anomaly), json);
});

test("defaults are left out, messages that are set are not", () => {
  const empty: Anomaly = {
    id: "",
    detector: "",
    model: "",
    profile: "",
    container: undefined,
    node: "",
    score: -0,
    threshold: NaN,
    severity: "low",
    time: 0,
    process: { pid: 0, ppid: 0, comm: "", user: "", uid: 0, gid: 0 },
    reasons: [],
    source: { topic: "", partition: 0, offset: 0 },
  };
  const expected =
    '{"threshold":"NaN","severity":"SEVERITY_LOW","time":"1970-01-01T00:00:00Z","process":{},"source":{}}';
  assert.equal(anomalyToJson(empty), expected);
  assert.deepEqual(anomalyFromJson(expected), { ...empty, score: 0 });
  assert.deepEqual(anomalyFromProtobuf(anomalyToProtobuf(empty)), { ...empty, score: 0 });
});

test(`anomalies come back in both forms, the same bytes each time (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  for (let round = 0; round < 2000; round++) {
    const one = randomAnomaly(random);
    for (const format of Object.values(anomalyFormats)) {
      const bytes = format.encode(one);
      const back = format.decode(bytes);
      assert.deepEqual(back, one, `seed "${seed}", round ${round}, ${format.contentType}`);
      assert.deepEqual(format.encode(back), bytes);
    }
  }
});

test("what another writer of the mapping may write is read", () => {
  const spelled = JSON.parse(json);
  const other = {
    ...spelled,
    severity: 3,
    score: "0.9871234",
    time: "2026-01-01T02:00:00.120000000+02:00",
    source: { offset: 123_456, partition: "3", topic: "resource" },
    process: { ...spelled.process, uid: null },
    addedLater: { by: "a newer version" },
  };
  assert.deepEqual(anomalyFromJson(JSON.stringify(other)), anomaly);
  const entries = Object.entries(spelled).sort(([one], [two]) => (one < two ? -1 : 1));
  assert.deepEqual(anomalyFromJson(JSON.stringify(Object.fromEntries(entries))), anomaly);
});

test("what is no anomaly is refused with its code", () => {
  const spelled = JSON.parse(json);
  const changes = [
    { severity: "SEVERITY_UNSPECIFIED" },
    { time: "yesterday" },
    { score: "much" },
    { process: null },
    { source: { offset: "1.5" } },
    { reasons: {} },
  ];
  const texts = ["", "null", "[]", "{}", ...changes.map((change) => JSON.stringify({ ...spelled, ...change }))];
  for (const text of texts) {
    assert.throws(
      () => anomalyFromJson(text),
      (error) => error instanceof PicketError && error.code === "MESSAGE_INVALID",
      text,
    );
  }
  const bytes = anomalyToProtobuf(anomaly);
  for (const bad of [Buffer.alloc(0), bytes.subarray(0, -3), picket.v1.Anomaly.encode({ id: "x" }).finish()]) {
    assert.throws(
      () => anomalyFromProtobuf(bad),
      (error) => error instanceof PicketError && error.code === "MESSAGE_INVALID",
    );
  }
});

test("a time beyond the year 9999 is the last one that can be written", () => {
  const late = { ...anomaly, time: 2 ** 60 };
  assert.ok(anomalyToJson(late).includes('"time":"9999-12-31T23:59:59.999Z"'));
  assert.equal(anomalyFromProtobuf(anomalyToProtobuf(late)).time, 253_402_300_799_999);
});
