/** Frames bring back what was put in, and are refused where a byte is wrong. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FramedEvent, FrameWriter, readFrame } from "../../runtime/frame.ts";
import { Random } from "../../simulate/random.ts";
import { Rejection } from "../../topology/rejection.ts";

const seed = "frames";

describe("a frame", () => {
  it("brings back what was put in, whatever that was", (t) => {
    t.diagnostic(`seed ${seed}`);
    const random = new Random(seed);
    const writer = new FrameWriter("resource", 3);
    for (let round = 0; round < 500; round++) {
      const events = randomEvents(random);
      for (const { key, time, offset, trace, bytes } of events) writer.add(key, time, offset, trace, bytes);
      assert.equal(writer.count, events.length);
      const frame = readFrame(writer.take());
      assert.deepEqual(frame, { topic: "resource", partition: 3, events });
      assert.deepEqual([writer.count, writer.size], [0, 0], "the writer starts anew");
    }
  });

  it("takes events of one input partition, in the order of their offsets", () => {
    const origin = { topic: "resource", partition: 3 };
    const writer = new FrameWriter("resource", 3);
    for (let round = 0; round < 2; round++) {
      assert.ok(writer.takes(origin, 7));
      writer.add("key", 0, 7, undefined, Buffer.of());
      assert.deepEqual(
        [6, 7, 8].map((offset) => writer.takes(origin, offset)),
        [false, true, true],
      );
      assert.ok(!writer.takes({ ...origin, partition: 4 }, 8) && !writer.takes({ ...origin, topic: "frequency" }, 8));
      writer.take();
    }
  });

  it("tells how large it will be, keys included", () => {
    const writer = new FrameWriter("resource", 0);
    writer.add("k".repeat(10_000), 0, 0, undefined, Buffer.alloc(100));
    writer.add("k".repeat(10_000), 0, 1, undefined, Buffer.alloc(100));
    const { size } = writer;
    const { length } = writer.take();
    assert.ok(size > 10_200 && length - size < 50, `${size} said, ${length} taken`);
  });

  it("is refused when a byte of it is missing, or one more is there", () => {
    const whole = sample(new Random(seed));
    assert.ok(!(readFrame(whole) instanceof Rejection));
    for (let length = 0; length < whole.length; length++) {
      const answer = readFrame(whole.subarray(0, length));
      assert.ok(answer instanceof Rejection && answer.reason === "frame_malformed", `cut to ${length}`);
    }
    assert.ok(readFrame(Buffer.concat([whole, Buffer.of(0)])) instanceof Rejection);
  });

  it("is refused when it is of another version, and says so", () => {
    const frame = sample(new Random(seed));
    frame[0] = 2;
    const answer = readFrame(frame);
    assert.ok(answer instanceof Rejection);
    assert.match(answer.detail, /version 2, this Picket reads 1/);
  });

  it("is refused when an event names a key that it does not have", () => {
    const writer = new FrameWriter("t", 0);
    writer.add("key", 0, 0, undefined, Buffer.of());
    const frame = writer.take();
    // The last bytes are: offset, time, key index, no trace, no bytes.
    frame[frame.length - 3] = 1;
    const answer = readFrame(frame);
    assert.ok(answer instanceof Rejection);
    assert.match(answer.detail, /a key that the frame does not have/);
  });

  it("never makes the reader throw: random bytes and damaged frames are frames or refused", (t) => {
    t.diagnostic(`seed ${seed}`);
    const random = new Random(`${seed}/damage`);
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      const bytes = random.chance(0.5) ? sample(random) : Buffer.alloc(random.integer(0, 200));
      for (let hits = random.integer(1, 5); hits > 0; hits--) {
        bytes[random.integer(0, Math.max(0, bytes.length - 1))] = random.integer(0, 255);
      }
      if (readFrame(bytes) instanceof Rejection) refused += 1;
    }
    assert.ok(refused > 5000 && refused < 10_000, `${refused} refused`);
  });
});

function sample(random: Random): Buffer {
  const writer = new FrameWriter("frequency", 1);
  for (const { key, time, offset, trace, bytes } of randomEvents(random)) writer.add(key, time, offset, trace, bytes);
  return writer.take();
}

function randomEvents(random: Random): readonly FramedEvent[] {
  let offset = random.pick([0, 1, 2 ** 40, 2 ** 52]);
  return Array.from({ length: random.integer(1, 20) }, () => {
    offset += random.integer(0, 1000);
    return {
      key: random.pick(["", "a", "registry.example/cart:1.4", "雪 🦊", "__proto__"]),
      time: random.pick([0, 1, 1_700_000_000_000, 2 ** 51, random.integer(0, 2 ** 32)]),
      offset,
      trace: random.pick([
        undefined,
        { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
        { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", tracestate: "a=1,b=2" },
      ]),
      bytes: Buffer.from(Array.from({ length: random.integer(0, 50) }, () => random.integer(0, 255))),
    };
  });
}
