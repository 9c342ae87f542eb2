/**
 * What the judge costs: `node bench/judge.ts [--nodes 10000] [--rounds 6]`. CPU time per window, of a sweep for silence, and of a
 * snapshot of the group. See docs/detection.md.
 */

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { Fleet } from "../test/nodes/judge/fleet.ts";

const { values: options } = parseArgs({
  options: { nodes: { type: "string", default: "10000" }, rounds: { type: "string", default: "6" } },
});
const nodes = Number(options.nodes);
const rounds = Number(options.rounds);
/** Until every node's past is known, and the forest is grown. */
const warmUp = 32;

const fleet = new Fleet(nodes).run(warmUp);
fleet.told.length = 0;
const { state } = fleet;
const judgeOne = state.process.bind(state);
let judging = 0;
state.process = (...given) => {
  judging += cpuOf(() => {
    judgeOne(...given);
  });
};
fleet.run(rounds);
const sweep = cpuOf(() => {
  fleet.tick(2000);
});
let bytes = 0;
cpuOf(() => fleet.state.snapshot());
const snapshot = cpuOf(() => {
  bytes = fleet.state.snapshot().length;
});

console.log(`${nodes} nodes in one group, load average ${loadavg()[0]!.toFixed(1)}; CPU time:`);
console.log(`- a window: ${(judging / (nodes * rounds)).toFixed(0)} microseconds`);
console.log(`- a sweep, every two seconds: ${(sweep / 1000).toFixed(1)} ms`);
console.log(
  `- a snapshot: ${(snapshot / 1000).toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / nodes).toFixed(0)} bytes a node`,
);

/** In microseconds. */
function cpuOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}
