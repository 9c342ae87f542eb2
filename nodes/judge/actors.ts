/**
 * What a node's containers were seen to do of late: a detector's single find is noise, and so it takes a container that is
 * anomalous window after window, or one whose processes are seen to do what they should not. Likewise one run from /tmp is an
 * installer's.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";

interface Actor {
  /** Windows one after the other in which a detector found something high. */
  run: number;
  /** End of the last of them, ms by the node's clock; 0 before the first. */
  runEnd: number;
  /** End of the last window in which its processes did what should be looked at, and in which that was evidence. */
  seenAt: number;
  caughtAt: number;
}

/** Names of containers. */
export interface ActorsOfWindow {
  readonly anomalous: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
  readonly caught: ReadonlySet<string>;
}

/** Windows in a row in which a container must be anomalous. */
const neededRun = 3;
/** For how long, ms, a container is under suspicion after its processes were caught. */
const suspicion = 60_000;
const mostActors = 32;

export class Actors {
  readonly #actors = new Map<string, Actor>();

  /** Whether the container's processes were evidence shortly before `start`. */
  isSuspect(name: string, start: number): boolean {
    return start - (this.#actors.get(name)?.caughtAt ?? -Infinity) < suspicion;
  }

  /** Whether the container was so often anomalous until `start` that one more window is no chance. */
  isAnomalousAgain(name: string, start: number): boolean {
    const actor = this.#actors.get(name);
    return actor !== undefined && actor.runEnd === start && actor.run >= neededRun - 1;
  }

  /** Whether its processes did what should be looked at in the window until `start`. */
  isSeenAgain(name: string, start: number): boolean {
    return this.#actors.get(name)?.seenAt === start;
  }

  /**
   * To be called for each whole window.
   *
   * @param actors those in which a detector found something high, those whose processes did what should be looked at, and those
   *   of them of which that is evidence.
   */
  note({ anomalous, seen, caught }: ActorsOfWindow, { start, end }: { start: number; end: number }): void {
    for (const name of new Set([...anomalous, ...seen, ...caught])) {
      const actor = this.#actors.get(name) ?? { run: 0, runEnd: 0, seenAt: 0, caughtAt: 0 };
      if (anomalous.has(name)) {
        actor.run = actor.runEnd === start ? Math.min(actor.run + 1, neededRun) : 1;
        actor.runEnd = end;
      }
      if (seen.has(name)) actor.seenAt = end;
      if (caught.has(name)) actor.caughtAt = end;
      this.#actors.delete(name);
      this.#actors.set(name, actor);
    }
    for (const [name, { runEnd, seenAt, caughtAt }] of this.#actors) {
      const isOld = start - Math.max(runEnd, seenAt, caughtAt) > suspicion;
      if (isOld || this.#actors.size > mostActors) this.#actors.delete(name);
    }
  }

  write(to: ByteWriter): void {
    to.varint(this.#actors.size);
    for (const [name, { run, runEnd, seenAt, caughtAt }] of this.#actors) {
      to.text(name);
      for (const value of [run, runEnd, seenAt, caughtAt]) to.varint(value);
    }
  }

  read(from: ByteReader): void {
    for (let left = from.count(); left > 0; left--) {
      this.#actors.set(from.text(), {
        run: from.varint(),
        runEnd: from.varint(),
        seenAt: from.varint(),
        caughtAt: from.varint(),
      });
    }
  }
}
