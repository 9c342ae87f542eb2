/** Cordon requests on the wire: the canonical JSON to the byte, both forms there and back, and what is not to be followed. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { checkCordonRequest, type CordonRequest, requestLimits } from "../../proto/codecs/cordon-request.ts";
import { cordonRequestFormats } from "../../proto/codecs/cordon-request-format.ts";
import { cordonRequestFromJson, cordonRequestToJson } from "../../proto/codecs/cordon-request-json.ts";
import { cordonRequestFromProtobuf } from "../../proto/codecs/cordon-request-protobuf.ts";
import { picket } from "../../proto/generated/messages.js";
import { Random } from "../../simulate/random.ts";
import { randomRequest } from "./random-request.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

const request: CordonRequest = {
  id: "node-policy/by-node/2/4711",
  action: "cordon",
  node: "worker-1.example",
  nodeUid: "7c1cf1a5-7b9f-4d0c-8d6c-3f6a0e8f9b1d",
  reason: "3 of 5 windows anomalous",
  severity: "high",
  score: 0.875,
  evidence: [
    {
      kind: "container-anomaly",
      id: "resource-per-container/resource/3/17",
      topic: "anomalies",
      partition: 0,
      offset: 42,
      summary: "cpu_ns 5000000000, usually at most 1000000",
    },
    { kind: "silence", id: "worker-1.example/1767225600", summary: "no sensor has spoken for 60 s" },
  ],
  critical: ["exec_from_dev_shm"],
  policy: { name: "node-policy", version: "3" },
  models: ["hst@1", "isolation-forest@2"],
  requestedAt: 1_767_225_600_120,
  notAfter: 1_767_226_200_000,
};

const json = [
  '{"id":"node-policy/by-node/2/4711","action":"ACTION_CORDON","node":"worker-1.example",',
  '"nodeUid":"7c1cf1a5-7b9f-4d0c-8d6c-3f6a0e8f9b1d","reason":"3 of 5 windows anomalous","severity":"SEVERITY_HIGH",',
  '"score":0.875,"evidence":[{"kind":"container-anomaly","id":"resource-per-container/resource/3/17",',
  '"topic":"anomalies","offset":"42","summary":"cpu_ns 5000000000, usually at most 1000000"},',
  '{"kind":"silence","id":"worker-1.example/1767225600","summary":"no sensor has spoken for 60 s"}],',
  '"critical":["exec_from_dev_shm"],"policy":{"name":"node-policy","version":"3"},',
  '"models":["hst@1","isolation-forest@2"],"requestedAt":"2026-01-01T00:00:00.120Z",',
  '"notAfter":"2026-01-01T00:10:00Z"}',
].join("");

describe("a cordon request", () => {
  it("is canonical in JSON, to the byte", () => {
    assert.equal(cordonRequestToJson(request), json);
    assert.deepEqual(cordonRequestFromJson(json), request);
  });

  it("of a person leaves out what only policies have", () => {
    const { policy: _policy, nodeUid: _uid, ...rest } = request;
    const manual = { ...rest, score: 0, evidence: [], critical: [], models: [], requestedBy: "ann" };
    const short =
      '{"id":"node-policy/by-node/2/4711","action":"ACTION_CORDON","node":"worker-1.example",' +
      '"reason":"3 of 5 windows anomalous","severity":"SEVERITY_HIGH","requestedAt":"2026-01-01T00:00:00.120Z",' +
      '"notAfter":"2026-01-01T00:10:00Z","requestedBy":"ann"}';
    assert.equal(cordonRequestToJson(manual), short);
    assert.deepEqual(cordonRequestFromJson(short), manual);
  });

  it(`comes back in both forms, the same bytes each time (PICKET_TEST_SEED="${seed}")`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 1000; round++) {
      const one = randomRequest(random);
      assert.equal(checkCordonRequest(one), one, `seed "${seed}", round ${round}`);
      for (const format of Object.values(cordonRequestFormats)) {
        const bytes = format.encode(one);
        const back = format.decode(bytes);
        assert.deepEqual(back, one, `seed "${seed}", round ${round}, ${format.contentType}`);
        assert.deepEqual(format.encode(back), bytes);
      }
    }
  });

  it("is read however the JSON mapping allows it to be written", () => {
    const spelled = JSON.parse(json);
    const other = {
      ...spelled,
      action: 1,
      severity: 3,
      score: "8.75e-1",
      notAfter: "2026-01-01T02:10:00.000000000+02:00",
      requestedBy: null,
      addedLater: [1],
    };
    assert.deepEqual(cordonRequestFromJson(JSON.stringify(other)), request);
  });
});

/** Each is one change that makes the request above wrong, whichever way it comes. */
const wrong: Readonly<Record<string, Partial<CordonRequest> | { readonly policy: undefined }>> = {
  "no id": { id: "" },
  "an id with a space": { id: "a b" },
  "an id with a letter that looks like another": { id: "\u0430" },
  "an id that is too long": { id: "x".repeat(requestLimits.id + 1) },
  "no node": { node: "" },
  "a node with capitals": { node: "Worker-1" },
  "a node that is a path": { node: "../../nodes/other" },
  "a node that ends its line": { node: "worker-1\n" },
  "a node that begins with a hyphen": { node: "-worker" },
  "a node with an empty label": { node: "worker..example" },
  "a node that is too long": { node: "a".repeat(254) },
  "a uid with a line break": { nodeUid: "7c1c\nf1a5" },
  "no reason": { reason: "" },
  "a reason that a terminal would obey": { reason: "\u001B[2J" },
  "a reason of two lines": { reason: "fine\nnode/worker-2 cordoned" },
  "a reason with a line separator": { reason: "fine\u2028node/worker-2 cordoned" },
  "a reason that turns letters round": { reason: "fine \u202Edenodroc" },
  "a reason that sets letters apart": { reason: "fine \u2066denodroc" },
  "a reason that is too long": { reason: "x".repeat(requestLimits.line + 1) },
  "a score that is no number": { score: NaN },
  "a score without end": { score: Infinity },
  "too much evidence": { evidence: Array.from({ length: requestLimits.evidence + 1 }, () => request.evidence[1]!) },
  "evidence without a kind": { evidence: [{ ...request.evidence[1]!, kind: "" }] },
  "evidence with an unreadable summary": { evidence: [{ ...request.evidence[1]!, summary: "\u0000" }] },
  "evidence in no topic of Kafka's": { evidence: [{ ...request.evidence[0]!, topic: "a b" }] },
  "evidence before the beginning": { evidence: [{ ...request.evidence[0]!, offset: -1 }] },
  "too many indicators": { critical: Array.from({ length: requestLimits.critical + 1 }, () => "x") },
  "an indicator without a name": { critical: [""] },
  "too many models": { models: Array.from({ length: requestLimits.models + 1 }, () => "x") },
  "a policy without a version": { policy: { name: "p", version: "" } },
  "a policy and a person": { requestedBy: "ann" },
  "neither policy nor person": { policy: undefined },
  "an end before its beginning": { notAfter: request.requestedAt - 1 },
  "an end at its beginning": { notAfter: request.requestedAt },
};

describe("what is not to be followed", () => {
  for (const [what, change] of Object.entries(wrong)) {
    it(`is a request with ${what}`, () => {
      for (const format of Object.values(cordonRequestFormats)) {
        const { policy, ...rest } = { ...request, ...change };
        const bytes = format.encode(policy === undefined ? rest : { ...rest, policy });
        assert.throws(
          () => format.decode(bytes),
          (error) => hasCode(error, "MESSAGE_INVALID") && !error.message.includes("\u001B"),
          format.contentType,
        );
      }
    });
  }

  it("is evidence that lies at half a place", () => {
    const { offset: _offset, ...half } = request.evidence[0]!;
    assert.throws(
      () => checkCordonRequest({ ...request, evidence: [half] }),
      (error) => hasCode(error, "MESSAGE_INVALID"),
    );
  });

  it("is JSON of something else, of nothing, or too deep", () => {
    const spelled = JSON.parse(json);
    const changes = [
      { action: "ACTION_UNSPECIFIED" },
      { action: 3 },
      { severity: undefined },
      { requestedAt: "yesterday" },
      { notAfter: undefined },
      { evidence: {} },
      { evidence: [null] },
      { critical: [1] },
      { reason: "\uD800" },
      { policy: "p" },
    ];
    const texts = [
      "",
      "null",
      "[]",
      "{}",
      "[".repeat(200_000),
      `{"evidence":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      ...changes.map((change) => JSON.stringify({ ...spelled, ...change })),
    ];
    for (const text of texts) {
      assert.throws(
        () => cordonRequestFromJson(text),
        (error) => hasCode(error, "MESSAGE_INVALID"),
        text.slice(0, 100),
      );
    }
  });

  it("is protobuf of something else, cut short, or too deep", () => {
    const bytes = cordonRequestFormats.protobuf.encode(request);
    const groups = Buffer.alloc(200_000, 0x0b);
    for (const bad of [
      Buffer.alloc(0),
      bytes.subarray(0, -3),
      groups,
      unspecified({ action: 0 }),
      unspecified({ severity: 9 }),
    ]) {
      assert.throws(
        () => cordonRequestFromProtobuf(bad),
        (error) => hasCode(error, "MESSAGE_INVALID"),
      );
    }
  });
});

/** The request above with other numbers for its enums. */
function unspecified(change: { readonly action?: number; readonly severity?: number }): Uint8Array {
  const message = picket.v1.CordonRequest.decode(cordonRequestFormats.protobuf.encode(request));
  return picket.v1.CordonRequest.encode(Object.assign(message, change)).finish();
}
