/** One container's reports of one kind, interval after interval: its usual work, and what an attack on it adds. */

import { resourceFeatures } from "../sources/ebpf/event.ts";
import type { SimulatedEvent, SimulatedKind } from "./event.ts";
import type { SimulatedContainer } from "./fleet.ts";
import { habits, measureResource, measureSyscalls } from "./measure.ts";
import type { Habits } from "./measure.ts";
import type { ProcessIdentity } from "./profile.ts";
import { Random } from "./random.ts";
import type { Episode } from "./schedule.ts";

/** Share of a container's reports that come from its small helper process, and what that does of the main one's work. */
const helperShare = 0.08;
const helperLoad = 0.05;

/** While an attack lasts, most of its container's reports are of it: it is what the container is busy with. */
const attackShare = 0.7;

/** How much of its last mood a container keeps from one report to the next (a first-order autoregression). */
const inertia = 0.8;

/** Where reporters write what they measure, one after the other. */
export class Measurements {
  readonly resource = new Float64Array(resourceFeatures.length);
  readonly syscalls = new Map<number, number>();
}

/** Carries the container's load from one report to the next. */
export class Reporter {
  readonly #container: SimulatedContainer;
  readonly #kind: SimulatedKind;
  readonly #usual: Habits;
  readonly #attacks: readonly { readonly episode: Episode; readonly adds: Habits }[];
  readonly #measured: Measurements;
  /** Of its own, so that an attack on one container changes nothing in what the others report. */
  readonly #random: Random;
  #mood = 0;
  #burst = 1;

  /** @param measured what `report` fills and hands out: one for all reporters of a simulation. */
  constructor(
    container: SimulatedContainer,
    kind: SimulatedKind,
    { attacks, seed, measured }: { attacks: readonly Episode[]; seed: string; measured: Measurements },
  ) {
    this.#measured = measured;
    this.#random = new Random(`${seed}/${container.id}/${kind}`);
    this.#container = container;
    this.#kind = kind;
    this.#usual = habits(container.profile);
    this.#attacks = attacks
      .filter((episode) => episode.container === container)
      .map((episode) => ({ episode, adds: habits(episode.attack) }));
  }

  /** @param share of its usual work that the container can do. */
  report(time: number, share = 1): SimulatedEvent {
    const random = this.#random;
    this.#measured.resource.fill(0);
    this.#measured.syscalls.clear();
    const load = share * this.#load(time);
    const running = this.#attacks.find(({ episode }) => time >= episode.start && time < episode.end);
    const attacked = running !== undefined && random.chance(attackShare) ? running : undefined;
    if (attacked !== undefined) {
      const { attack, start, strength = 1 } = attacked.episode;
      const growth = attack.doublesAfter === undefined ? 1 : 1 + (time - start) / (attack.doublesAfter * 1000);
      this.#measure(attacked.adds, strength * growth);
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
    if (this.#kind === "resource") measureResource(typical.resource, load, this.#random, this.#measured.resource);
    else measureSyscalls(typical.syscalls, load, this.#random, this.#measured.syscalls);
  }

  #event(time: number, who: ProcessIdentity, pidOffset: number, episode: Episode | undefined): SimulatedEvent {
    const { pid } = this.#container;
    return {
      kind: this.#kind,
      time,
      container: this.#container,
      process: { ...who, pid: pid + pidOffset, ppid: pidOffset === 0 ? 1 : pid },
      resource: this.#measured.resource,
      syscalls: this.#measured.syscalls,
      episode,
    };
  }
}

const millisecondsOfDay = 86_400_000;
