/** What the processes of an incident do: its scenario's acts, from its start to its end. */

import { Random } from "../random.ts";
import type { Activity } from "./activity.ts";
import { Ends } from "./ends.ts";
import type { Incident } from "./incident.ts";
import type { SimulatedRecord } from "./record.ts";
import type { Act } from "./scenario.ts";
import type { Sensors } from "./sensors.ts";

export class Acts implements Activity {
  #next = Infinity;
  readonly #incident: Incident;
  readonly #sensors: Sensors;
  readonly #ends: Ends;
  readonly #random: Random;
  /** Each act with the time of its next deed; few. */
  readonly #planned: { readonly act: Act; time: number }[];

  constructor(incident: Incident, options: { seed: string; sensors: Sensors }) {
    const { scenario, node, container, start } = incident;
    this.#random = new Random(`${options.seed}/${node.name}/${scenario.name}/${start}`);
    this.#incident = incident;
    this.#sensors = options.sensors;
    this.#ends = new Ends(options.sensors);
    const acts = (container === undefined ? undefined : scenario.acts?.(this.#random)) ?? [];
    this.#planned = acts.map((act) => ({ act, time: Math.ceil(start + act.after * 1000) }));
    this.#plan();
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
    const { container, end, strength } = this.#incident;
    const random = this.#random;
    const next = this.#planned.find((planned) => planned.time === time);
    if (next === undefined || container === undefined) return;
    const deed = next.act.deed(random);
    const started = this.#sensors.see(deed, container, time, into);
    if (started !== undefined && "command" in deed) {
      // What still runs when it is over is killed then.
      const ended = time + Math.ceil(deed.command.lifetimeMs * random.factor(0.3));
      this.#ends.add(started, Math.min(ended, Math.max(end, time)));
    }
    const { every } = next.act;
    next.time = every === undefined ? Infinity : Math.ceil(time + (gap(random) * every * 1000) / strength);
    this.#plan();
  }

  #plan(): void {
    const next = Math.min(...this.#planned.map(({ time }) => time));
    this.#next = next < this.#incident.end ? next : Infinity;
  }
}

/** With mean 1, and neither regular nor without memory. */
function gap(random: Random): number {
  return 0.5 + random.uniform();
}
