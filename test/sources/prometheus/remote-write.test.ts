/** Remote write, both versions: read as the schema says, and nothing at all of what is not sound. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../simulate/random.ts";
import { encodeRemoteWrite1, encodeRemoteWrite2, type PlainSeries } from "../../../sources/prometheus/encode.ts";
import { remoteWrite1Reader } from "../../../sources/prometheus/remote-write-1.ts";
import { remoteWrite2Reader } from "../../../sources/prometheus/remote-write-2.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { mutate } from "../ebpf/random-message.ts";
import { keepAll, referenceSamples } from "./remote-write-reference.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "nine elms";
const rounds = 10_000;

const cpu = { __name__: "node_cpu_seconds_total", cpu: "0", mode: "idle", node: "worker-1" };
const series: readonly PlainSeries[] = [
  { labels: cpu, samples: [{ value: 12.5, time: 1_767_225_600_123 }] },
  {
    labels: { ...cpu, mode: "user", node: "Wörker-2" },
    samples: [
      { value: -1, time: -5 },
      { value: Infinity, time: 0 },
    ],
  },
  { labels: {}, samples: [{ value: 0, time: 1 }] },
  { labels: cpu, samples: [] },
];

for (const [version, encode, newReader] of [
  [1, encodeRemoteWrite1, remoteWrite1Reader],
  [2, encodeRemoteWrite2, remoteWrite2Reader],
] as const) {
  describe(`remote write ${version}`, () => {
    it("gives every sample with its labels", () => {
      const samples = newReader().read(encode(series), keepAll);
      assert.deepEqual(samples, referenceSamples(version, encode(series)));
      assert.equal(samples instanceof Rejection ? 0 : samples.length, 4);
    });

    it("tells the stale marker from other NaN", () => {
      const samples = (["stale", NaN, 2] as const).map((value) => ({ value, time: 1 }));
      const request = encode([{ labels: cpu, samples }]);
      const kept = newReader().read(request, ({ value, isStale }) => ({ value, isStale }));
      assert.deepEqual(kept, [
        { value: NaN, isStale: true },
        { value: NaN, isStale: false },
        { value: 2, isStale: false },
      ]);
    });

    it("keeps only what is taken", () => {
      const kept = newReader().read(encode(series), (sample) => (sample.value > 0 ? sample.value : undefined));
      assert.deepEqual(kept, [12.5, Infinity]);
    });

    it("may be empty", () => {
      assert.deepEqual(newReader().read(Buffer.alloc(0), keepAll), []);
    });

    it("gives nothing of a message that is cut off anywhere but between two series", () => {
      const whole = encode(series);
      let rejected = 0;
      for (let length = 0; length < whole.length; length++) {
        const kept = newReader().read(whole.subarray(0, length), keepAll);
        if (kept instanceof Rejection) rejected++;
        else assert.deepEqual(kept, referenceSamples(version, whole.subarray(0, length)));
      }
      assert.ok(rejected > whole.length - 20);
    });

    it(`reads ${rounds} mutated messages as the schema says (PICKET_TEST_SEED="${seed}")`, () => {
      const random = new Random(`${seed} ${version}`);
      const reader = newReader();
      const seen = { read: 0, rejected: 0, samples: 0 };
      let other = encode(series);
      for (let round = 0; round < rounds; round++) {
        const message = encode(randomSeries(random));
        const bytes = random.chance(0.2) ? message : mutate(random, message, other);
        other = message;
        const kept = reader.read(surrounded(bytes), keepAll);
        const expected = referenceSamples(version, bytes);
        if (kept instanceof Rejection) {
          seen.rejected++;
          assert.equal(expected, undefined, `${kept.detail}: ${bytes.toString("hex")}`);
          assert.equal(kept.reason, "malformed");
        } else {
          seen.read++;
          seen.samples += kept.length;
          assert.deepEqual(kept, expected, bytes.toString("hex"));
        }
      }
      assert.ok(
        seen.read > rounds / 4 && seen.rejected > rounds / 4 && seen.samples > rounds / 4,
        JSON.stringify(seen),
      );
    });
  });
}

describe("remote write 2", () => {
  const withTable = (refs: readonly number[], packed = true) =>
    Buffer.concat([
      Buffer.from([0x2a, refs.length * (packed ? 1 : 2) + (packed ? 2 : 0) + 4]),
      packed ? Buffer.from([0x0a, refs.length, ...refs]) : Buffer.from(refs.flatMap((ref) => [0x08, ref])),
      Buffer.from([0x12, 2, 0x10, 7]),
      Buffer.from([0x22, 0, 0x22, 1, 0x61, 0x22, 1, 0x62]),
    ]);

  it("may carry its table behind its series, and references that are not packed", () => {
    for (const packed of [true, false]) {
      const kept = remoteWrite2Reader().read(withTable([1, 2], packed), (sample) => [sample.label("a"), sample.time]);
      assert.deepEqual(kept, [["b", 7]]);
    }
  });

  it("is malformed where a label refers to nothing, or a name has no value", () => {
    for (const refs of [[1, 3], [7, 1], [1], [1, 2, 1]]) {
      const kept = remoteWrite2Reader().read(withTable(refs), keepAll);
      assert.ok(kept instanceof Rejection);
      assert.equal(kept.reason, "malformed");
    }
  });

  it("does not read version 1: no samples", () => {
    assert.deepEqual(remoteWrite2Reader().read(encodeRemoteWrite1(series), keepAll), []);
    assert.deepEqual(remoteWrite1Reader().read(encodeRemoteWrite2(series), keepAll), []);
  });
});

function randomSeries(random: Random): readonly PlainSeries[] {
  const text = () => random.pick(["", "0", "idle", "node_load1", "zoë 雪", "x".repeat(200)]);
  return Array.from({ length: random.integer(0, 4) }, () => ({
    labels: Object.fromEntries(
      ["__name__", "a", "b", "cpu", "mode", "node", "unasked"]
        .filter(() => random.chance(0.6))
        .map((name) => [name, text()]),
    ),
    samples: Array.from({ length: random.integer(0, 3) }, () => ({
      value: random.pick([0, 1.5, -1, 1e300, Infinity, NaN, "stale"] as const),
      time: random.integer(-1, 2 ** 41),
    })),
  }));
}

/** A view into bytes that would complete what is cut off, so that reading beyond the end shows. */
function surrounded(message: Buffer): Buffer {
  const room = Buffer.alloc(message.length + 32, 0x01);
  room.set(message, 16);
  return room.subarray(16, 16 + message.length);
}
