/**
 * Reads remote write 1.0: a prometheus.WriteRequest, already uncompressed. Metadata, exemplars and native histograms are
 * passed over. https://prometheus.io/docs/specs/prw/remote_write_spec
 */

import { tagOf, WireReader, wireTypes } from "../../proto/wire-reader.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { SampleReader, Take } from "./sample.ts";
import { TimeSeries } from "./time-series.ts";

/** Fields of WriteRequest, TimeSeries and Label. */
const seriesTag = tagOf(1, wireTypes.length);
const labelTag = tagOf(1, wireTypes.length);
const sampleTag = tagOf(2, wireTypes.length);
const labelNameTag = tagOf(1, wireTypes.length);
const labelValueTag = tagOf(2, wireTypes.length);

export function remoteWrite1Reader(): SampleReader {
  const reader = new WireReader();
  const series = new TimeSeries();
  return {
    read<Kept>(bytes: Uint8Array, take: Take<Kept>) {
      const kept: Kept[] = [];
      reader.start(bytes);
      while (reader.position < reader.end) {
        const tag = reader.tag();
        if (tag === seriesTag) {
          readSeries(reader, series);
          if (!reader.failed) series.give(take, kept);
        } else reader.skip(tag, 0);
      }
      return reader.failed ? new Rejection("malformed", "not the wire format of a prometheus.WriteRequest") : kept;
    },
  };
}

function readSeries(reader: WireReader, series: TimeSeries): void {
  series.start(reader.bytes);
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === labelTag) readLabel(reader, series);
    else if (tag === sampleTag) series.readSample(reader);
    else reader.skip(tag, 0);
  }
  reader.leave(outer);
}

function readLabel(reader: WireReader, series: TimeSeries): void {
  let nameFrom = 0;
  let nameTo = 0;
  let valueFrom = 0;
  let valueTo = 0;
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === labelNameTag) {
      nameFrom = reader.string();
      nameTo = reader.position;
    } else if (tag === labelValueTag) {
      valueFrom = reader.string();
      valueTo = reader.position;
    } else reader.skip(tag, 0);
  }
  reader.leave(outer);
  series.addLabel(nameFrom, nameTo, valueFrom, valueTo);
}
