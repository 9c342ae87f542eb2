/** The decoder on ordinary events: the golden fixture, the reuse of its event, the process behind it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventDecoder } from "../../../sources/ebpf/decoder.ts";
import { encodeEvent } from "../../../sources/ebpf/encode.ts";
import { readEventFile } from "../../../sources/ebpf/event-file.ts";
import { eventScanner } from "../../../sources/ebpf/scanner.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { answerOf, referenceAnswer, referenceRoute, routeAnswerOf } from "./reference.ts";

const golden = new URL("../../fixtures/golden/sample.events.gz", import.meta.url).pathname;

test("golden events read as the generated decoder reads them", async () => {
  const decoder = eventDecoder();
  const scanner = eventScanner(1024 * 1024);
  const kinds = { resource: 0, syscalls: 0, other: 0 };
  for await (const bytes of readEventFile(golden)) {
    const event = decoder.decode(bytes);
    assert.deepEqual(answerOf(event), referenceAnswer(bytes));
    assert.deepEqual(routeAnswerOf(scanner.decode(bytes)), referenceRoute(bytes));
    if (!(event instanceof Rejection)) kinds[event.kind]++;
  }
  assert.deepEqual(kinds, { resource: 6000, syscalls: 3000, other: 0 });
});

test("an encoded event comes back", () => {
  const plain = {
    pid: 4242,
    ppid: 1,
    uid: 1000,
    gid: 100,
    comm: "nginx",
    user: "www",
    nodeName: "worker-1",
    containerId: "c1",
    containerImage: "shop/web:2",
    time: 1_767_225_600_123,
  };
  const { pid, ppid, uid, gid, comm, user } = plain;
  const decoder = eventDecoder();
  const resource = decoder.decode(encodeEvent({ ...plain, resource: [1, 2.5, 3, 4, 5, 6, 7, 8, 9] }));
  assert.ok(!(resource instanceof Rejection));
  assert.equal(resource.kind, "resource");
  assert.deepEqual([...resource.resource], [1, 2.5, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(resource.process(), { pid, ppid, comm, user, uid, gid });
  const syscalls = decoder.decode(
    encodeEvent({
      ...plain,
      syscalls: [
        [60, 7],
        [0, 10],
        [60, 8],
        [1, 0],
        [600, 1],
      ],
    }),
  );
  assert.equal(syscalls, resource, "a decoder has one event");
  assert.deepEqual(answerOf(syscalls), {
    kind: "syscalls",
    route: ["shop/web:2", "c1", "worker-1", 1_767_225_600_123],
    syscalls: [
      [0, 10],
      [60, 8],
    ],
  });
});

test("two decoders do not share their event", () => {
  const one = eventDecoder().decode(encodeEvent({ nodeName: "one", resource: [1] }));
  const two = eventDecoder().decode(encodeEvent({ nodeName: "two", resource: [2] }));
  assert.ok(!(one instanceof Rejection) && !(two instanceof Rejection));
  assert.deepEqual([one.nodeName, one.resource[0], two.nodeName, two.resource[0]], ["one", 1, "two", 2]);
});

test("more names than the cache holds stay right, and kept bytes are copies", () => {
  const decoder = eventDecoder();
  for (let repeat = 0; repeat < 2; repeat++) {
    for (let index = 0; index < 20_000; index++) {
      const bytes = encodeEvent({ containerId: `container-${index}`, containerImage: `image-${index % 24}` });
      const event = decoder.decode(bytes);
      assert.ok(!(event instanceof Rejection));
      assert.equal(event.containerId, `container-${index}`);
      assert.equal(event.containerImage, `image-${index % 24}`);
      bytes.fill(0x21);
    }
  }
});
