import assert from "node:assert/strict";
import { test } from "node:test";
import { demo } from "../../commands/demo.ts";
import { loadSettings } from "../../config/settings.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { context, Harness } from "./harness.ts";

/** A minute of the demo takes fifteen seconds. */
const haste = 4;
const hastyClock: Clock = {
  now: () => systemClock.now() + (haste - 1) * systemClock.elapsed(),
  elapsed: () => haste * systemClock.elapsed(),
  sleep: (ms, signal) => systemClock.sleep(ms / haste, signal),
};

test(
  "the demo shows an attack from its first sign to the node's release, and sums up",
  { timeout: 120_000 },
  async () => {
    const harness = new Harness();
    const settings = loadSettings({ PICKET_OUTPUT_FORMAT: "protobuf" });
    const running = demo(settings, { seed: "1" }, context, { ...harness.surroundings, clock: hastyClock });
    await Promise.race([harness.stdout.contains("Pods may come to it again."), running]);
    harness.stopping.abort();
    await running;
    const { text } = harness.stdout;
    const story = [
      /^Picket watches 6 simulated nodes with 24 containers;/,
      /Learned from [\d,]+ records/,
      /Attack: a reverse shell starts in \S+ \(container [0-9a-f]{12}\) on node-2\./,
      /Verdict: node-2 is anomalous, /,
      /process-behaviour \(Tetragon\): /,
      /Request, signed: cordon node-2; independent kinds of evidence agree: process-behaviour,/,
      /Enforcer, of node-2: The node is cordoned and tainted\./,
      /Request, signed: release node-2; healthy for 20s/,
      /Enforcer, of node-2: The node is as it was before\./,
      /Watched [\d,]+ records for .*\n(?: {2}.*\n)* {2}a reverse shell on node-2, started at [\d.]+ s: cordoned after [\d.]+ s, released at/,
    ];
    let from = 0;
    for (const part of story) {
      const found = part.exec(text.slice(from));
      assert.ok(found, `${part} is not told, or too early:\n${text}`);
      from += found.index;
    }
    assert.match(text, /Container anomaly: \S+, process bash, by /);
    // Sooner or later than the enforcer tells of it: the cluster changes before the outcome is committed.
    assert.match(text, /The simulated cluster has 6 nodes: 5 ready, 1 quarantined\./);
    assert.ok(text.split("\n").every((line) => line.length <= 100));
  },
);

test("the demo ends after --for", async () => {
  const harness = new Harness();
  await demo(loadSettings({}), { for: "1s", rate: "500" }, context, harness.surroundings);
  assert.match(harness.stdout.text, /Watched \d+ records for \d/);
});

test("the demo ends when nobody reads it any more", async () => {
  const harness = new Harness();
  const running = demo(loadSettings({}), { rate: "500" }, context, harness.surroundings);
  await harness.stdout.contains("Ctrl-C");
  harness.stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await running;
});

test("what cannot run is refused before anything is shown", async () => {
  const harness = new Harness();
  const only = loadSettings({ PICKET_STAGES: "global", PICKET_DETECTORS: "syscall-per-container" });
  await assert.rejects(demo(only, {}, context, harness.surroundings), { code: "SETTINGS_INVALID" });
  await assert.rejects(demo(loadSettings({}), { for: "soon", rate: "1" }, context, harness.surroundings), {
    code: "SETTINGS_INVALID",
    message: /--for "soon".*\n--rate "1"/,
  });
  assert.equal(harness.stdout.text, "");
});
