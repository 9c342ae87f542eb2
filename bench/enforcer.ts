/**
 * How long from a request in Kafka to its node cordoned, on a real broker and a real API server:
 * `node bench/enforcer.ts [--nodes 1000] [--rate 50] [--requests N]`. The enforcer runs as a process of its own, as the service
 * account that it has in production, with every guard rail on but wide.
 *
 * A time is from before the request is written until a watch of another process tells of the node's mark, so the way of the
 * request through Kafka and of the news through the API server are in it.
 */

import { readFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { systemClock as clock } from "../runtime/clock.ts";
import { isHeld } from "../test/enforcer/happenings.ts";
import { EnforcerTrial } from "../test/integration/enforcer-trial.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { kubernetesApi } from "../test/services/kubernetes.ts";

const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "1000" },
    rate: { type: "string", default: "50" },
    requests: { type: "string" },
  },
});
const count = Number(options.nodes);
const rate = Number(options.rate);
/** The first of them meet a process that has never done this. */
const warmUp = 2 * rate;
/** One node always stays; another made the process do all for the first time. */
const measured = Math.min(count - warmUp - 2, Number(options.requests ?? count));

const policy = `
mode: enforce
budget: { nodes: 100000, percent: 100, percentOfZone: 100, keepSchedulablePerZone: 0 }
rate: { cordons: 100000 }
evidence: { perKind: { cordons: 100000 } }
storm: { nodes: 100000 }
`;

const [broker, api] = [await kafkaBroker(), await kubernetesApi()];
if (broker === undefined || api === undefined) process.exit(1);
const trial = await EnforcerTrial.begin(api, broker, "bench", policy);
const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
await trial.createNodes(...names);
const enforcer = trial.start({ LOG_LEVEL: "warn", PICKET_LEASE_DURATION: "15s" });
await trial.finalOf(await trial.request(names[0] ?? ""));

const sentAt = new Map<string, number>();
const times: number[] = [];
trial.onChange = ({ kind, node: name }) => {
  const sent = sentAt.get(name);
  const node = trial.onlooker.fleet.nodes.get(name);
  if (kind !== "node" || sent === undefined || node === undefined || !isHeld(node)) return;
  sentAt.delete(name);
  times.push(clock.elapsed() - sent);
};

const cpuBefore = await cpuMsOf(enforcer.pid);
const began = clock.elapsed();
for (const [index, name] of names.slice(1, 1 + warmUp + measured).entries()) {
  await clock.sleep(Math.max(0, began + (index * 1000) / rate - clock.elapsed()));
  sentAt.set(name, clock.elapsed());
  void trial.send(trial.aRequest(name));
}
while (sentAt.size > 0 && enforcer.running) await clock.sleep(50);

const cpuMs = (await cpuMsOf(enforcer.pid)) - cpuBefore;
const sorted = times.slice(warmUp).sort((one, other) => one - other);
const at = (share: number): string =>
  `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
console.log(
  `${sorted.length} requests at ${rate}/s, ${count} nodes; ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`,
);
console.log(`request to cordon: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, longest ${at(1)}`);
console.log(`CPU time of the enforcer: ${(cpuMs / times.length).toFixed(1)} ms a request`);
await trial.end();
await Promise.all([api.dispose(), broker.dispose()]);

/** In user and system mode, from /proc (proc_pid_stat(5)), where 100 ticks are a second on Linux. */
async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}
