/**
 * What a process takes that knows many containers of which few are active: `node bench/memory.ts [--containers 100000]
 * [--active 20000] [--detectors all] [--json FILE]`, on a broker and a Redis of its own. See docs/performance.md.
 *
 * Containers come in waves: those of a wave report a few times each, then fall silent, and event time goes on until they are
 * idle. At last the first wave returns.
 */

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { kafkaLog } from "../log/kafka/log.ts";
import { systemClock } from "../runtime/clock.ts";
import { simulation } from "../simulate/simulation.ts";
import { encodeEvent } from "../sources/ebpf/encode.ts";
import { freePort } from "../test/services/free-port.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { PicketProcess } from "../test/services/picket-process.ts";
import { redisServer } from "../test/services/redis.ts";

const { values: options } = parseArgs({
  options: {
    containers: { type: "string", default: "100000" },
    active: { type: "string", default: "20000" },
    detectors: { type: "string", default: "all" },
    state: { type: "string" },
    json: { type: "string" },
  },
});
const containers = Number(options.containers);
const active = Number(options.active);
const minute = 60_000;
/** How often each container of a wave reports each kind of event. */
const reports = 4;
/** Of event time, between waves: longer than PICKET_IDLE_AFTER. */
const pause = 11 * minute;
/** They never fall silent, so that event time goes on in every partition. */
const steadyContainers = 64;

const clock = systemClock;
const broker = await kafkaBroker();
const redis = await redisServer();
if (broker === undefined || redis === undefined) process.exit(1);
const port = await freePort();
const log = kafkaLog({ clientId: "memory", brokers: [broker.address], now: () => clock.now() });
const picket = new PicketProcess({
  KAFKA_BROKER: broker.address,
  LOG_LEVEL: "info",
  PICKET_ALERTS: "false",
  PICKET_APPLICATION_ID: "memory",
  PICKET_DETECTORS: options.detectors,
  PICKET_KAFKA_SESSION_TIMEOUT: "60s",
  PICKET_METRICS_PORT: String(port),
  PICKET_STATE: options.state ?? redis.url,
});
/** What containers report: taken from a few simulated ones, put into the mouths of many. */
const templates = simulation({
  seed: "memory",
  images: 40,
  kinds: ["resource", "frequency"],
  start: 0,
  rate: 1000,
  attacks: [],
}).events();
let eventTime = clock.now() - 12 * 60 * minute;
let written = 0;

try {
  await picket.said(/the topology runs/);
  const writer = await log.writer();
  const waves = Array.from({ length: containers / active }, (_, wave) => ({ name: `wave ${wave + 1}`, wave }));
  const results = [];
  for (const { name, wave } of [...waves, { name: "wave 1 again", wave: 0 }]) {
    const started = clock.elapsed();
    const before = await metrics();
    for (let report = 0; report < reports; report += 1) await say(wave * active, active);
    await processed();
    const seconds = (clock.elapsed() - started) / 1000;
    const during = await metrics();
    const residentMiB = memory("VmRSS");
    eventTime += pause;
    // Those of the wave leave memory after a save that follows.
    while (options.state !== "none" && (await metrics()).inMemory > active / 10) {
      await say(containers, steadyContainers);
      await clock.sleep(1000);
    }
    const after = await metrics();
    const result = {
      name,
      "events/s": Math.round((2 * active * reports) / seconds),
      "keys in memory": during.inMemory,
      "MiB resident": residentMiB,
      "keys returned": during.returned - before.returned,
      "s waited for them": Math.round(during.waitedMs - before.waitedMs) / 1000,
      "keys away, in the end": after.away,
      "MiB resident, in the end": memory("VmRSS"),
    };
    console.error(result);
    results.push(result);
  }
  console.table(results);
  const peakMiB = memory("VmHWM");
  console.log(`peak ${peakMiB} MiB, load average ${loadavg()[0]!.toFixed(1)}`);
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify({ containers, active, peakMiB, results }, null, 2)}\n`);
  }

  /** Each of `count` containers reports each kind once, within a minute of event time. */
  async function say(first: number, count: number): Promise<void> {
    const batchSize = 4000;
    for (let number = 0; number < count; number += batchSize / 2) {
      const values = [];
      for (let i = number; i < Math.min(number + batchSize / 2, count); i += 1) {
        const time = Math.floor(eventTime + (i * minute) / count);
        for (const kind of ["resource", "frequency"]) values.push(report(first + i, kind, time));
      }
      await writer.write(values);
      written += values.length;
    }
    eventTime += minute;
  }
} finally {
  await picket.stop();
  await log.close();
  await Promise.all([broker.dispose(), redis.dispose()]);
}

function report(container: number, topic: string, time: number) {
  let event = templates.next().value;
  while (event.kind !== topic) event = templates.next().value;
  const containerImage = `registry.local/team-${container % 100}/service-${container}:1.0`;
  const measured = event.kind === "resource" ? { resource: event.resource } : { syscalls: event.syscalls };
  const value = encodeEvent({ containerImage, nodeName: event.container.node, comm: "main", time, ...measured });
  return { topic, key: null, value, headers: [] };
}

async function processed(): Promise<void> {
  while ((await metrics()).events < written) await clock.sleep(100);
}

async function metrics() {
  const text = await metricsPage();
  const sum = (name: string): number => {
    const lines = text.matchAll(
      new RegExp(`^picket_${name}(?:\\{[^}]*picket_stage="container"[^}]*\\})? ([\\d.]+)`, "gm"),
    );
    return [...lines].reduce((total, [, value]) => total + Number(value), 0);
  };
  return {
    events: sum("events_in_total"),
    inMemory: sum("keys_in_memory"),
    away: sum("keys_away"),
    returned: sum("keys_returned_total"),
    waitedMs: sum("keys_return_duration_milliseconds_sum"),
  };
}

/** A server that is busy may close a connection that waits. */
async function metricsPage(): Promise<string> {
  for (;;) {
    if (!picket.running) throw new Error(`Picket ended by itself:\n${picket.stderr.slice(-2000)}`);
    try {
      return await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: "close" } })).text();
    } catch {
      await clock.sleep(100);
    }
  }
}

/** In MiB. */
function memory(field: "VmRSS" | "VmHWM"): number {
  const [, kib] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${picket.pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1024);
}
