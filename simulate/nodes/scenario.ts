/** What can happen to a simulated node: what it does to the node's metrics, to one of its containers, and in its processes. */

import type { Attack } from "../attacks.ts";
import type { Random } from "../random.ts";
import type { Deed } from "./process.ts";

export interface Scenario {
  readonly name: string;
  /** The class that labels carry. */
  readonly class: "faulty" | "security_incident";
  /** For people, e.g. "a miner". */
  readonly title: string;
  /** How many times what is told here an incident does: between these, by the seed. */
  readonly strength: readonly [least: number, most: number];
  readonly node: NodeEffect;
  /** What one container's measurements show; left out where it is the node alone. */
  readonly attack?: Attack;
  /** What its processes do; what varies between incidents is drawn once, here. */
  readonly acts?: (random: Random) => readonly Act[];
  /** Seconds after its start, from when on the node's event sensors say nothing. */
  readonly silentAfter?: number;
  /** Seconds from its start in which the node is off; then it boots, and its counters begin anew. */
  readonly off?: number;
}

/** On top of what the node does anyway, at strength 1. */
export interface NodeEffect {
  /** CPUs that are busy. */
  readonly cores?: number;
  /** Of all CPU time: waiting for disks. */
  readonly waiting?: number;
  /** Bytes per second that are taken and not given back before the end. */
  readonly memoryGrowth?: number;
  readonly diskGrowth?: number;
  /** Bytes per second. */
  readonly networkIn?: number;
  readonly networkOut?: number;
  /** Seconds after which the network shows twice as much as at the start, and so on linearly; left out where it is steady. */
  readonly networkDoublesAfter?: number;
  /** The share of packets that is lost. */
  readonly loss?: number;
}

export interface Act {
  /** Seconds after the incident's start. */
  readonly after: number;
  /** Mean seconds from one to the next, at strength 1; left out: once. */
  readonly every?: number;
  readonly deed: (random: Random) => Deed;
}
