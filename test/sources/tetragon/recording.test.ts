/** Real executions and connections of one machine, as Tetragon's lines: all are read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { tetragonDecoder } from "../../../sources/tetragon/decoder.ts";
import type { TetragonEvent } from "../../../sources/tetragon/event.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { recordedLines, recordedTime } from "../recording.ts";

const decoder = tetragonDecoder(1024 * 1024);
const lines = recordedLines("tetragon.jsonl.gz");
const events = lines.map((line): TetragonEvent => {
  const found = decoder.decode(line);
  const event = found instanceof Rejection ? found : found[0];
  if (event === undefined || event instanceof Rejection) throw new Error(event?.detail);
  return event;
});

test("every line is an execution or a connection of the node, in its time", () => {
  const { start, end } = recordedTime();
  assert.equal(events.filter(({ kind }) => kind === "exec").length, 4977);
  assert.equal(events.filter((event) => event.kind === "kprobe" && event.peer !== undefined).length, 15_012);
  assert.equal(events.length, 19_989);
  for (const { node, time } of events) {
    assert.equal(node, "recorder-1");
    assert.ok(time >= start && time <= end);
  }
});

test("what the incidents left is there: binaries in /tmp and /dev/shm, ports of miners and shells", () => {
  const text = lines.map(String);
  const count = (told: (event: TetragonEvent) => boolean) => events.filter(told).length;
  for (const folder of ["/tmp/", "/dev/shm/"]) {
    const found = count((event) => event.kind === "exec" && event.process.binary.startsWith(folder));
    assert.ok(found > 0, folder);
    assert.equal(
      found,
      text.filter((line) => line.startsWith('{"process_exec"') && line.includes(`"binary": "${folder}`)).length,
    );
  }
  for (const port of [3333, 4444]) {
    const found = count((event) => event.kind === "kprobe" && event.peer?.port === port);
    assert.ok(found > 0, String(port));
    assert.equal(found, text.filter((line) => line.includes(`"dport": ${port}}`)).length);
  }
});
