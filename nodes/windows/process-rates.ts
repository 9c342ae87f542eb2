/**
 * Whose processes start others without end: of each actor a leaky bucket, into which every start falls. A start-up that takes some
 * hundred processes does not fill it, a storm does within seconds, and keeps it full.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { hash } from "./process-counts.ts";

interface Bucket {
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
  /** By hash of the actor's name. */
  readonly #buckets = new Map<number, Bucket>();

  /** @returns whether it is a storm. */
  add(name: string, time: number): boolean {
    const actor = hash(name);
    const bucket = this.#buckets.get(actor) ?? { level: 0, time };
    // A clock that was ahead, and is set back, has emptied it: that is better than one that never leaks again.
    const left = bucket.level - leak * Math.max(0, time - bucket.time);
    bucket.level = Math.min(Math.max(0, left) + start, full + start);
    bucket.time = time;
    this.#buckets.delete(actor);
    this.#buckets.set(actor, bucket);
    if (this.#buckets.size > mostActors) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket.level > full;
  }

  write(to: ByteWriter): void {
    to.varint(this.#buckets.size);
    for (const [actor, { level, time }] of this.#buckets) for (const value of [actor, level, time]) to.varint(value);
  }

  read(from: ByteReader): void {
    for (let left = from.count(); left > 0; left--) {
      this.#buckets.set(from.varint(), { level: from.varint(), time: from.varint() });
    }
  }
}
