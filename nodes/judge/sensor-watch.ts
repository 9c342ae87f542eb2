/** How long a sensor of a node has been quiet, beside how long it usually is between two words. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { SensorReport } from "../window.ts";

/** Nothing is silence that is shorter, ms. */
const leastSilence = 30_000;
/** Of the longest usual gap. */
const silenceFactor = 3;
/** How much of a long gap is forgotten with each later one. */
const forgetting = 1 / 200;
/** A sensor that spoke in fewer windows is not missed. */
const neededWindows = 30;

const standings = ["talking", "excused", "blamed"] as const;

export type SilenceStanding = (typeof standings)[number];

export class SensorWatch {
  /** Event time of the newest observation, ms. */
  lastSeen: number;
  /** How long it had been quiet when the node's newest window ended, ms. */
  #quietAtEnd = 0;
  /** When that window came, on the group's stopwatch, ms. */
  #toldAt: number;
  /** Windows with something new, up to `neededWindows`. */
  #windows = 0;
  /** The longest gap of late, ms. */
  #usualGap = 0;
  /**
   * `excused`: quiet when many were, so that its silence says nothing of the node; `blamed`: silent while others talk. Either until
   * it speaks again.
   */
  standing: SilenceStanding = "talking";

  constructor(lastSeen: number, now: number) {
    this.lastSeen = lastSeen;
    this.#toldAt = now;
  }

  /** @param end of the window that the report is from. */
  heard(report: SensorReport, end: number, now: number): void {
    if (report.lastSeen > this.lastSeen) {
      this.#learnGap(report.lastSeen - this.lastSeen);
      this.lastSeen = report.lastSeen;
      this.standing = "talking";
    }
    this.#quietAtEnd = Math.max(0, end - this.lastSeen);
    this.#toldAt = now;
  }

  /** A gap that was called silence is not believed at once: it counts as twice what was usual. */
  #learnGap(gap: number): void {
    const believed = this.#windows < neededWindows ? gap : Math.min(gap, 2 * this.silence);
    this.#usualGap = Math.max(believed, this.#usualGap - forgetting * (this.#usualGap - believed));
    this.#windows = Math.min(this.#windows + 1, neededWindows);
  }

  /** It spoke often enough to be missed. */
  get isRegular(): boolean {
    return this.#windows >= neededWindows;
  }

  /** @param now on the group's stopwatch. */
  isSilent(now: number): boolean {
    return this.isRegular && this.quiet(now) > this.silence;
  }

  /** Ms that it must be quiet to be silent. */
  get silence(): number {
    return Math.max(leastSilence, silenceFactor * this.#usualGap);
  }

  /** @param now on the group's stopwatch. @returns ms, at least. */
  quiet(now: number): number {
    return this.#quietAtEnd + (now - this.#toldAt);
  }

  write(to: ByteWriter): void {
    to.varint(this.lastSeen);
    to.varint(this.#quietAtEnd);
    to.varint(this.#toldAt);
    to.varint(this.#windows);
    to.double(this.#usualGap);
    to.byte(standings.indexOf(this.standing));
  }

  static read(from: ByteReader): SensorWatch {
    const watch = new SensorWatch(from.varint(), 0);
    watch.#quietAtEnd = from.varint();
    watch.#toldAt = from.varint();
    watch.#windows = from.varint();
    watch.#usualGap = from.double();
    watch.standing = standings[from.byte()] ?? "talking";
    return watch;
  }
}
