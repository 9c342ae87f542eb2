/** Anomalies in a terminal: what a line says, its colours, and names that would command the terminal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { anomalyLine, anomalyText } from "../../console/terminal/anomaly.ts";
import { coloured, plain } from "../../console/terminal/palette.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";

const anomaly: Anomaly = {
  id: "resource-per-container/resource/2/10023",
  detector: "resource-per-container",
  model: "hst",
  profile: "river",
  container: { image: "registry.example/shop/api:3.1", id: "9f3a61c02b1d".padEnd(64, "0") },
  node: "worker-3",
  score: 0.993_123_4,
  threshold: 0.941_2,
  severity: "high",
  time: Date.UTC(2026, 2, 1, 12, 0, 3, 120),
  process: { pid: 3127, ppid: 3120, comm: "curl", user: "root", uid: 0, gid: 0 },
  reasons: [
    { feature: "bytes_written", value: 48_000_000, usualLow: 0, usualHigh: 1_200_000, share: 0.63 },
    { feature: "cpu_ns", value: 4_812_345_678, usualLow: 10_000_000, usualHigh: 43_210_000, share: 0.254 },
    { feature: "59", value: 14, usualLow: 0, usualHigh: 0.5, share: 0.116 },
  ],
  source: { topic: "resource", partition: 2, offset: 10_023 },
};

test("an anomaly reads as sentences that name value, usual range and share", () => {
  assert.equal(
    anomalyText(anomaly, plain),
    `2026-03-01 12:00:03.120  HIGH      shop/api:3.1  resource-per-container  score 0.9931 >= 0.9412
    bytes_written 48 MB (usual 0 .. 1.2 MB), 63 % of the score
    cpu_ns 4.81 s (usual 10 .. 43.2 ms), 25 % of the score
    execve calls 14 (usual 0 .. 0.5), 12 % of the score
    node worker-3, container 9f3a61c02b1d, process curl (pid 3127, root), record resource/2@10023`,
  );
});

test("a score that is anomalous because it is negative is set against 0, not against the threshold", () => {
  assert.match(anomalyText({ ...anomaly, score: -0.037_57, threshold: 0.145 }, plain), / score -0\.03757 < 0\n/);
  assert.match(anomalyText({ ...anomaly, score: 0.145, threshold: 0.145 }, plain), / score 0\.145 >= 0\.145\n/);
});

test("one line keeps the foremost reason", () => {
  assert.equal(
    anomalyLine(anomaly, plain),
    "2026-03-01 12:00:03.120  HIGH      shop/api:3.1  resource-per-container  score 0.9931 >= 0.9412; " +
      "bytes_written 48 MB (usual 0 .. 1.2 MB), 63 % of the score; " +
      "node worker-3, container 9f3a61c02b1d, process curl (pid 3127, root), record resource/2@10023",
  );
});

test("an event of the host names the node, and what is not known stays away", () => {
  const host: Anomaly = {
    ...anomaly,
    container: undefined,
    time: 0,
    reasons: [],
    process: { ...anomaly.process, comm: "", user: "", uid: 1000 },
  };
  assert.equal(
    anomalyText(host, plain),
    `(no time)  HIGH      host worker-3  resource-per-container  score 0.9931 >= 0.9412
    node worker-3, process unknown (pid 3127, uid 1000), record resource/2@10023`,
  );
  assert.match(anomalyText({ ...host, node: "" }, plain), /HIGH {6}host {2}resource/);
});

test("severity shows in its colour, and only there do colours change what is written", () => {
  const painted = anomalyText(anomaly, coloured);
  assert.ok(painted.includes("\u001B[31mHIGH\u001B[39m      "));
  // oxlint-disable-next-line no-control-regex
  assert.equal(painted.replaceAll(/\u001B\[\d+m/g, ""), anomalyText(anomaly, plain));
  for (const severity of ["low", "medium", "critical"] as const) {
    assert.notEqual(anomalyText({ ...anomaly, severity }, coloured), anomalyText({ ...anomaly, severity }, plain));
  }
});

test("names from outside cannot command the terminal", () => {
  const hostile = "\u001B]0;owned\u0007\u009B2J\u202E\nroot";
  const rendered = anomalyText(
    {
      ...anomaly,
      detector: hostile,
      node: hostile,
      container: { image: `registry.example/${hostile}`, id: hostile },
      process: { ...anomaly.process, comm: hostile, user: hostile },
      reasons: [{ feature: hostile, value: Number.NaN, usualLow: -Infinity, usualHigh: 3, share: 1 }],
      source: { ...anomaly.source, topic: hostile },
    },
    plain,
  );
  assert.equal(rendered.split("\n").length, 3);
  assert.doesNotMatch(rendered.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  assert.match(rendered, /process \\u\{1b\}\]0;owned\\u\{7\}/);
  assert.match(rendered, /unknown \(usual unknown \.\. 3\), 100 % of the score/);
});
