/** Records of `cordon-requests` as they may come: the largest that is right, and what is none, told without an exception. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Malformed, readRequest, type RequestRecord } from "../../enforcer/request.ts";
import type { Header } from "../../log/port.ts";
import { type CordonRequest, requestLimits } from "../../proto/codecs/cordon-request.ts";
import { cordonRequestFormats } from "../../proto/codecs/cordon-request-format.ts";
import { request, unsignedRecord } from "./signing/fixture.ts";

const record = unsignedRecord();
const contentType: Header = ["content-type", Buffer.from("application/json")];

function problemOf(change: Partial<RequestRecord>): string {
  const answer = readRequest({ ...record, ...change });
  assert.ok(answer instanceof Malformed);
  return answer.problem;
}

describe("a record", () => {
  it("holds a request in either form", () => {
    for (const form of ["json", "protobuf"] as const)
      assert.deepEqual(readRequest(unsignedRecord(request, form)), request);
  });

  it("may be as large as the largest request that keeps within the limits", () => {
    const token = (length: number) => '"'.repeat(length);
    const largest: CordonRequest = {
      ...request,
      id: token(requestLimits.id),
      node: "n".repeat(253),
      nodeUid: token(requestLimits.name),
      reason: "雪".repeat(requestLimits.line),
      evidence: Array.from({ length: requestLimits.evidence }, () => ({
        kind: token(requestLimits.name),
        id: token(requestLimits.id),
        topic: "t".repeat(249),
        partition: 2 ** 31 - 1,
        offset: Number.MAX_SAFE_INTEGER,
        summary: "雪".repeat(requestLimits.line),
      })),
      critical: Array.from({ length: requestLimits.critical }, () => token(requestLimits.name)),
      policy: { name: token(requestLimits.name), version: token(requestLimits.name) },
      models: Array.from({ length: requestLimits.models }, () => token(requestLimits.name)),
    };
    for (const form of ["json", "protobuf"] as const)
      assert.deepEqual(readRequest(unsignedRecord(largest, form)), largest);
  });

  it("that is larger is not read", () => {
    const json = cordonRequestFormats.json.encode(request);
    const padded = (bytes: number) => Buffer.concat([json, Buffer.alloc(bytes - json.length, " ")]);
    assert.deepEqual(readRequest({ ...record, value: padded(256 * 1024) }), request);
    assert.match(problemOf({ value: padded(256 * 1024 + 1) }), /larger than 262144 bytes/);
  });

  it("without a value, with another key or with an unclear content type holds none", () => {
    assert.match(problemOf({ value: null }), /no value/);
    assert.match(problemOf({ value: Buffer.alloc(0) }), /no value/);
    assert.match(problemOf({ key: Buffer.from("worker-2") }), /not the node/);
    assert.match(problemOf({ key: null }), /not the node/);
    for (const headers of [
      [],
      [contentType, contentType],
      [["content-type", Buffer.from("text/plain")]],
      [["Content-Type", Buffer.from("application/json")]],
    ] satisfies Header[][]) {
      assert.match(problemOf({ headers }), /no content-type/);
    }
  });

  it("tells what is wrong in one line, without a word of its own", () => {
    const hostile = { ...request, node: "\u001B[2J-node", reason: "evil\nnews" };
    const value = cordonRequestFormats.json.encode(hostile);
    assert.match(problemOf({ value }), /node: is not the name of a Kubernetes node; reason: has characters/);
    assert.match(
      problemOf({ value: Buffer.from("\u001B[2J") }),
      /^This is not a cordon request in JSON: it cannot be parsed\.$/,
    );
    for (const bytes of [value, Buffer.from('{"node":"\u001B[2J')]) {
      assert.doesNotMatch(problemOf({ value: bytes }), /\p{Cc}|evil|2J/u);
    }
  });
});
