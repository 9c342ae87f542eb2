/** Who may speak for which node. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bound, eachBound, type Provenance } from "../../../nodes/ingest/provenance.ts";
import { type Decoder, type RecordHeaders, Rejection } from "../../../topology/rejection.ts";

/** Reads the name of a node; several, with commas between, are each for itself, and `?` is one that cannot be read. */
const one: Decoder<string> = { name: "one", decode: (bytes) => bytes.toString() };
const many: Decoder<readonly ({ node: string } | Rejection)[]> = {
  name: "many",
  decode: (bytes) =>
    bytes.length === 0
      ? new Rejection("empty", "")
      : bytes
          .toString()
          .split(",")
          .map((node) => (node === "?" ? new Rejection("malformed", "") : { node })),
};

function from(...senders: readonly string[]): RecordHeaders {
  return [["content-type", Buffer.from("x")], ...senders.map((name) => ["x-sender", Buffer.from(name)] as const)];
}

function reads(node: string, headers: RecordHeaders | undefined, provenance: Provenance): boolean {
  const value = bound(one, (name) => name, provenance).decode(Buffer.from(node), headers);
  if (value instanceof Rejection) assert.equal(value.reason, "node_mismatch");
  return !(value instanceof Rejection);
}

describe("provenance", () => {
  it("binds each sender to the node of its own name, where nothing else is said", () => {
    const own = { header: "x-sender" };
    assert.ok(reads("worker-1", from("worker-1"), own));
    assert.ok(!reads("worker-2", from("worker-1"), own));
    assert.ok(!reads("worker-1", from(), own));
    assert.ok(!reads("worker-1", undefined, own));
    assert.ok(!reads("worker-1", from("worker-1", "worker-1"), own), "of two senders one is made up");
  });

  it("binds senders to the nodes that are named, by name or pattern", () => {
    const nodes = new Map([
      ["prometheus", ["*"]],
      ["agent", ["web-*", "db-1"]],
      ["nobody", []],
    ]);
    const named = { header: "x-sender", nodes };
    for (const [sender, node, may] of [
      ["prometheus", "worker-1", true],
      ["agent", "web-7", true],
      ["agent", "db-1", true],
      ["agent", "db-10", false],
      ["nobody", "nobody", false],
      ["stranger", "stranger", false],
    ] as const) {
      assert.equal(reads(node, from(sender), named), may, `${sender} for ${node}`);
    }
  });

  it("lets pass what claims no node, which frames nobody", () => {
    assert.ok(reads("", from(), { header: "x-sender" }));
  });

  it("rejects of a record of many only what is of another node", () => {
    const decoder = eachBound(many, ({ node }) => node, { header: "x-sender" });
    const values = decoder.decode(Buffer.from("a,b,?,a"), from("a"));
    assert.ok(!(values instanceof Rejection));
    assert.deepEqual(
      values.map((value) => (value instanceof Rejection ? value.reason : value.node)),
      ["a", "node_mismatch", "malformed", "a"],
    );
    assert.ok(decoder.decode(Buffer.alloc(0), from("a")) instanceof Rejection);
  });

  it("changes nothing where it is not asked for", () => {
    assert.equal(
      bound(one, (name) => name, undefined),
      one,
    );
  });
});
