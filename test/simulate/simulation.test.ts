/** Simulated fleets of containers: the same events for the same seed, at their rate, with measurements that hang together. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { simulation } from "../../simulate/simulation.ts";
import type { SimulatedEvent, SimulationOptions } from "../../simulate/simulation.ts";
import { parseAttack } from "../../simulate/schedule.ts";
import { resourceFeatures } from "../../sources/ebpf/event.ts";
import { syscallNumber } from "../../sources/ebpf/syscall-names.ts";

const start = 1_790_000_000_000;
const base: SimulationOptions = {
  seed: "7",
  images: 24,
  kinds: ["resource", "frequency"],
  start,
  rate: 1000,
  attacks: [],
};

interface Taken extends Omit<SimulatedEvent, "resource" | "syscalls"> {
  readonly resource: readonly number[];
  readonly syscalls: ReadonlyMap<number, number>;
}

function take(count: number, options: Partial<SimulationOptions> = {}): Taken[] {
  const taken: Taken[] = [];
  for (const event of simulation({ ...base, ...options }).events()) {
    taken.push({ ...event, resource: [...event.resource], syscalls: new Map(event.syscalls) });
    if (taken.length === count) break;
  }
  return taken;
}

test("the same seed gives the same events, another seed others", () => {
  assert.deepEqual(take(2000), take(2000));
  assert.notDeepEqual(take(50), take(50, { seed: "8" }));
});

test("a fleet has as many images as asked for, with real-looking names", () => {
  for (const images of [1, 24, 100]) {
    const { containers } = simulation({ ...base, images });
    assert.equal(new Set(containers.map(({ image }) => image)).size, images);
    assert.equal(new Set(containers.map(({ id }) => id)).size, containers.length);
    for (const { id, image, node } of containers) {
      assert.match(id, /^[0-9a-f]{64}$/);
      assert.match(image, /^registry\.example\/[a-z]+\/[a-z0-9-]+:[0-9.]+$/);
      assert.match(node, /^worker-\d+$/);
    }
  }
});

test("event time starts where asked and advances at the rate", () => {
  const events = take(3000, { rate: 500 });
  assert.equal(events[0]?.time, start);
  assert.equal(events[500]?.time, start + 1000);
  assert.equal(events.at(-1)?.time, start + Math.floor((2999 * 1000) / 500));
});

test("every container reports each kind once in a round", () => {
  const { containers } = simulation(base);
  const round = take(containers.length * 2);
  assert.equal(new Set(round.map(({ container, kind }) => `${container.id} ${kind}`)).size, containers.length * 2);
  assert.deepEqual(new Set(take(500, { kinds: ["frequency"] }).map(({ kind }) => kind)), new Set(["frequency"]));
});

test("measurements are whole, non-negative numbers, and each kind carries its own", () => {
  for (const event of take(5000, { attacks: [parseAttack("process-storm@1s")] })) {
    for (const value of [...event.resource, ...event.syscalls.values()])
      assert.ok(Number.isSafeInteger(value) && value >= 0);
    if (event.kind === "resource") {
      assert.equal(event.syscalls.size, 0);
      assert.ok(event.resource.some((value) => value > 0));
    } else {
      assert.ok(event.resource.every((value) => value === 0));
      for (const number of event.syscalls.keys()) assert.ok(number < 500);
    }
  }
});

test("what a container does follows its load: bytes written and CPU time rise and fall together", () => {
  const events = take(80_000, { kinds: ["resource"] });
  const first = events[0]?.container;
  const own = events.filter(({ container, process }) => container === first && process.ppid === 1);
  assert.ok(own.length > 500);
  const correlation = correlate(column(own, "cpu_ns"), column(own, "bytes_written"));
  assert.ok(correlation > 0.5 && correlation < 0.999, `correlation ${correlation}`);
});

test("the afternoon is busier than the night", () => {
  const work = (hour: number): number =>
    column(take(20_000, { kinds: ["resource"], start: hour * 3_600_000, rate: 10_000 }), "cpu_ns").reduce(
      (a, b) => a + b,
    );
  assert.ok(work(12) > 1.2 * work(0));
});

test("an attack touches its container alone, in its time alone, and leaves every other event as it would have been", () => {
  const attack = parseAttack("miner@2s+3s=shop/cart");
  const quiet = take(9000);
  const attacked = take(9000, { attacks: [attack] });
  const [episode] = simulation({ ...base, attacks: [attack] }).episodes;
  assert.ok(episode);
  assert.match(episode.container.image, /shop\/cart/);
  let hits = 0;
  for (const [index, event] of attacked.entries()) {
    if (event.container.id !== episode.container.id) assert.deepEqual(event, quiet[index]);
    if (event.episode === undefined) continue;
    hits += 1;
    assert.equal(event.container.id, episode.container.id);
    assert.ok(event.time >= start + 2000 && event.time < start + 5000);
  }
  assert.ok(hits > 20);
});

test("each attack shows in the measurements that it is known by", () => {
  const signs: [string, (event: Taken) => boolean][] = [
    ["miner", (event) => resource(event, "cpu_ns") > 2e9 || calls(event, "sched_yield") > 0],
    ["exfiltration", (event) => resource(event, "bytes_read") > 2e7 || calls(event, "sendto") > 1000],
    ["memory-leak", (event) => resource(event, "vm_brk_grow_bytes") > 2e6 || calls(event, "brk") > 50],
    ["process-storm", (event) => resource(event, "user_faults") > 10_000 || calls(event, "execve") > 200],
    ["ransomware", (event) => resource(event, "bytes_written") > 5e7 || calls(event, "rename") > 200],
    ["reverse-shell", (event) => event.process.comm === "bash" || calls(event, "dup2") > 10],
  ];
  for (const [name, shows] of signs) {
    const events = take(6000, { attacks: [parseAttack(`${name}@1s+4s=shop/api`)] });
    const of = events.filter(({ episode }) => episode !== undefined);
    assert.ok(of.length > 20, name);
    // Memory rests in some intervals, whatever runs.
    assert.ok(of.filter(shows).length > 0.75 * of.length, name);
    assert.ok(events.filter(({ episode }) => episode === undefined).filter(shows).length < 60, name);
  }
});

test("a memory leak grows while it lasts", () => {
  const events = take(40_000, { attacks: [parseAttack("memory-leak@0s+40s=shop/api")], kinds: ["resource"] });
  const grown = events
    .filter(({ episode }) => episode !== undefined)
    .map((event) => resource(event, "vm_brk_grow_bytes"));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  assert.ok(mean(grown.slice(-50)) > 2 * mean(grown.slice(0, 50)));
});

function resource(event: Taken, feature: (typeof resourceFeatures)[number]): number {
  return event.resource[resourceFeatures.indexOf(feature)] ?? Number.NaN;
}

function column(events: readonly Taken[], feature: (typeof resourceFeatures)[number]): number[] {
  return events.map((event) => resource(event, feature));
}

function calls(event: Taken, name: string): number {
  return event.syscalls.get(syscallNumber(name) ?? -1) ?? 0;
}

function correlate(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, index) => sum + (value - mx) * ((y[index] ?? 0) - my), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}
