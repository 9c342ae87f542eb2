/** What producers should never send and one day do: each gets its reason code, or is read as documented. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pb } from "../../../proto/generated/messages.js";
import { eventDecoder } from "../../../sources/ebpf/decoder.ts";
import { encodeEvent } from "../../../sources/ebpf/encode.ts";
import { resourceFeatures } from "../../../sources/ebpf/event.ts";
import { eventScanner } from "../../../sources/ebpf/scanner.ts";
import { Rejection, type RejectionReason } from "../../../topology/rejection.ts";

const container = { containerImage: "shop/cart:1", containerId: "c1", nodeName: "worker-1", time: 1_767_225_600_000 };
const good = { ...container, resource: [1, 2, 3, 4, 5, 6, 7, 8, 9] };

function reasonOf(bytes: Buffer): RejectionReason | undefined {
  const event = eventDecoder().decode(bytes);
  return event instanceof Rejection ? event.reason : undefined;
}

function vectorReason(vectorJson: string): RejectionReason | undefined {
  const bytes = pb.EbpfEvent.encode({ containerImage: "shop/cart:1", syscallFreqAgg: { vectorJson } }).finish();
  return reasonOf(Buffer.from(bytes));
}

test("no bytes are empty", () => {
  assert.equal(reasonOf(Buffer.alloc(0)), "empty");
  const route = eventScanner(1000).decode(Buffer.alloc(0));
  assert.ok(route instanceof Rejection && route.reason === "empty");
});

test("cut off and random bytes are malformed", () => {
  assert.equal(reasonOf(encodeEvent(good).subarray(0, -1)), "malformed");
  assert.equal(reasonOf(Buffer.from("GET / HTTP/1.1\r\n\r\n")), "malformed");
  assert.equal(reasonOf(Buffer.from('{"process_exec":{}}')), "malformed");
});

test("a message of another type has no payload and no container", () => {
  const anomaly = pb.SnooperEvent.encode({ filename: "/usr/bin/id", returnCode: 1 }).finish();
  const event = eventDecoder().decode(Buffer.from(anomaly));
  assert.ok(!(event instanceof Rejection));
  assert.equal(event.kind, "other");
  assert.equal(event.containerImage, "");
});

test("an event of the host itself is read: it has no container", () => {
  const event = eventDecoder().decode(encodeEvent({ nodeName: "worker-1", resource: good.resource }));
  assert.ok(!(event instanceof Rejection));
  assert.deepEqual([event.kind, event.containerImage, event.containerId, event.time], ["resource", "", "", 0]);
});

test("NaN, infinite and negative measurements name the feature", () => {
  for (const [index, feature] of resourceFeatures.entries()) {
    if (feature === "user_faults" || feature === "kernel_faults") continue; // Unsigned on the wire.
    for (const value of [NaN, Infinity, -Infinity, -1]) {
      const rejection = eventDecoder().decode(
        encodeEvent({ ...container, resource: good.resource.with(index, value) }),
      );
      assert.ok(rejection instanceof Rejection);
      assert.equal(rejection.reason, "number_invalid");
      assert.equal(rejection.detail, `${feature} is ${value}`);
    }
  }
});

test("a syscall vector is one flat object of whole numbers", () => {
  for (const json of [
    "",
    "no JSON",
    "[1,2]",
    "null",
    '"{}"',
    '{"0":{"1":2}}',
    '{"0":[1]}',
    '{"0":null}',
    '{"0":true}',
  ]) {
    assert.equal(vectorReason(json), "vector_malformed", json);
  }
  for (const json of ['{"0":-1}', '{"0":1.5}', '{"0":"x"}', '{"0":""}', '{"0":1e400}', '{"0":9007199254740992}']) {
    assert.equal(vectorReason(json), "vector_malformed", json);
  }
  for (const json of [
    '{"__proto__":1}',
    '{"constructor":1}',
    '{"-1":1}',
    '{"1.5":1}',
    '{"read":1}',
    '{"":1}',
    '{"01":1}',
  ]) {
    assert.equal(vectorReason(json), "vector_malformed", json);
  }
  for (const json of [
    "{}",
    " { } ",
    '{"0":0}',
    '{"499":1,"500":2}',
    '{"0":"10"}',
    '{"0":9007199254740991}',
    '{"0":10.0}',
  ]) {
    assert.equal(vectorReason(json), undefined, json);
  }
});

test("a bad key leaves no trace in what comes after it", () => {
  const decoder = eventDecoder();
  const hostile = pb.EbpfEvent.encode({ syscallFreqAgg: { vectorJson: '{"7":5,"__proto__":{"0":1}}' } }).finish();
  assert.ok(decoder.decode(Buffer.from(hostile)) instanceof Rejection);
  const event = decoder.decode(encodeEvent({ ...container, syscalls: [[3, 4]] }));
  assert.ok(!(event instanceof Rejection));
  assert.deepEqual([event.syscalls.length, event.syscalls.numbers[0], event.syscalls.counts[0]], [1, 3, 4]);
  assert.equal(Object.hasOwn(Object.prototype, "0"), false);
});

test("a syscall vector of a million entries is too large", () => {
  const entries = Array.from({ length: 1_000_000 }, (_, number) => `"${number}":1`);
  assert.equal(vectorReason(`{${entries.join(",")}}`), "vector_too_large");
  assert.equal(vectorReason(`{${" ".repeat(65_534)}}`), undefined);
  assert.equal(vectorReason(`{${" ".repeat(65_535)}}`), "vector_too_large");
});

test("a message over the limit is rejected unread", () => {
  const large = Buffer.alloc(10 * 1024 * 1024);
  const rejection = eventScanner(1024 * 1024).decode(large);
  assert.ok(rejection instanceof Rejection);
  assert.equal(rejection.reason, "too_large");
  assert.ok(!(eventScanner(200).decode(encodeEvent(good)) instanceof Rejection));
});

test("times in 1970 and 2100 are read as they are", () => {
  for (const time of [1, 4_102_444_800_000]) {
    const event = eventDecoder().decode(encodeEvent({ ...good, time }));
    assert.ok(!(event instanceof Rejection));
    assert.equal(event.time, time);
  }
});
