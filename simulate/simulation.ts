/** An endless, seeded stream of a fleet's telemetry: what each container would have reported, event by event. */

import { resourceFeatures } from "../sources/ebpf/event.ts";
import { fleet } from "./fleet.ts";
import type { SimulatedContainer } from "./fleet.ts";
import { habits, measureResource, measureSyscalls } from "./measure.ts";
import type { Habits } from "./measure.ts";
import type { ProcessIdentity } from "./profile.ts";
import { Random } from "./random.ts";
import { episodes } from "./schedule.ts";
import type { Episode, ScheduledAttack } from "./schedule.ts";

export type SimulatedKind = "resource" | "frequency";

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

/** Valid until the next event is taken: the measurements are reused. */
export interface SimulatedEvent {
  readonly kind: SimulatedKind;
  /** Event time in ms since the epoch. */
  readonly time: number;
  readonly container: SimulatedContainer;
  readonly process: ProcessIdentity & { readonly pid: number; readonly ppid: number };
  /** In `resourceFeatures` order; for `resource`. */
  readonly resource: Float64Array;
  /** Count by syscall number; for `frequency`. */
  readonly syscalls: ReadonlyMap<number, number>;
  /** The attack that had a part in this event. */
  readonly episode: Episode | undefined;
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
  const reporters = containers.flatMap((container) =>
    options.kinds.map((kind) => new Reporter(container, kind, attacks, options.seed)),
  );
  for (let count = 0; ;) {
    random.shuffle(reporters);
    for (const reporter of reporters) {
      yield reporter.report(options.start + Math.floor((count * 1000) / options.rate));
      count += 1;
    }
  }
}

/** Share of a container's reports that come from its small helper process, and what that does of the main one's work. */
const helperShare = 0.08;
const helperLoad = 0.05;

/** While an attack lasts, most of its container's reports are of it: it is what the container is busy with. */
const attackShare = 0.7;

/** How much of its last mood a container keeps from one report to the next (a first-order autoregression). */
const inertia = 0.8;

/** One container's reports of one kind; carries its load from one to the next. */
class Reporter {
  readonly #container: SimulatedContainer;
  readonly #kind: SimulatedKind;
  readonly #usual: Habits;
  readonly #attacks: readonly { readonly episode: Episode; readonly adds: Habits }[];
  readonly #resource = new Float64Array(resourceFeatures.length);
  readonly #syscalls = new Map<number, number>();
  /** Of its own, so that an attack on one container changes nothing in what the others report. */
  readonly #random: Random;
  #mood = 0;
  #burst = 1;

  constructor(container: SimulatedContainer, kind: SimulatedKind, attacks: readonly Episode[], seed: string) {
    this.#random = new Random(`${seed}/${container.id}/${kind}`);
    this.#container = container;
    this.#kind = kind;
    this.#usual = habits(container.profile.resource, container.profile.syscalls);
    this.#attacks = attacks
      .filter((episode) => episode.container === container)
      .map((episode) => ({ episode, adds: habits(episode.attack.resource, episode.attack.syscalls) }));
  }

  report(time: number): SimulatedEvent {
    const random = this.#random;
    this.#resource.fill(0);
    this.#syscalls.clear();
    const load = this.#load(time);
    const running = this.#attacks.find(({ episode }) => time >= episode.start && time < episode.end);
    const attacked = running !== undefined && random.chance(attackShare) ? running : undefined;
    if (attacked !== undefined) {
      const { attack, start } = attacked.episode;
      const growth = attack.doublesAfter === undefined ? 1 : 1 + (time - start) / (attack.doublesAfter * 1000);
      this.#measure(attacked.adds, growth);
      if (attack.process !== undefined) return this.#event(time, attack.process, 7, attacked.episode);
    }
    if (attacked === undefined && random.chance(helperShare)) {
      this.#measure(this.#usual, load * helperLoad);
      return this.#event(
        time,
        { ...this.#container.profile.process, comm: this.#container.profile.helper },
        3,
        undefined,
      );
    }
    this.#measure(this.#usual, load);
    return this.#event(time, this.#container.profile.process, 0, attacked?.episode);
  }

  /** The work of this interval as a multiple of the ordinary: the hour of the day, the mood, and a burst that ebbs away. */
  #load(time: number): number {
    const random = this.#random;
    const { daily, unrest, bursts } = this.#container.profile;
    this.#mood = inertia * this.#mood + Math.sqrt(1 - inertia * inertia) * unrest * random.normal();
    this.#burst = random.chance(bursts.probability) ? bursts.size : 1 + (this.#burst - 1) / 2;
    return (1 - daily * Math.cos((2 * Math.PI * time) / millisecondsOfDay)) * Math.exp(this.#mood) * this.#burst;
  }

  #measure(typical: Habits, load: number): void {
    if (this.#kind === "resource") measureResource(typical.resource, load, this.#random, this.#resource);
    else measureSyscalls(typical.syscalls, load, this.#random, this.#syscalls);
  }

  #event(time: number, who: ProcessIdentity, pidOffset: number, episode: Episode | undefined): SimulatedEvent {
    const { pid } = this.#container;
    return {
      kind: this.#kind,
      time,
      container: this.#container,
      process: { ...who, pid: pid + pidOffset, ppid: pidOffset === 0 ? 1 : pid },
      resource: this.#resource,
      syscalls: this.#syscalls,
      episode,
    };
  }
}

const millisecondsOfDay = 86_400_000;
