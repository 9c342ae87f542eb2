/** Bombs and rubbish in snappy's format: refused by their declared length, or as malformed, and never more memory than allowed. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../../../simulate/random.ts";
import { uncompressed } from "../../../sources/prometheus/snappy.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { mutate } from "../ebpf/random-message.ts";
import { compressReference, uncompressReference } from "./snappy-reference.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "silver birch";
const rounds = 10_000;
const text = Buffer.from(`node_load1 ${"7".repeat(300)}\n`);

function reasonOf(block: Uint8Array, maxBytes = 1000): string | undefined {
  const bytes = uncompressed(block, maxBytes, uncompressReference);
  return bytes instanceof Rejection ? bytes.reason : undefined;
}

describe("a snappy block", () => {
  it("is unpacked where it is as long as it declares", () => {
    const block = compressReference(text);
    assert.ok(block.length < text.length);
    assert.deepEqual(uncompressed(block, text.length, uncompressReference), text);
  });

  it("is refused for its declared length, before anything is unpacked", () => {
    const untouched = () => assert.fail("the decompressor was called");
    for (const claimed of [1001, 2 ** 31, 2 ** 32 - 1, 2 ** 60]) {
      const rejection = uncompressed(compressReference(text, claimed), 1000, untouched);
      assert.ok(rejection instanceof Rejection);
      assert.equal(rejection.reason, "too_large");
    }
  });

  it("is malformed where it is not of that length, whatever the decompressor makes of it", () => {
    assert.equal(reasonOf(compressReference(text, text.length - 1)), "malformed");
    assert.equal(reasonOf(compressReference(text, text.length + 1)), "malformed");
    const short = uncompressed(compressReference(text), 1000, () => Buffer.alloc(3));
    assert.ok(short instanceof Rejection && short.reason === "malformed");
  });

  it("is empty or malformed where it is none", () => {
    assert.equal(reasonOf(Buffer.alloc(0)), "empty");
    assert.equal(reasonOf(Buffer.from([0x80])), "malformed");
    assert.equal(reasonOf(Buffer.alloc(20, 0xff)), "malformed");
    assert.equal(reasonOf(Buffer.from([0x05, 0x01, 0x05])), "malformed");
  });

  it(`is bytes of the declared length or a reason, ${rounds} times mutated (PICKET_TEST_SEED="${seed}")`, () => {
    const random = new Random(seed);
    const seen = new Map<string, number>();
    const block = compressReference(text);
    for (let round = 0; round < rounds; round++) {
      const bytes = uncompressed(mutate(random, block, block), 1000, uncompressReference);
      const outcome = bytes instanceof Rejection ? bytes.reason : "unpacked";
      if (!(bytes instanceof Rejection)) assert.ok(bytes.length <= 1000);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    for (const outcome of ["unpacked", "malformed", "too_large"]) assert.ok((seen.get(outcome) ?? 0) > 50, outcome);
  });
});
