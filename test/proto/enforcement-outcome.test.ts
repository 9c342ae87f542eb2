/** Enforcement outcomes on the wire: the canonical JSON to the byte, both forms there and back, and what is none. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import { outcomeFromJson, outcomeToJson } from "../../proto/codecs/enforcement-outcome-json.ts";
import { outcomeFromProtobuf } from "../../proto/codecs/enforcement-outcome-protobuf.ts";
import { Random } from "../../simulate/random.ts";
import { randomOutcome } from "./random-request.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

const outcome: EnforcementOutcome = {
  id: "cordon-requests/1/17/carried_out",
  requestId: "node-policy/by-node/2/4711",
  node: "worker-1",
  action: "cordon",
  decision: "carried_out",
  code: "cordoned",
  message: "The node takes no new pods.",
  before: { uid: "7c1cf1a5", unschedulable: false, taint: "", phase: "" },
  after: { uid: "7c1cf1a5", unschedulable: true, taint: "NoSchedule", phase: "Quarantined" },
  at: 1_767_225_600_120,
  traceId: "0af7651916cd43dd8448eb211c80319c",
  keyId: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  source: { topic: "cordon-requests", partition: 1, offset: 17 },
  policy: { name: "large-fleet", version: "3" },
  evidenceKinds: ["container-anomaly", "node-metrics"],
  byPerson: true,
};

const json = [
  '{"id":"cordon-requests/1/17/carried_out","requestId":"node-policy/by-node/2/4711","node":"worker-1",',
  '"action":"ACTION_CORDON","decision":"DECISION_CARRIED_OUT","code":"cordoned",',
  '"message":"The node takes no new pods.","before":{"uid":"7c1cf1a5"},',
  '"after":{"uid":"7c1cf1a5","unschedulable":true,"taint":"NoSchedule","phase":"Quarantined"},',
  '"at":"2026-01-01T00:00:00.120Z","traceId":"0af7651916cd43dd8448eb211c80319c",',
  '"keyId":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",',
  '"source":{"topic":"cordon-requests","partition":1,"offset":"17"},"policy":{"name":"large-fleet","version":"3"},',
  '"evidenceKinds":["container-anomaly","node-metrics"],"byPerson":true}',
].join("");

describe("an enforcement outcome", () => {
  it("is canonical in JSON, to the byte", () => {
    assert.equal(outcomeToJson(outcome), json);
    assert.deepEqual(outcomeFromJson(json), outcome);
  });

  it("of a record that could not be read says little", () => {
    const nothing = { requestId: "", node: "", action: undefined, before: undefined, after: undefined, keyId: "" };
    const unread: EnforcementOutcome = { ...outcome, ...nothing, decision: "refused", code: "malformed" };
    assert.match(outcomeToJson(unread), /^\{"id":"[^"]+","decision":"DECISION_REFUSED","code":"malformed",/);
    assert.deepEqual(outcomeFromJson(outcomeToJson(unread)), unread);
  });

  it(`comes back in both forms, the same bytes each time (PICKET_TEST_SEED="${seed}")`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 1000; round++) {
      const one = randomOutcome(random);
      for (const format of Object.values(outcomeFormats)) {
        const bytes = format.encode(one);
        const back = format.decode(bytes);
        assert.deepEqual(back, one, `seed "${seed}", round ${round}, ${format.contentType}`);
        assert.deepEqual(format.encode(back), bytes);
      }
    }
  });

  it("is not what lacks its decision or its time, or is cut short", () => {
    const spelled = JSON.parse(json);
    const changes = [{ decision: undefined }, { decision: "DECISION_UNSPECIFIED" }, { at: "now" }, { before: "x" }];
    for (const text of ["", "[]", "{}", ...changes.map((change) => JSON.stringify({ ...spelled, ...change }))]) {
      assert.throws(
        () => outcomeFromJson(text),
        (error) => hasCode(error, "MESSAGE_INVALID"),
        text,
      );
    }
    for (const bad of [Buffer.alloc(0), outcomeFormats.protobuf.encode(outcome).subarray(0, -2)]) {
      assert.throws(
        () => outcomeFromProtobuf(bad),
        (error) => hasCode(error, "MESSAGE_INVALID"),
      );
    }
  });
});
