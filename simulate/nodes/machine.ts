/** A node as its kernel counts it: CPU time, memory, network, disk, from one scrape to the next. */

import { Random } from "../random.ts";
import type { SimulatedNode } from "./fleet.ts";
import { bootedAt, type Incident, throughput } from "./incident.ts";
import { loadAt } from "./load.ts";

/** In the order of the counters of one CPU. */
export const cpuModes = ["idle", "iowait", "system", "user"] as const;

export class Machine {
  readonly node: SimulatedNode;
  /** Seconds, by CPU and mode: `cpuModes` of the first CPU, of the second, and so on. */
  readonly cpuSeconds: Float64Array;
  memoryAvailable: number;
  diskAvailable: number;
  /** Bytes since boot. */
  received: number;
  sent: number;
  readonly #incidents: readonly Incident[];
  readonly #random: Random;
  #time: number;
  /** Logarithms of what is a mood: of the work, of the memory, and of each direction of the network. */
  #work = 0;
  #held = 0;
  #in = 0;
  #out = 0;

  /** As it is at `start`, in ms since the epoch, after an ordinary life since boot. */
  constructor(node: SimulatedNode, incidents: readonly Incident[], { seed, start }: { seed: string; start: number }) {
    this.#random = new Random(`${seed}/${node.name}/machine`);
    this.node = node;
    this.#incidents = incidents;
    this.#time = start;
    const { group, own } = node;
    const uptime = (start - node.bootedAt) / 1000;
    this.cpuSeconds = new Float64Array(node.cpus * cpuModes.length);
    this.#spendCpu(uptime, group.cpu * own.cpu, group.waiting);
    this.received = group.networkIn * own.network * uptime;
    this.sent = group.networkOut * own.network * uptime;
    this.memoryAvailable = node.memory;
    this.diskAvailable = node.disk;
  }

  /** Lives on until `time`, in ms since the epoch. */
  advance(time: number): void {
    const booted = bootedAt(this.node, this.#incidents, time);
    if (booted > this.#time) this.#boot(booted);
    const from = this.#time;
    const seconds = (time - from) / 1000;
    this.#time = time;
    const { group, own, cpus, memory, disk } = this.node;
    this.#changeMoods(seconds);
    const load = loadAt(group, (from + time) / 2) * Math.exp(this.#work);
    let busy = group.cpu * own.cpu * load;
    let waiting = group.waiting * Math.exp(this.#held) * load;
    let used = group.memory * own.memory * (0.94 + 0.06 * load) * Math.exp(0.3 * this.#held) * memory;
    let full = 0.45 * own.memory * disk;
    let networkIn = group.networkIn * own.network * load * Math.exp(this.#in);
    let networkOut = group.networkOut * own.network * load * Math.exp(this.#out);
    for (const { scenario, strength, start, end } of this.#incidents) {
      const share = (Math.min(time, end) - Math.max(from, start)) / (time - from);
      if (!(share > 0)) continue;
      const { node: effect } = scenario;
      const lasted = (Math.min(time, end) - start) / 1000;
      const passes = 1 - share + share * throughput(strength * (effect.loss ?? 0));
      busy = busy * (0.4 + 0.6 * passes) + (share * strength * (effect.cores ?? 0)) / cpus;
      waiting += share * strength * (effect.waiting ?? 0);
      used += strength * (effect.memoryGrowth ?? 0) * lasted;
      full += strength * (effect.diskGrowth ?? 0) * lasted;
      const growth = effect.networkDoublesAfter === undefined ? 1 : 1 + lasted / effect.networkDoublesAfter;
      networkIn = networkIn * passes + share * strength * growth * (effect.networkIn ?? 0);
      networkOut = networkOut * passes + share * strength * growth * (effect.networkOut ?? 0);
    }
    this.#spendCpu(seconds, Math.min(busy, 0.99), waiting);
    this.memoryAvailable = Math.max(memory - used, 0.012 * memory);
    this.diskAvailable = Math.max(disk - full, 0);
    this.received += networkIn * seconds;
    this.sent += networkOut * seconds;
  }

  #boot(time: number): void {
    this.#time = time;
    this.cpuSeconds.fill(0);
    this.received = 0;
    this.sent = 0;
  }

  /** First-order autoregressions that forget within minutes, however long the step is. */
  #changeMoods(seconds: number): void {
    const random = this.#random;
    const { unrest } = this.node.group;
    const quick = Math.exp(-seconds / 40);
    const slow = Math.exp(-seconds / 600);
    this.#work = quick * this.#work + Math.sqrt(1 - quick * quick) * unrest * random.normal();
    this.#in = quick * this.#in + Math.sqrt(1 - quick * quick) * unrest * random.normal();
    this.#out = quick * this.#out + Math.sqrt(1 - quick * quick) * unrest * random.normal();
    this.#held = slow * this.#held + Math.sqrt(1 - slow * slow) * 0.08 * random.normal();
  }

  #spendCpu(seconds: number, busy: number, waits: number): void {
    const { cpus } = this.node;
    const waiting = Math.min(waits, 1 - busy);
    for (let cpu = 0; cpu < cpus; cpu += 1) {
      // What one CPU does less, another does more.
      const lean = 0.06 * (this.#random.uniform() - 0.5);
      const mine = Math.min(Math.max(busy * (1 + lean), 0), 1 - waiting);
      const at = cpu * cpuModes.length;
      this.#spend(at, seconds * (1 - mine - waiting));
      this.#spend(at + 1, seconds * waiting);
      this.#spend(at + 2, seconds * mine * 0.3);
      this.#spend(at + 3, seconds * mine * 0.7);
    }
  }

  #spend(index: number, seconds: number): void {
    this.cpuSeconds[index] = (this.cpuSeconds[index] ?? 0) + seconds;
  }
}
