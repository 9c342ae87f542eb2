/**
 * Whose processes start others without end: of each actor a leaky bucket, into which every start falls. A start-up that takes some
 * hundred processes does not fill it, a storm does within seconds, and keeps it full.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { ProcessSensor } from "../observation.ts";
import { hash } from "./process-counts.ts";

interface Bucket {
  /** Hash of the sensor and the actor's name. */
  readonly actor: number;
  /** In thousandths of a start. */
  level: number;
  /** Ms by the node's clock. */
  time: number;
}

const start = 1000;
/** Thousandths a ms: ten starts a second are nobody's storm. */
const leak = 10;
const full = 250 * start;
/** Who started nothing for the longest goes; a storm starts all the time. */
const mostActors = 16;

export class ProcessRates {
  /** Few: a list is quicker than a map. Whoever started something last comes last. */
  readonly #buckets: Bucket[] = [];

  /** @returns whether it is a storm. */
  add(sensor: ProcessSensor, name: string, time: number): boolean {
    const actor = hash(sensor, " ", name);
    const bucket = this.#latest(actor, time);
    // A clock that was ahead, and is set back, has emptied it: that is better than one that never leaks again.
    const left = bucket.level - leak * Math.max(0, time - bucket.time);
    bucket.level = Math.min(Math.max(0, left) + start, full + start);
    bucket.time = time;
    return bucket.level > full;
  }

  /** The actor's bucket, which is now the last. */
  #latest(actor: number, time: number): Bucket {
    const at = this.#buckets.findLastIndex((bucket) => bucket.actor === actor);
    const bucket = this.#buckets[at] ?? { actor, level: 0, time };
    if (at >= 0 && at === this.#buckets.length - 1) return bucket;
    if (at >= 0) this.#buckets.splice(at, 1);
    this.#buckets.push(bucket);
    if (this.#buckets.length > mostActors) this.#buckets.shift();
    return bucket;
  }

  write(to: ByteWriter): void {
    to.varint(this.#buckets.length);
    for (const { actor, level, time } of this.#buckets) for (const value of [actor, level, time]) to.varint(value);
  }

  read(from: ByteReader): void {
    for (let left = from.count(); left > 0; left--) {
      this.#buckets.push({ actor: from.varint(), level: from.varint(), time: from.varint() });
    }
  }
}
