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

it("a real machine is blamed for nothing else, and asked for during the miner alone", () => {
  const wrong = outcome.healths.filter(
    ({ value: { window, evidence } }) =>
      evidence.length > 0 && !episodes.some(({ start, end }) => window.end > start && window.start < end + aftermath),
  );
  assert.deepEqual(
    wrong.map(({ value }) => value.id),
    [],
  );
  const miner = episodes.find(({ scenario }) => scenario === "miner")!;
  assert.equal(outcome.requests.length, 1);
  const { at, value } = outcome.requests[0]!;
  assert.ok(at >= miner.start - 1000 && at < miner.end, `${at}`);
  assert.deepEqual(value.critical, ["exec_from_dev_shm_by_root+suspicious_port_connection"]);
});

it("nothing of it is rejected", () => {
  assert.equal(outcome.rejected, 0);
});
