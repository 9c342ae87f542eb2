/** Prometheus scraping a node: at a steady interval, unless the packets are lost. */

import { Random } from "../random.ts";
import type { Activity } from "./activity.ts";
import type { SimulatedNode } from "./fleet.ts";
import { type Incident, isOff, lossOf } from "./incident.ts";
import { Machine } from "./machine.ts";
import type { MetricsForm, WriteScrape } from "./metrics.ts";
import type { SimulatedRecord } from "./record.ts";

export class Scrapes implements Activity {
  due: number;
  readonly #intervalMs: number;
  readonly #incidents: readonly Incident[];
  readonly #machine: Machine;
  readonly #write: WriteScrape;
  readonly #key: Buffer | null;
  readonly #random: Random;

  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    options: { seed: string; start: number; intervalMs: number; form: MetricsForm; write: WriteScrape },
  ) {
    const { seed, start, intervalMs, form, write } = options;
    this.#random = new Random(`${seed}/${node.name}/scrapes`);
    this.#intervalMs = intervalMs;
    this.#incidents = incidents;
    this.#machine = new Machine(node, incidents, { seed, start });
    this.#write = write;
    this.#key = form === "remote-write" ? Buffer.from(node.name) : null;
    this.due = start + this.#random.integer(1, intervalMs);
  }

  act(into: SimulatedRecord[]): void {
    const time = this.due;
    this.due = time + this.#intervalMs;
    const answered = !this.#random.chance(lossOf(this.#incidents, time) * timeoutsPerLoss);
    if (!answered || isOff(this.#incidents, time)) return;
    this.#machine.advance(time);
    for (const value of this.#write(this.#machine, time)) {
      into.push({ topic: "node-metrics", key: this.#key, time, value });
    }
  }
}

/** Of scrapes, for each packet that is lost: TCP sends again, so fewer time out. */
const timeoutsPerLoss = 0.5;
