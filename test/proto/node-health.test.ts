/** The health of nodes on the wire: the canonical JSON to the byte, both forms there and back, and what is none. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import { nodeHealthFormats } from "../../proto/codecs/node-health-format.ts";
import { nodeHealthFromJson, nodeHealthToJson } from "../../proto/codecs/node-health-json.ts";
import { nodeHealthFromProtobuf, nodeHealthToProtobuf } from "../../proto/codecs/node-health-protobuf.ts";
import { picket } from "../../proto/generated/messages.js";
import { Random } from "../../simulate/random.ts";
import { randomNodeHealth } from "./random-node-health.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

const health: NodeHealthMessage = {
  id: "worker-1/1767225600000",
  node: "worker-1",
  group: "web",
  start: 1_767_225_600_000,
  end: 1_767_225_610_000,
  isEarly: false,
  features: { avg_cpu: 0.97, exec_count: 0 },
  missing: ["avg_mem"],
  sensors: [{ sensor: "metrics", count: 12, lastSeen: 1_767_225_608_500, lost: 0, isThrottled: false }],
  indicators: ["exec_from_tmp"],
  anomalousContainers: ["shop/cart:1.4.2"],
  late: 0,
  scores: [
    {
      model: "peers",
      version: "1",
      score: 12.5,
      threshold: 6,
      isAnomalous: true,
      reasons: [{ feature: "avg_cpu", value: 0.97, usualLow: 0.1, usualHigh: 0.3, share: 1 }],
    },
  ],
  verdict: "anomalous",
  score: 0.75,
  severity: "high",
  evidence: [
    {
      kind: "process-behaviour",
      id: "tetragon/3/17",
      source: { topic: "tetragon", partition: 3, offset: 17 },
      summary: "/tmp/.x started by root",
      severity: "high",
      score: 0.7,
    },
    {
      kind: "node-metrics",
      id: "worker-1/1767225600000",
      source: undefined,
      summary: "avg_cpu 0.97, usually 0.1 to 0.3",
      severity: "medium",
      score: 0.5,
    },
  ],
};

const json = [
  '{"id":"worker-1/1767225600000","node":"worker-1","group":"web","start":"2026-01-01T00:00:00Z",',
  '"end":"2026-01-01T00:00:10Z","features":{"avg_cpu":0.97,"exec_count":0},"missing":["avg_mem"],',
  '"sensors":[{"sensor":"metrics","count":12,"lastSeen":"2026-01-01T00:00:08.500Z"}],"indicators":["exec_from_tmp"],',
  '"anomalousContainers":["shop/cart:1.4.2"],"scores":[{"model":"peers","version":"1","score":12.5,"threshold":6,',
  '"isAnomalous":true,"reasons":[{"feature":"avg_cpu","value":0.97,"usual":{"low":0.1,"high":0.3},"share":1}]}],',
  '"verdict":"VERDICT_ANOMALOUS","score":0.75,"severity":"SEVERITY_HIGH",',
  '"evidence":[{"kind":"process-behaviour","id":"tetragon/3/17",',
  '"source":{"topic":"tetragon","partition":3,"offset":"17"},"summary":"/tmp/.x started by root",',
  '"severity":"SEVERITY_HIGH","score":0.7},{"kind":"node-metrics","id":"worker-1/1767225600000",',
  '"summary":"avg_cpu 0.97, usually 0.1 to 0.3","severity":"SEVERITY_MEDIUM","score":0.5}]}',
].join("");

test("the JSON is canonical, to the byte", () => {
  assert.equal(nodeHealthToJson(health), json);
  assert.deepEqual(nodeHealthFromJson(json), health);
});

test(`health comes back in both forms, the same bytes each time (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  for (let round = 0; round < 300; round++) {
    const one = randomNodeHealth(random);
    for (const format of Object.values(nodeHealthFormats)) {
      const bytes = format.encode(one);
      const back = format.decode(bytes);
      assert.deepEqual(back, one, `seed "${seed}", round ${round}, ${format.contentType}`);
      assert.deepEqual(format.encode(back), bytes);
    }
  }
});

test("what another writer of the mapping may write is read", () => {
  const other = { ...JSON.parse(json), verdict: 2, score: "7.5e-1", isEarly: null, late: "0", addedLater: [1] };
  assert.deepEqual(nodeHealthFromJson(JSON.stringify(other)), health);
});

test("what is no node's health is refused with its code", () => {
  const spelled = JSON.parse(json);
  const changes = [{ verdict: "VERDICT_GUILTY" }, { start: "yesterday" }, { features: { avg_cpu: "much" } }];
  const texts = ["", "null", "[]", "{}", ...changes.map((change) => JSON.stringify({ ...spelled, ...change }))];
  for (const text of texts) assert.throws(() => nodeHealthFromJson(text), hasCodeInvalid, text);
  const bytes = nodeHealthToProtobuf(health);
  const noVerdict = picket.v1.NodeHealth.encode({ id: "x" }).finish();
  for (const bad of [Buffer.alloc(0), bytes.subarray(0, -3), noVerdict]) {
    assert.throws(() => nodeHealthFromProtobuf(bad), hasCodeInvalid);
  }
});

function hasCodeInvalid(error: unknown): boolean {
  return hasCode(error, "MESSAGE_INVALID");
}
