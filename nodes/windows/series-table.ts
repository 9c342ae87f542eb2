/**
 * The series of a node: of each the last sample, which is what its next one is compared with. Two samples measure the time between
 * them, whichever windows that lies in.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { metricFamilies, type MetricFamily } from "../observation.ts";
import { longestGap } from "./settings.ts";

/** More than the CPUs and devices of the largest machines: what is beyond are made-up names. */
const mostSeries = 1024;

interface Series {
  time: number;
  value: number;
  /** Start of the newest window that it measured a part of, and how much of it, in ms. */
  window: number;
  covered: number;
}

/** Takes the parts of a measured interval, window by window. */
export interface Measured {
  /**
   * @param start of the window, ms since the epoch.
   * @param amount what the part is of: growth of a counter; of a gauge its mean times seconds.
   * @param ms how long the part is.
   * @param covered how much of the window the series measured so far, in ms.
   */
  (family: MetricFamily, start: number, amount: number, ms: number, covered: number): void;
}

export class SeriesTable {
  readonly #families = new Map<MetricFamily, Map<string, Series>>();
  #size = 0;
  readonly #lengthMs: number;

  /** @param lengthMs of a window. */
  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  get size(): number {
    return this.#size;
  }

  /** The last value of a series; `undefined` where there is none. */
  valueOf(family: MetricFamily, name: string): number | undefined {
    return this.#families.get(family)?.get(name)?.value;
  }

  /**
   * Takes a sample, and tells what was measured since the one before. Samples that do not come in order, and more than one of a
   * time, measure nothing; nor do resets of a counter, because what it had counted before them is not known.
   *
   * @returns whether another series had to go for it.
   */
  add(family: MetricFamily, name: string, value: number, time: number, measured: Measured): boolean {
    if (!(value >= 0 && value < Infinity)) return false;
    const last = this.#families.get(family)?.get(name);
    if (last === undefined) return this.#insert(family, name, { time, value, window: 0, covered: 0 });
    const ms = time - last.time;
    if (ms <= 0 && ms >= -longestGap) return false;
    if (ms > 0 && ms <= longestGap && (isGauge(family) || value >= last.value)) {
      const perMs = isGauge(family) ? (last.value + value) / 2000 : (value - last.value) / ms;
      this.#spread(family, last, perMs, time, measured);
    }
    last.time = time;
    last.value = value;
    return false;
  }

  /** The series ends here: what comes of its name is another. */
  end(family: MetricFamily, name: string): void {
    if (this.#families.get(family)?.delete(name)) this.#size -= 1;
  }

  /** Lets go what was last seen so long before `time` that nothing will be compared with it. */
  forgetBefore(time: number): void {
    for (const series of this.#families.values()) {
      for (const [name, { time: seen }] of series) {
        if (seen >= time) continue;
        series.delete(name);
        this.#size -= 1;
      }
    }
  }

  write(to: ByteWriter): void {
    for (const family of metricFamilies) {
      const series = this.#families.get(family) ?? new Map<string, Series>();
      to.varint(series.size);
      for (const [name, { time, value, window, covered }] of series) {
        to.text(name);
        to.varint(time);
        to.double(value);
        to.varint(window);
        to.varint(covered);
      }
    }
  }

  read(from: ByteReader): void {
    for (const family of metricFamilies) {
      for (let left = from.count(); left > 0 && !from.failed; left--) {
        const name = from.text();
        this.#insert(family, name, {
          time: from.varint(),
          value: from.double(),
          window: from.varint(),
          covered: from.varint(),
        });
      }
    }
  }

  #spread(family: MetricFamily, series: Series, perMs: number, to: number, measured: Measured): void {
    for (let from = series.time; from < to;) {
      const start = from - (from % this.#lengthMs);
      const until = Math.min(start + this.#lengthMs, to);
      series.covered = (series.window === start ? series.covered : 0) + (until - from);
      series.window = start;
      measured(family, start, perMs * (until - from), until - from, series.covered);
      from = until;
    }
  }

  #insert(family: MetricFamily, name: string, series: Series): boolean {
    const isFull = this.#size >= mostSeries;
    if (isFull) this.#evict();
    const known = this.#families.get(family);
    if (known === undefined) this.#families.set(family, new Map([[name, series]]));
    else known.set(name, series);
    this.#size += 1;
    return isFull;
  }

  /** The series that was not seen for the longest time goes. */
  #evict(): void {
    let oldest: readonly [Map<string, Series>, string] | undefined;
    let oldestTime = Infinity;
    for (const family of metricFamilies) {
      const series = this.#families.get(family);
      if (series === undefined) continue;
      for (const [name, { time }] of series) {
        if (time >= oldestTime) continue;
        oldest = [series, name];
        oldestTime = time;
      }
    }
    if (oldest?.[0].delete(oldest[1])) this.#size -= 1;
  }
}

function isGauge(family: MetricFamily): boolean {
  return family === "memory_available" || family === "memory_total";
}
