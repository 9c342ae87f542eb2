/** When and where an attack happens in a simulation, and how people write it: `miner@30s+20s=shop/api`. */

import { PicketError } from "../errors/picket-error.ts";
import { attacks } from "./attacks.ts";
import type { Attack } from "./attacks.ts";
import { durationPattern, milliseconds } from "./duration.ts";
import type { SimulatedContainer } from "./fleet.ts";
import { Random } from "./random.ts";

export interface ScheduledAttack {
  readonly attack: Attack;
  /** Event time in ms, from the simulation's start. */
  readonly afterMs: number;
  readonly durationMs: number;
  /** An image or a part of one; left out: any container. */
  readonly target?: string;
}

/** An attack with its container and its event time in ms since the epoch. */
export interface Episode {
  readonly attack: Attack;
  readonly container: SimulatedContainer;
  /** How many times what the attack usually does; once where left out. */
  readonly strength?: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `NAME@AFTER[+DURATION][=IMAGE]`; durations like `500ms`, `30s`, `5m`, a minute where none is given.
 *
 * @throws PicketError `SETTINGS_INVALID`, which says what was expected.
 */
export function parseAttack(text: string): ScheduledAttack {
  const parts = written.exec(text);
  const attack = attacks.find(({ name }) => name === parts?.[1]);
  if (parts?.[2] === undefined || attack === undefined) {
    const names = attacks.map(({ name }) => name).join(", ");
    throw new PicketError(
      "SETTINGS_INVALID",
      `--attack ${text}: expected NAME@AFTER[+DURATION][=IMAGE], such as miner@30s or memory-leak@2m+30s=shop/api; the names are ${names}.`,
    );
  }
  return {
    attack,
    afterMs: milliseconds(parts[2]),
    durationMs: parts[3] === undefined ? 60_000 : milliseconds(parts[3]),
    ...(parts[4] === undefined ? {} : { target: parts[4] }),
  };
}

/**
 * Gives every scheduled attack a container: of the named image, else any, by the seed.
 *
 * @throws PicketError `SETTINGS_INVALID` for an image that the fleet does not have.
 */
export function episodes(
  schedule: readonly ScheduledAttack[],
  containers: readonly SimulatedContainer[],
  options: { readonly seed: string; readonly start: number },
): readonly Episode[] {
  const random = new Random(`${options.seed}/attacks`);
  return schedule.map(({ attack, afterMs, durationMs, target }) => {
    const [first, ...others] = containers.filter(({ image }) => target === undefined || image.includes(target));
    if (first === undefined) {
      throw new PicketError("SETTINGS_INVALID", `--attack: no simulated image is, or contains, ${target}.`);
    }
    const start = options.start + afterMs;
    return { attack, container: random.pick([first, ...others]), start, end: start + durationMs };
  });
}

const written = new RegExp(`^([a-z-]+)@(${durationPattern})(?:\\+(${durationPattern}))?(?:=(.+))?$`);
