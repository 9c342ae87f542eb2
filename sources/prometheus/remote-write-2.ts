/**
 * Reads remote write 2.0: an io.prometheus.write.v2.Request, already uncompressed. Its strings stand once in a table, and
 * series refer to them. Metadata, exemplars and native histograms are passed over.
 * https://prometheus.io/docs/specs/prw/remote_write_spec_2_0
 */

import { tagOf, WireReader, wireTypes } from "../../proto/wire-reader.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { SampleReader, Take } from "./sample.ts";
import { TimeSeries } from "./time-series.ts";

/** Fields of Request and TimeSeries. */
const symbolTag = tagOf(4, wireTypes.length);
const seriesTag = tagOf(5, wireTypes.length);
const labelRefTag = tagOf(1, wireTypes.varint);
const packedLabelRefsTag = tagOf(1, wireTypes.length);
const sampleTag = tagOf(2, wireTypes.length);

export function remoteWrite2Reader(): SampleReader {
  const request = new Request();
  return { read: (bytes, take) => request.read(bytes, take) };
}

class Request {
  readonly #reader = new WireReader();
  readonly #series = new TimeSeries();
  /** Two places a string: from and to. */
  #symbols: number[] = [];
  /** Indices into the table of strings, of label names and values in turn. */
  #refs: number[] = [];

  /** Twice over the bytes: a message may carry its table behind what refers to it. */
  read<Kept>(bytes: Uint8Array, take: Take<Kept>): Kept[] | Rejection {
    const kept: Kept[] = [];
    const reader = this.#reader;
    this.#readSymbols(bytes);
    if (reader.failed) return malformed;
    reader.start(bytes);
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag !== seriesTag) {
        reader.skip(tag, 0);
        continue;
      }
      this.#readSeries();
      if (reader.failed) return malformed;
      if (!this.#resolve()) return new Rejection("malformed", "a label refers to no string of the table");
      this.#series.give(take, kept);
    }
    return kept;
  }

  #readSymbols(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#symbols.length = 0;
    reader.start(bytes);
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === symbolTag) this.#symbols.push(reader.string(), reader.position);
      else reader.skip(tag, 0);
    }
  }

  #readSeries(): void {
    const reader = this.#reader;
    this.#series.start(reader.bytes);
    this.#refs.length = 0;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === packedLabelRefsTag) this.#readPackedRefs();
      else if (tag === labelRefTag) this.#refs.push(reader.uint64());
      else if (tag === sampleTag) this.#series.readSample(reader);
      else reader.skip(tag, 0);
    }
    reader.leave(outer);
  }

  #readPackedRefs(): void {
    const outer = this.#reader.enter();
    while (this.#reader.position < this.#reader.end) this.#refs.push(this.#reader.uint64());
    this.#reader.leave(outer);
  }

  /** @returns whether the references come in pairs and all lead somewhere. */
  #resolve(): boolean {
    const refs = this.#refs;
    const symbols = this.#symbols;
    if (refs.length % 2 !== 0) return false;
    for (const ref of refs) if (2 * ref >= symbols.length) return false;
    for (let at = 0; at < refs.length; at += 2) {
      const name = 2 * refs[at]!;
      const value = 2 * refs[at + 1]!;
      this.#series.addLabel(symbols[name]!, symbols[name + 1]!, symbols[value]!, symbols[value + 1]!);
    }
    return true;
  }
}

const malformed = new Rejection("malformed", "not the wire format of an io.prometheus.write.v2.Request");
