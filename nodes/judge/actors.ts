/**
 * What a node's containers were seen to do of late: a detector's single find is noise, and so it takes a container that is
 * anomalous window after window, or one whose processes are seen to do what they should not.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";

interface Actor {
  /** Windows one after the other in which a detector found something high. */
  run: number;
  /** End of the last of them, ms by the node's clock; 0 before the first. */
  runEnd: number;
  /** End of the last window in which its processes were evidence. */
  caughtAt: number;
}

/** Windows in a row in which a container must be anomalous. */
const neededRun = 3;
/** For how long, ms, a container is under suspicion after its processes were caught. */
const suspicion = 60_000;
/** So much between two windows, ms, breaks no run. */
const longestBreak = 10_000;
const mostActors = 32;

export class Actors {
  readonly #actors = new Map<string, Actor>();

  /** Whether what a detector finds in a container counts in a window from `start`. */
  isBelieved(name: string, start: number): boolean {
    const actor = this.#actors.get(name);
    if (actor === undefined) return false;
    return start - actor.caughtAt < suspicion || (this.#continues(actor, start) && actor.run >= neededRun - 1);
  }

  /**
   * To be called for each whole window.
   *
   * @param anomalous containers in which a detector found something high.
   * @param caught containers whose processes are evidence.
   */
  note(
    anomalous: ReadonlySet<string>,
    caught: ReadonlySet<string>,
    { start, end }: { start: number; end: number },
  ): void {
    for (const name of new Set([...anomalous, ...caught])) {
      const actor = this.#actors.get(name) ?? { run: 0, runEnd: 0, caughtAt: 0 };
      if (anomalous.has(name)) {
        actor.run = this.#continues(actor, start) ? Math.min(actor.run + 1, neededRun) : 1;
        actor.runEnd = end;
      }
      if (caught.has(name)) actor.caughtAt = end;
      this.#actors.delete(name);
      this.#actors.set(name, actor);
    }
    for (const [name, { runEnd, caughtAt }] of this.#actors) {
      const isOld = start - Math.max(runEnd, caughtAt) > suspicion;
      if (isOld || this.#actors.size > mostActors) this.#actors.delete(name);
    }
  }

  #continues({ runEnd }: Actor, start: number): boolean {
    return start - runEnd <= longestBreak;
  }

  write(to: ByteWriter): void {
    to.varint(this.#actors.size);
    for (const [name, { run, runEnd, caughtAt }] of this.#actors) {
      to.text(name);
      for (const value of [run, runEnd, caughtAt]) to.varint(value);
    }
  }

  read(from: ByteReader): void {
    for (let left = from.count(); left > 0; left--) {
      this.#actors.set(from.text(), { run: from.varint(), runEnd: from.varint(), caughtAt: from.varint() });
    }
  }
}
