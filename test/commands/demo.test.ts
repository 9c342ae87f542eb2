import assert from "node:assert/strict";
import { test } from "node:test";
import { demo } from "../../commands/demo.ts";
import { loadSettings } from "../../config/settings.ts";
import { context, Harness } from "./harness.ts";

test(
  "the demo shows an attack, that it is found, the node's cordon and release, and sums up",
  { timeout: 120_000 },
  async () => {
    const harness = new Harness();
    const settings = loadSettings({ PICKET_OUTPUT_FORMAT: "protobuf" });
    const running = demo(settings, { seed: "1", rate: "10000" }, context, harness.surroundings);
    await Promise.race([harness.stdout.contains("(released)"), running]);
    harness.stopping.abort();
    await running;
    const { text } = harness.stdout;
    assert.match(text, /^Picket watches \d+ simulated containers of 24 images/);
    const [, image] = /Now a crypto-miner starts in (\S+) \(container/.exec(text) ?? [];
    assert.ok(image);
    assert.ok(text.includes(`  ${image}  resource-`), text);
    assert.match(text, /Found [\d.]+ s after a crypto-miner started\./);
    const [, node] = /on call asks for (\S+) to be cordoned/.exec(text) ?? [];
    assert.ok(node);
    assert.ok(text.includes(`The enforcer, of ${node}: The node is cordoned and tainted. (cordoned)`), text);
    assert.ok(text.includes(`The enforcer, of ${node}: The node is as it was before. (released)`), text);
    assert.match(text, /24 images learned/);
    assert.match(
      text,
      /Watched [\d,]+ events .*\n {2}a crypto-miner in \S+, started at [\d.]+ s: found after [\d.]+ s\n {2}most anomalies: /,
    );
  },
);

test("the demo ends after --for", async () => {
  const harness = new Harness();
  await demo(loadSettings({}), { for: "1s", rate: "500" }, context, harness.surroundings);
  assert.match(harness.stdout.text, /Watched \d+ events for \d/);
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
