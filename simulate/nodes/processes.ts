/** What the processes of a node do on an ordinary day: they execute others, which end, and connect to services. */

import { Random } from "../random.ts";
import type { Activity } from "./activity.ts";
import { Ends } from "./ends.ts";
import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import { type Incident, lossOf } from "./incident.ts";
import { greatestLoad, loadAt } from "./load.ts";
import type { Deed } from "./process.ts";
import type { SimulatedRecord } from "./record.ts";
import type { Sensors } from "./sensors.ts";

/** A Poisson process whose rate follows the node's load. */
export class Processes implements Activity {
  #next: number;
  readonly #node: SimulatedNode;
  readonly #incidents: readonly Incident[];
  readonly #sensors: Sensors;
  readonly #ends: Ends;
  readonly #random: Random;
  /** Mean ms between two deeds at the greatest load. */
  readonly #gapMs: number;
  readonly #executeShare: number;

  /** `executes` and `connects`: per second, on average over nodes and days. */
  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    options: { seed: string; start: number; executes: number; connects: number; sensors: Sensors },
  ) {
    this.#random = new Random(`${options.seed}/${node.name}/processes`);
    this.#node = node;
    this.#incidents = incidents;
    this.#sensors = options.sensors;
    this.#ends = new Ends(options.sensors);
    const { group, own } = node;
    const executes = options.executes * group.executes * own.processes;
    const rate = executes + options.connects * group.connects * own.processes;
    this.#gapMs = 1000 / (rate * greatestLoad(group));
    this.#executeShare = executes / rate;
    this.#next = this.#after(options.start);
  }

  get due(): number {
    return Math.min(this.#next, this.#ends.due);
  }

  act(into: SimulatedRecord[]): void {
    if (this.#ends.due < this.#next) {
      this.#ends.seeNext(into);
      return;
    }
    const time = this.#next;
    this.#next = this.#after(time);
    const random = this.#random;
    const { containers } = this.#node;
    const container = containers[random.integer(0, containers.length - 1)];
    if (container === undefined) return;
    const deed = this.#deed(container, time);
    const started = this.#sensors.see(deed, container, time, into);
    if (started !== undefined && "command" in deed) {
      this.#ends.add(started, time + Math.ceil(deed.command.lifetimeMs * random.factor(0.4)));
    }
  }

  /** Thinning (Lewis and Shedler 1979): drawn at the greatest rate, kept in proportion to the rate of the moment. */
  #after(start: number): number {
    const { group } = this.#node;
    const greatest = greatestLoad(group);
    let time = start;
    do time += -Math.log(1 - this.#random.uniform()) * this.#gapMs;
    while (this.#random.uniform() * greatest > loadAt(group, time));
    return Math.ceil(time);
  }

  #deed({ kind, profile }: NodeContainer, time: number): Deed {
    const random = this.#random;
    if (random.chance(this.#executeShare)) {
      if (this.#node.group.jobs > 0 && random.chance(jobFromTmpShare)) return { command: jobFromTmp(random) };
      return { command: random.pick(kind.commands) };
    }
    const failed = random.uniform() < lossOf(this.#incidents, time);
    return { uid: profile.process.uid, service: random.pick(kind.services), failed };
  }
}

/** Job runners unpack scripts into /tmp and run them there: rare, and harmless. */
const jobFromTmpShare = 0.0005;

function jobFromTmp(random: Random): { binary: string; arguments: string; lifetimeMs: number } {
  return { binary: `/tmp/job-${random.hex(6)}/run.sh`, arguments: "", lifetimeMs: 1500 };
}
