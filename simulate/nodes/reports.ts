/** The reports that the eBPF agent of a node writes of each container, resource use and system calls, at a steady interval. */

import { encodeSimulated } from "../encode.ts";
import type { SimulatedKind } from "../event.ts";
import { Random } from "../random.ts";
import { type Measurements, Reporter } from "../reporter.ts";
import type { Episode } from "../schedule.ts";
import type { Activity } from "./activity.ts";
import type { SimulatedNode } from "./fleet.ts";
import { type Incident, lossOf, throughput } from "./incident.ts";
import type { SimulatedRecord } from "./record.ts";
import type { Sensors } from "./sensors.ts";

export class Reports implements Activity {
  due: number;
  readonly #incidents: readonly Incident[];
  readonly #sensors: Sensors;
  readonly #reporters: readonly { readonly kind: SimulatedKind; readonly reporter: Reporter; readonly phase: number }[];
  #next = 0;
  #round: number;

  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    options: {
      seed: string;
      start: number;
      kinds: readonly SimulatedKind[];
      measured: Measurements;
      sensors: Sensors;
    },
  ) {
    const random = new Random(`${options.seed}/${node.name}/reports`);
    this.#incidents = incidents;
    this.#sensors = options.sensors;
    this.#round = options.start;
    const shared = { attacks: incidents.flatMap(episodeOf), seed: options.seed, measured: options.measured };
    this.#reporters = node.containers
      .flatMap((container) => options.kinds.map((kind) => ({ container, kind })))
      .map(({ container, kind }) => ({
        kind,
        reporter: new Reporter(container, kind, shared),
        phase: random.integer(1, intervalMs),
      }))
      .sort((a, b) => a.phase - b.phase);
    this.due = this.#dueNext();
  }

  act(into: SimulatedRecord[]): void {
    const time = this.due;
    const current = this.#reporters[this.#next];
    if (current === undefined) return;
    this.#next += 1;
    if (this.#next === this.#reporters.length) {
      this.#next = 0;
      this.#round += intervalMs;
    }
    this.due = this.#dueNext();
    const event = current.reporter.report(time, throughput(lossOf(this.#incidents, time)));
    if (!this.#sensors.silentAt(time))
      into.push({
        topic: current.kind,
        key: null,
        time,
        value: encodeSimulated({ ...event, time: this.#sensors.toldAt(time) }),
      });
  }

  #dueNext(): number {
    const next = this.#reporters[this.#next];
    return next === undefined ? Infinity : this.#round + next.phase;
  }
}

/** The interval that the figures of profiles and attacks are of. */
const intervalMs = 5000;

function episodeOf({ scenario, container, strength, start, end }: Incident): readonly Episode[] {
  if (scenario.attack === undefined || container === undefined) return [];
  return [{ attack: scenario.attack, container, strength, start, end }];
}
