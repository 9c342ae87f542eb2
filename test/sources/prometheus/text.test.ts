/** The text format: what a real node_exporter exposes, the corners of the format, and pages that are not sound. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { Random } from "../../../simulate/random.ts";
import { nodeMetric } from "../../../sources/prometheus/node-metric.ts";
import { readText, type Scrape } from "../../../sources/prometheus/text.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { mutate } from "../ebpf/random-message.ts";
import { keep } from "./plain.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "white ash";
const rounds = 10_000;
const scrape: Scrape = { time: 1_767_225_600_000, labels: new Map([["node", "worker-1"]]) };
/** A whole page of node_exporter 1.5.0. */
const page = gunzipSync(readFileSync(new URL("../../fixtures/node-exporter.txt.gz", import.meta.url)));

function read(text: string, ...labels: readonly string[]) {
  return readText(Buffer.from(text), scrape, keep(...labels));
}

function one(line: string, ...labels: readonly string[]) {
  const kept = read(`${line}\n`, ...labels);
  assert.ok(!(kept instanceof Rejection), line);
  assert.equal(kept.length, 1);
  return kept[0]!;
}

describe("a page of node_exporter", () => {
  it("gives every sample", () => {
    const samples = readText(page, scrape, keep());
    assert.ok(!(samples instanceof Rejection));
    const lines = page.toString().split("\n");
    const sampleLines = lines.filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(sampleLines.length, 507);
    assert.deepEqual(
      samples.map(({ name, value }) => [name, value]),
      sampleLines.map((line) => [/^\w+/.exec(line)?.[0], Number(line.split(" ").at(-1))]),
    );
  });

  it("gives the metrics of the node that was scraped", () => {
    const metrics = readText(page, scrape, (sample) => nodeMetric(sample, { label: "node" }));
    assert.ok(!(metrics instanceof Rejection));
    const families = new Map<string, number>();
    for (const metric of metrics) {
      assert.ok(!(metric instanceof Rejection));
      assert.deepEqual([metric.node, metric.time], ["worker-1", scrape.time]);
      families.set(metric.family, (families.get(metric.family) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(families), {
      cpu: 16,
      memory_available: 1,
      memory_total: 1,
      network_receive: 1,
      network_transmit: 1,
    });
  });

  it("gives nothing where it is cut off", () => {
    const random = new Random(seed);
    for (let round = 0; round < 50; round++) {
      const length = random.integer(1, page.length - 1);
      const isBetweenLines = page[length - 1] === 0x0a;
      const samples = readText(page.subarray(0, length), scrape, keep());
      assert.equal(samples instanceof Rejection, !isBetweenLines, `seed "${seed}", ${length} bytes`);
    }
  });
});

describe("a line of the text format", () => {
  it("may have spaces, a comma at the end, no labels, and a time", () => {
    assert.deepEqual(one('a_total { b = "1" , c="2", } 3 4000', "b", "c"), {
      name: "a_total",
      value: 3,
      time: 4000,
      isStale: false,
      labels: { b: "1", c: "2" },
    });
    assert.deepEqual(one("  up\t1  ", "node").labels, { node: "worker-1" });
    assert.equal(one("a:b{}5").value, 5);
    assert.equal(one("up 1").time, scrape.time);
    assert.equal(one("up 1 -5").time, -5);
  });

  it("has quotes, backslashes and line feeds in its labels escaped", () => {
    assert.equal(one(String.raw`a{b="C:\\x\"y\nz, {} # é"} 1`, "b").labels["b"], 'C:\\x"y\nz, {} # é');
  });

  it("has any value that Go writes", () => {
    for (const [text, value] of [
      ["NaN", NaN],
      ["+Inf", Infinity],
      ["-Inf", -Infinity],
      ["1.458255915e9", 1_458_255_915],
      ["-0", -0],
    ] as const) {
      assert.equal(one(`a ${text}`).value, value);
    }
  });

  it("cannot say which node it is of: the labels of the scrape win", () => {
    assert.equal(one('up{node="worker-9",mode="idle"} 1', "node").labels["node"], "worker-1");
  });

  it("is passed over where it is empty or a comment", () => {
    assert.deepEqual(read("\n# HELP a b\n# TYPE a counter\n#\n   \n"), []);
    assert.deepEqual(read(""), []);
  });

  for (const line of [
    "a",
    "a ",
    "a b",
    "1a 1",
    "a 1 2 3",
    "a 1 2.5",
    "a 0x10",
    "a{ 1",
    "a} 1",
    "a{b} 1",
    'a{b="c} 1',
    'a{b="c" 1',
    'a{b="c"d="e"} 1',
    'a{b="\\x"} 1',
    "a{b='c'} 1",
    'a{,b="c"} 1',
    'a{1="c"} 1',
    '{b="c"} 1',
    "<html>",
    "a 1 # {} 1",
  ]) {
    it(`is malformed as ${line}, and the whole page with it`, () => {
      const kept = read(`up 1\n${line}\nup 2\n`);
      assert.ok(kept instanceof Rejection);
      assert.deepEqual([kept.reason, kept.detail], ["malformed", "line 2 is no sample"]);
    });
  }

  it("is told in one go however long it is: no stack that overflows, no time that grows with the square", () => {
    const long = 5_000_000;
    for (const line of [
      `a{b="${"x".repeat(long)}"} 1`,
      `a{b="${"x".repeat(long)}`,
      `a{${" ".repeat(long)}x`,
      `a ${"1".repeat(long)}x`,
      `a 1${" ".repeat(long)}x`,
    ]) {
      assert.ok(read(`${line}\n`) instanceof Rejection, line.slice(0, 10));
    }
    assert.equal(one(`a{b="${"x".repeat(4096)}"} 1`, "b").labels["b"]?.length, 4096);
  });

  it(`is a sample or malformed, ${rounds} times mutated (PICKET_TEST_SEED="${seed}")`, () => {
    const random = new Random(seed);
    const lines = Buffer.from('a_total{b="c",d="e\\"f"} 12.5 1000\nnode_load1 0.5\n');
    let readable = 0;
    for (let round = 0; round < rounds; round++) {
      const kept = readText(mutate(random, lines, lines), scrape, keep("b", "d"));
      if (kept instanceof Rejection) assert.equal(kept.reason, "malformed");
      else {
        readable++;
        for (const { name, value, time } of kept) {
          assert.match(name, /^[a-zA-Z_:][\w:]*$/);
          assert.ok(typeof value === "number" && Number.isInteger(time));
        }
      }
    }
    assert.ok(readable > rounds / 10 && readable < rounds * 0.9, `${readable} were readable`);
  });
});
