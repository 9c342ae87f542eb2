/** The outlet to Kafka: batches, repetitions, and who gives way. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { bytesOf, Outlet, type OutletOptions } from "../../collect/outlet.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { OutputRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { silentLogger } from "../../telemetry/logger.ts";

const clock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 5), signal),
};

function record(text: string): OutputRecord {
  return { topic: "t", key: null, value: Buffer.from(text), headers: [] };
}

const size = bytesOf([record("x")]);

function outlet(
  options: Partial<OutletOptions> = {},
  answer: (texts: readonly string[]) => Promise<void> = async () => {},
) {
  const batches: (readonly string[])[] = [];
  const writer = {
    write: async (records: readonly OutputRecord[]) => {
      const texts = records.map(({ value }) => String(value));
      await answer(texts);
      batches.push(texts);
    },
    close: async () => {},
  };
  const refused: string[] = [];
  const onRefused = ({ value }: OutputRecord): void => void refused.push(String(value));
  const standard = { batchBytes: 10 * size, lingerMs: 1, bufferBytes: 100 * size, onRefused };
  return { batches, refused, outlet: new Outlet({ writer, clock, logger: silentLogger, ...standard, ...options }) };
}

it("gathers what comes together, up to the size of a batch, in order", async () => {
  const { outlet: out, batches } = outlet({ batchBytes: 3 * size });
  const all = ["a", "b", "c", "d", "e"].map((text) => out.send([record(text)]));
  assert.deepEqual(
    await Promise.all(all),
    all.map(() => "written"),
  );
  assert.deepEqual(batches, [
    ["a", "b", "c"],
    ["d", "e"],
  ]);
  assert.equal(out.waitingBytes, 0);
});

it("takes what is larger than a batch whole, and nothing at once", async () => {
  const { outlet: out, batches } = outlet({ batchBytes: size, bufferBytes: size });
  assert.ok(out.hasRoom(50 * size), "alone");
  assert.equal(await out.send(["a", "b", "c"].map(record)), "written");
  assert.equal(await out.send([]), "written");
  assert.deepEqual(batches, [["a", "b", "c"]]);
});

it("repeats a batch until it is taken, says since when it is not, and keeps the order", async () => {
  let failures = 3;
  const { outlet: out, batches } = outlet({ batchBytes: size }, async () => {
    if ((failures -= 1) >= 0) throw new PicketError("LOG_UNAVAILABLE", "away");
  });
  const first = out.send([record("a")]);
  const second = out.send([record("b")]);
  while (out.trouble === undefined) await systemClock.sleep(1);
  assert.equal(out.waitingBytes, 2 * size);
  assert.deepEqual(await Promise.all([first, second]), ["written", "written"]);
  assert.deepEqual(batches, [["a"], ["b"]]);
  assert.equal(out.trouble, undefined);
});

it("says that Kafka does not answer, also while the writer is still patient, and that it does again", async () => {
  const back = Promise.withResolvers<void>();
  const said: string[] = [];
  const say = (_: object, message: string): void => void said.push(message);
  const logger = { ...silentLogger, warn: say, info: say };
  const { outlet: out } = outlet({ logger }, () => back.promise);
  const sent = out.send([record("a")]);
  while (out.trouble === undefined) await systemClock.sleep(1);
  back.resolve();
  await sent;
  assert.deepEqual(said, ["Kafka does not take records: trying on", "Kafka takes records again"]);
  assert.equal(out.trouble, undefined);
});

it("makes room by the oldest, but not by what is on its way", async () => {
  const back = Promise.withResolvers<void>();
  const { outlet: out, batches } = outlet({ batchBytes: size, bufferBytes: 3 * size, lingerMs: 0 }, () => back.promise);
  const [a, b, c] = ["a", "b", "c"].map((text) => out.send([record(text)]));
  await systemClock.sleep(10);
  assert.equal(out.hasRoom(size), false);
  out.makeRoom(size);
  const d = out.send([record("d")]);
  assert.equal(await b, "dropped");
  back.resolve();
  assert.deepEqual(await Promise.all([a, c, d]), ["written", "written", "written"]);
  assert.deepEqual(batches, [["a"], ["c"], ["d"]]);
});

it("tells who waits that there is room, or that it is to stop", async () => {
  const back = Promise.withResolvers<void>();
  const { outlet: out } = outlet({ bufferBytes: size }, () => back.promise);
  const sent = out.send([record("a")]);
  const stop = new AbortController();
  const stopped = out.room(size, stop.signal);
  stop.abort();
  await stopped;
  assert.equal(out.hasRoom(size), false);
  let hasRoom = false;
  const room = out.room(size, new AbortController().signal).then(() => (hasRoom = true));
  await systemClock.sleep(5);
  assert.equal(hasRoom, false);
  back.resolve();
  await Promise.all([sent, room]);
});

it("what is given up while it waits is not written, and what is on its way is nobody's any more", async () => {
  const back = Promise.withResolvers<void>();
  const { outlet: out, batches } = outlet({ batchBytes: size, lingerMs: 0 }, () => back.promise);
  const giveUp = new AbortController();
  const all = ["a", "b"].map((text) => out.send([record(text)], giveUp.signal));
  await systemClock.sleep(10);
  giveUp.abort();
  assert.deepEqual(await Promise.all(all), ["dropped", "dropped"]);
  back.resolve();
  assert.equal(await out.send([record("c")]), "written");
  assert.deepEqual(batches, [["a"], ["c"]]);
});

it("what is given up before it was on its way leaves nothing to write", async () => {
  const { outlet: out, batches } = outlet();
  const giveUp = new AbortController();
  const sent = out.send([record("a")], giveUp.signal);
  giveUp.abort();
  assert.equal(await sent, "dropped");
  await systemClock.sleep(10);
  assert.equal(await out.send([record("b")]), "written");
  assert.deepEqual(batches, [["b"]]);
});

it("finds the record that is too large among many, and writes the others in order", async () => {
  const {
    outlet: out,
    batches,
    refused,
  } = outlet({}, async (texts) => {
    if (texts.some((text) => text.length > 1)) throw new PicketError("RECORD_TOO_LARGE", "too large");
  });
  const all = ["a", "b", "large", "c", "larger", "d"].map((text) => out.send([record(text)]));
  assert.deepEqual(
    await Promise.all(all),
    all.map(() => "written"),
  );
  assert.deepEqual(batches.flat(), ["a", "b", "c", "d"]);
  assert.deepEqual(refused, ["large", "larger"]);
});

it("once closed drops what waits and what comes", async () => {
  const closed = Promise.withResolvers<never>();
  const { outlet: out } = outlet({ lingerMs: 0 }, () => closed.promise);
  const all = ["a", "b"].map((text) => out.send([record(text)]));
  await systemClock.sleep(5);
  out.close();
  closed.reject(new PicketError("LOG_UNAVAILABLE", "closed"));
  assert.deepEqual(await Promise.all(all), ["dropped", "dropped"]);
  assert.equal(await out.send([record("c")]), "dropped");
});
