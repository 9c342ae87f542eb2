/** A recording of a real machine, from its records to health: what the judge finds, and that it blames it for nothing else. */

import assert from "node:assert/strict";
import path from "node:path";
import { it } from "node:test";
import { runNodePath } from "../../../bench/detection/node-path.ts";
import { readRecording } from "../../../bench/detection/recording.ts";
import { defaultNodePolicy } from "../../../nodes/policy/policy.ts";

const { records, episodes } = await readRecording(path.join(import.meta.dirname, "../../fixtures/recordings/a"));
const outcome = await runNodePath(records, { policy: defaultNodePolicy, suspiciousPorts: [3333, 4444] });

/** What follows an episode so soon is its own, ms. */
const aftermath = 30_000;

it("a miner, a dropped binary, a reverse shell, a storm and a stressed CPU are found on a real machine", () => {
  const found = episodes.filter(({ start, end }) =>
    outcome.healths.some(
      ({ value: { window, evidence } }) => window.end > start && window.start < end && evidence.length > 0,
    ),
  );
  const scenarios = new Set(found.map(({ scenario }) => scenario));
  for (const scenario of ["miner", "dropped_binary", "reverse_shell", "process_storm", "cpu_stress"]) {
    assert.ok(scenarios.has(scenario), `${scenario}; found ${[...scenarios].join(", ")}`);
  }
});

it("a real machine is blamed for nothing else, and asked for only while it is attacked, at once by the miner", () => {
  const wrong = outcome.healths.filter(
    ({ value: { window, evidence } }) =>
      evidence.length > 0 && !episodes.some(({ start, end }) => window.end > start && window.start < end + aftermath),
  );
  assert.deepEqual(
    wrong.map(({ value }) => value.id),
    [],
  );
  const attacks = outcome.requests.map(({ at }) =>
    episodes.find(({ start, end }) => at >= start - 1000 && at < end + aftermath),
  );
  assert.ok(attacks.length > 0);
  for (const attack of attacks) assert.equal(attack?.class, "security_incident", String(attack?.scenario));
  const miner = episodes.find(({ scenario }) => scenario === "miner")!;
  const critical = outcome.requests.find((_, index) => attacks[index] === miner)!;
  assert.ok(critical.at < miner.start + 2000, `${critical.at - miner.start} ms`);
  assert.deepEqual(critical.value.critical, ["exec_from_dev_shm_by_root+suspicious_port_connection"]);
});

it("nothing of it is rejected", () => {
  assert.equal(outcome.rejected, 0);
});
