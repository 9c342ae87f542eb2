/** An endless, seeded stream of a fleet's telemetry: what each container would have reported, event by event. */

import type { SimulatedEvent, SimulatedKind } from "./event.ts";
import { fleet } from "./fleet.ts";
import type { SimulatedContainer } from "./fleet.ts";
import { Random } from "./random.ts";
import { Measurements, Reporter } from "./reporter.ts";
import { episodes } from "./schedule.ts";
import type { Episode, ScheduledAttack } from "./schedule.ts";

export type { SimulatedEvent, SimulatedKind } from "./event.ts";

export interface SimulationOptions {
  /** Equal seeds (and equal other options) give equal events. */
  readonly seed: string;
  readonly images: number;
  readonly kinds: readonly SimulatedKind[];
  /** Event time of the first event, in ms since the epoch. */
  readonly start: number;
  /** Events per second of event time. */
  readonly rate: number;
  readonly attacks: readonly ScheduledAttack[];
}

export interface Simulation {
  readonly containers: readonly SimulatedContainer[];
  readonly episodes: readonly Episode[];
  /** Without end; every call starts anew. */
  events(): Generator<SimulatedEvent, never>;
}

/** @throws PicketError `SETTINGS_INVALID` for an attack on an image that is not there. */
export function simulation(options: SimulationOptions): Simulation {
  const containers = fleet(options);
  const attacks = episodes(options.attacks, containers, options);
  return { containers, episodes: attacks, events: () => generate(options, containers, attacks) };
}

/** In every round each container reports each kind once, in an order of chance, as agents on many nodes would. */
function* generate(
  options: SimulationOptions,
  containers: readonly SimulatedContainer[],
  attacks: readonly Episode[],
): Generator<SimulatedEvent, never> {
  const random = new Random(`${options.seed}/events`);
  const shared = { attacks, seed: options.seed, measured: new Measurements() };
  const reporters = containers.flatMap((container) =>
    options.kinds.map((kind) => new Reporter(container, kind, shared)),
  );
  for (let count = 0; ;) {
    random.shuffle(reporters);
    for (const reporter of reporters) {
      yield reporter.report(options.start + Math.floor((count * 1000) / options.rate));
      count += 1;
    }
  }
}
