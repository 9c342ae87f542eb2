/** One time series of a remote write while it is read: its labels as places in the bytes, made into text only when asked for. */

import { StringCache } from "../../proto/string-cache.ts";
import { tagOf, type WireReader, wireTypes } from "../../proto/wire-reader.ts";
import type { Sample, Take } from "./sample.ts";

const valueTag = tagOf(1, wireTypes.fixed64);
const timeTag = tagOf(2, wireTypes.varint);
/**
 * The NaN 0x7ff0000000000002, little-endian, by which Prometheus ends a series (its model/value). Numbers of JavaScript do not keep
 * a NaN's bits.
 */
export const staleMarker = [0x02, 0, 0, 0, 0, 0, 0xf0, 0x7f] as const;

/** As a sample it is the one that is being given. */
export class TimeSeries implements Sample {
  value = 0;
  time = 0;
  isStale = false;

  readonly #strings = new StringCache();
  #bytes: Uint8Array = new Uint8Array(0);
  /** Four places a label: its name from and to, its value from and to. */
  #labels: number[] = [];
  #samples: { readonly value: number; readonly time: number; readonly isStale: boolean }[] = [];

  /** Begins a new series, whose labels stand in `bytes`. */
  start(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#labels.length = 0;
    this.#samples.length = 0;
  }

  addLabel(nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): void {
    this.#labels.push(nameFrom, nameTo, valueFrom, valueTo);
  }

  /** Reads a message Sample { double value = 1; int64 timestamp = 2 }, which both versions share. */
  readSample(reader: WireReader): void {
    let value = 0;
    let time = 0;
    let isStale = false;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === valueTag) {
        isStale = isStaleMarker(reader.bytes, reader.position);
        value = reader.double();
      } else if (tag === timeTag) time = reader.int64();
      else reader.skip(tag, 0);
    }
    reader.leave(outer);
    this.#samples.push({ value, time, isStale });
  }

  /** Gives each of its samples to `take`, and what that keeps to `kept`. */
  give<Kept>(take: Take<Kept>, kept: Kept[]): void {
    for (const { value, time, isStale } of this.#samples) {
      this.value = value;
      this.time = time;
      this.isStale = isStale;
      const taken = take(this);
      if (taken !== undefined) kept.push(taken);
    }
  }

  get name(): string {
    return this.label("__name__") ?? "";
  }

  label(name: string): string | undefined {
    const labels = this.#labels;
    for (let at = 0; at < labels.length; at += 4) {
      if (this.#text(labels[at]!, labels[at + 1]!) !== name) continue;
      const value = this.#text(labels[at + 2]!, labels[at + 3]!);
      return value === "" ? undefined : value;
    }
    return undefined;
  }

  #text(from: number, to: number): string {
    return this.#strings.textOf(this.#bytes, from, to);
  }
}

function isStaleMarker(bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < staleMarker.length; index++) {
    if (bytes[from + index] !== staleMarker[index]) return false;
  }
  return true;
}
