/**
 * What the images of a group are in the habit of: a backup that runs its script from /tmp every hour is no intruder, whichever
 * node it is on.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { Trace } from "../window.ts";

interface Custom {
  /** On the group's own time, ms. */
  readonly since: number;
  /** Windows, up to `neededWindows`. */
  windows: number;
}

/** What is seen while the group is young, ms, is presumed to be usual. */
const youth = 300_000;
/** Later it takes so long, ms, and so many windows. */
const growth = 900_000;
const neededWindows = 3;
/** So strange a thing is not presumed. */
const strange = 0.9;
/** More images than have any such habit; the one that was seen the longest ago goes. */
const mostCustoms = 1024;

export class Customs {
  /** In the order in which they were last seen. */
  readonly #customs = new Map<string, Custom>();
  /** For how long the node was watched that was watched for the longest, ms: a past that is read quickly ages as it did then. */
  #now = 0;

  isCustom(trace: Trace): boolean {
    const now = this.#now;
    if (now < youth && trace.weight < strange) return true;
    const custom = this.#customs.get(keyOf(trace));
    if (custom === undefined) return false;
    if (custom.since < youth && trace.weight < strange) return true;
    return custom.windows >= neededWindows && now - custom.since >= growth;
  }

  /** @param watched for how long a node of the group has been watched, ms. */
  age(watched: number): void {
    this.#now = Math.max(this.#now, watched);
  }

  /** @param traces of one window. */
  note(traces: readonly Trace[]): void {
    for (const key of new Set(traces.filter(({ kind }) => kind !== "container-anomaly").map(keyOf))) {
      const custom = this.#customs.get(key) ?? { since: this.#now, windows: 0 };
      custom.windows = Math.min(custom.windows + 1, neededWindows);
      this.#customs.delete(key);
      this.#customs.set(key, custom);
      if (this.#customs.size > mostCustoms) this.#customs.delete(this.#customs.keys().next().value!);
    }
  }

  write(to: ByteWriter): void {
    to.varint(this.#now);
    to.varint(this.#customs.size);
    for (const [key, { since, windows }] of this.#customs) {
      to.text(key);
      to.varint(since);
      to.varint(windows);
    }
  }

  read(from: ByteReader): void {
    this.#now = from.varint();
    for (let left = from.count(); left > 0; left--) {
      this.#customs.set(from.text(), { since: from.varint(), windows: from.varint() });
    }
  }
}

function keyOf({ what, actor }: Trace): string {
  return `${what} ${actor}`;
}
