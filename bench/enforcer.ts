/**
 * How long from a request in Kafka to its node cordoned, and where that time goes, on a real broker and a real API server:
 * `node bench/enforcer.ts [--nodes 1000] [--rate 50] [--requests N]`. The enforcer runs as a process of its own, as the service
 * account that it has in production, with every guard rail on but wide.
 *
 * A time is from before the request is written until the API server has answered the PATCH of the node, as its own audit log
 * has it.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { kafkaLog } from "../log/kafka/log.ts";
import type { CordonRequest } from "../proto/codecs/cordon-request.ts";
import { systemClock as clock } from "../runtime/clock.ts";
import { isHeld } from "../test/enforcer/happenings.ts";
import { EnforcerTrial } from "../test/integration/enforcer-trial.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { kubernetesApi } from "../test/services/kubernetes.ts";
import { type ApiCall, AuditLog } from "./enforcer/audit-log.ts";
import { cpuTimes } from "./enforcer/cpu-time.ts";
import { type Journey, requestToPatch, timeline } from "./enforcer/timeline.ts";

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

const directory = await mkdtemp(path.join(tmpdir(), "picket-bench-"));
const audit = await AuditLog.in(directory);
const [broker, api] = [await kafkaBroker(), await kubernetesApi({ flags: audit.flags })];
if (broker === undefined || api === undefined) process.exit(1);
const trial = await EnforcerTrial.begin(api, broker, "bench", policy);
const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
await trial.createNodes(...names);
const enforcer = trial.start({ LOG_LEVEL: "warn", PICKET_LEASE_DURATION: "15s" });
await trial.finalOf(await trial.request(names[0] ?? ""));

/** One for all, as whoever asks in production has it. */
const log = kafkaLog({ clientId: "bench", brokers: [broker.address], now: () => clock.now() });
const writer = await log.writer();
const seenAt = new Map<string, number>();
trial.onChange = ({ kind, node: name }) => {
  const node = trial.onlooker.fleet.nodes.get(name);
  if (kind === "node" && node !== undefined && isHeld(node) && !seenAt.has(name)) seenAt.set(name, now());
};

interface Asked {
  readonly request: CordonRequest;
  readonly sentAt: number;
  readonly writtenAt: Promise<number>;
}

const asked: Asked[] = [];
const cpuBefore = await cpuTimes(enforcer.pid);
const began = clock.elapsed();
for (const [index, node] of names.slice(1, 1 + warmUp + measured).entries()) {
  await clock.sleep(Math.max(0, began + (index * 1000) / rate - clock.elapsed()));
  const [request, sentAt] = [trial.aRequest(node), now()];
  asked.push({ request, sentAt, writtenAt: writer.write([trial.recordOf(request)]).then(now) });
}
while (asked.some(({ request }) => !seenAt.has(request.node)) && enforcer.running) await clock.sleep(50);
const cpuAfter = await cpuTimes(enforcer.pid);
await trial.decided(...asked.map(({ request }) => request));
// For the audit log, which is written a little later.
await clock.sleep(500);

const calls = await audit.calls();
const callsOf = Map.groupBy(calls, ({ name }) => name);
const toldAt = new Map((await trial.outcomeRecords()).map(({ outcome, writtenAt }) => [outcome.node, writtenAt]));
const journeys: Journey[] = [];
for (const { request, sentAt, writtenAt } of asked.slice(warmUp)) {
  const { node } = request;
  const [seen, told] = [seenAt.get(node), toldAt.get(node)];
  if (seen === undefined || told === undefined)
    throw new Error(`The request about ${node} was not followed to its end.`);
  journeys.push({ sentAt, writtenAt: await writtenAt, calls: callsOf.get(node) ?? [], toldAt: told, seenAt: seen });
}

console.log(
  `${journeys.length} requests at ${rate}/s, ${count} nodes; ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`,
);
console.table([requestToPatch(journeys), ...timeline(journeys)]);
console.log("Calls to the API server, transactions and processor time (ms), for each request:");
console.table({
  ...perRequest(callsSince(calls, asked[0]?.sentAt ?? 0)),
  ...perRequest(new Map([["transactions that told outcomes", await transactions()]])),
  ...perRequest(cpuSince(cpuBefore, cpuAfter)),
});

await writer.close();
await log.close();
await trial.end();
await Promise.all([api.dispose(), broker.dispose()]);
await rm(directory, { recursive: true, force: true });

/** Each leaves a mark in a partition, which takes an offset. */
async function transactions(): Promise<number> {
  const reader = await log.reader();
  const ends = await reader.endOffsets([0, 1].map((partition) => ({ topic: "bench-outcomes", partition })));
  await reader.close();
  return ends.reduce((sum, end) => sum + end, 0) - (await trial.outcomes()).length;
}

/** In ms since the epoch, as the audit log has it, but fine enough for differences. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function callsSince(all: readonly ApiCall[], since: number): ReadonlyMap<string, number> {
  const byKind = Map.groupBy(
    all.filter(({ receivedAt }) => receivedAt >= since),
    ({ what }) => what,
  );
  return new Map([...byKind].map(([what, of]) => [what, of.length]));
}

function cpuSince(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([program, ms]) => [`CPU time of ${program}`, ms - (before.get(program) ?? 0)]));
}

function perRequest(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...counts].map(([what, number]) => [what, Math.round((number / asked.length) * 100) / 100]),
  );
}
