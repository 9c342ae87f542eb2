/** Files of events: round trips in both forms, and every way in which a file can be wrong. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { PicketError } from "../../../errors/picket-error.ts";
import { readEventFile, writeEventFile } from "../../../sources/ebpf/event-file.ts";

const directory = await mkdtemp(path.join(tmpdir(), "picket-events-"));
after(() => rm(directory, { recursive: true }));
const file = (name: string) => path.join(directory, name);

const events = [0, 1, 5, 300, 65_531, 65_532, 65_536, 200_000, 0, 7].map((length, index) =>
  Buffer.alloc(length, index + 1),
);

async function readAll(name: string): Promise<Buffer[]> {
  const read: Buffer[] = [];
  for await (const event of readEventFile(file(name))) read.push(event);
  return read;
}

/** Reads until the error, and gives it with how many events came before. */
async function failure(name: string): Promise<readonly [PicketError, number]> {
  let count = 0;
  try {
    for await (const _ of readEventFile(file(name))) count++;
  } catch (error) {
    assert.ok(error instanceof PicketError, String(error));
    return [error, count];
  }
  return assert.fail(`${name} was read to its end`);
}

for (const name of ["plain.events", "packed.events.gz"]) {
  test(`${name} comes back as it was written`, async () => {
    assert.equal(await writeEventFile(file(name), events), events.length);
    assert.deepEqual(await readAll(name), events);
  });
}

test("the compressed form holds the plain one, and is the same each time", async () => {
  await writeEventFile(file("one.events"), events);
  await writeEventFile(file("one.events.gz"), events);
  await writeEventFile(file("two.events.gz"), events);
  assert.deepEqual(gunzipSync(await readFile(file("one.events.gz"))), await readFile(file("one.events")));
  assert.deepEqual(await readFile(file("one.events.gz")), await readFile(file("two.events.gz")));
});

test("whether it is compressed is told by the content, not the name", async () => {
  await writeEventFile(file("a.events.gz"), events);
  await rename(file("a.events.gz"), file("a.events"));
  assert.deepEqual(await readAll("a.events"), events);
  await writeEventFile(file("b.events"), events);
  await rename(file("b.events"), file("b.events.gz"));
  assert.deepEqual(await readAll("b.events.gz"), events);
});

test("an empty file holds no events", async () => {
  await writeFile(file("empty.events"), "");
  assert.deepEqual(await readAll("empty.events"), []);
  await writeEventFile(file("empty.events.gz"), []);
  assert.deepEqual(await readAll("empty.events.gz"), []);
});

test("a file cut off within an event or a length names the byte where that record starts", async () => {
  await writeEventFile(file("whole.events"), events);
  const bytes = await readFile(file("whole.events"));
  for (const [length, position, count] of [
    [bytes.length - 1, bytes.length - 11, 9],
    [bytes.length - 9, bytes.length - 11, 9],
    [2, 0, 0],
    [6, 4, 1],
  ] as const) {
    await writeFile(file("cut.events"), bytes.subarray(0, length));
    const [error, read] = await failure("cut.events");
    assert.equal(error.code, "EVENTS_FILE_INVALID");
    assert.equal(error.context["position"], position, `cut to ${length}`);
    assert.equal(read, count, `cut to ${length}`);
  }
});

test("an absurd length is not waited for", async () => {
  await writeFile(
    file("absurd.events"),
    Buffer.concat([Buffer.of(1, 0, 0, 0, 9), Buffer.from("plain text, no events")]),
  );
  const [error, count] = await failure("absurd.events");
  assert.equal(error.code, "EVENTS_FILE_INVALID");
  assert.equal(error.context["position"], 5);
  assert.equal(count, 1);
});

test("a truncated or corrupt gzip file is invalid", async () => {
  const packed = gzipSync(Buffer.concat(events.flatMap((event) => [lengthOf(event), event])));
  await writeFile(file("short.events.gz"), packed.subarray(0, -20));
  assert.equal((await failure("short.events.gz"))[0].code, "EVENTS_FILE_INVALID");
  packed.fill(0x55, 20, 60);
  await writeFile(file("corrupt.events.gz"), packed);
  assert.equal((await failure("corrupt.events.gz"))[0].code, "EVENTS_FILE_INVALID");
});

test("a missing file says so", async () => {
  const [error] = await failure("nowhere.events");
  assert.equal(error.code, "EVENTS_FILE_INVALID");
  assert.match(error.message, /nowhere\.events cannot be read\.$/);
});

test("reading can stop early", async () => {
  await writeEventFile(file("early.events.gz"), events);
  for await (const event of readEventFile(file("early.events.gz"))) {
    assert.equal(event.length, 0);
    break;
  }
});

function lengthOf(event: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(event.length);
  return bytes;
}
