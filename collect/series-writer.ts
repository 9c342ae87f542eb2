/**
 * Writes samples of one node as a prometheus.WriteRequest (remote write 1.0), each as a time series of its own, with the labels
 * that tell series apart. Written by hand, as a receiver does this for every sample of a fleet.
 * https://prometheus.io/docs/specs/prw/remote_write_spec
 */

import { metricNames, type NodeMetric } from "../sources/prometheus/node-metric.ts";
import { staleMarker } from "../sources/prometheus/time-series.ts";

/** Tags of WriteRequest.timeseries and TimeSeries.labels (both 1), of TimeSeries.samples (2), and the fields of Sample. */
const firstTag = 0x0a;
const secondTag = 0x12;
const valueTag = 0x09;
const timeTag = 0x10;

const staleBytes = Buffer.from(staleMarker);

const firstCapacity = 4096;
/** A tag and two lengths of 5 bytes at most, a double, and a time of 10. */
const mostBesideLabels = 40;

const names: Readonly<Record<NodeMetric["family"], Buffer>> = {
  cpu: label("__name__", metricNames.cpu),
  memory_available: label("__name__", metricNames.memory_available),
  memory_total: label("__name__", metricNames.memory_total),
  network_receive: label("__name__", metricNames.network_receive),
  network_transmit: label("__name__", metricNames.network_transmit),
};

export class SeriesWriter {
  readonly #node: Buffer;
  #bytes = Buffer.allocUnsafe(firstCapacity);
  /** A scrape's samples share their time. */
  #time = { at: 0, bytes: varint(0) };
  length = 0;

  constructor(node: string) {
    this.#node = label("node", node);
  }

  /** Labels go out by name, as the format demands. */
  add(metric: NodeMetric): void {
    switch (metric.family) {
      case "cpu":
        return this.#write(metric, cachedLabel("cpu", metric.cpu), cachedLabel("mode", metric.mode));
      case "network_receive":
      case "network_transmit":
        return this.#write(metric, cachedLabel("device", metric.device), nothing);
      case "memory_available":
      case "memory_total":
        return this.#write(metric, nothing, nothing);
    }
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  #write({ family, time, value }: NodeMetric, one: Buffer, two: Buffer): void {
    const name = names[family];
    if (time !== this.#time.at) this.#time = { at: time, bytes: varint(time) };
    const timeBytes = this.#time.bytes;
    const sampleBytes = 10 + timeBytes.length;
    const size = name.length + one.length + two.length + this.#node.length + 2 + sampleBytes;
    this.#reserve(size + mostBesideLabels);
    this.#put(firstTag);
    for (let rest = size; ; rest >>>= 7) {
      if (rest < 128) {
        this.#put(rest);
        break;
      }
      this.#put((rest & 127) | 128);
    }
    this.#copy(name);
    this.#copy(one);
    this.#copy(two);
    this.#copy(this.#node);
    this.#put(secondTag);
    this.#put(sampleBytes);
    this.#put(valueTag);
    if (value === undefined) this.#copy(staleBytes);
    else this.length = this.#bytes.writeDoubleLE(value, this.length);
    this.#put(timeTag);
    this.#copy(timeBytes);
  }

  #reserve(bytes: number): void {
    if (this.#bytes.length - this.length >= bytes) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + bytes);
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }

  #put(byte: number): void {
    this.#bytes[this.length++] = byte;
  }

  /** For a few bytes a loop is quicker than a call of the runtime. */
  #copy(bytes: Buffer): void {
    const target = this.#bytes;
    let at = this.length;
    for (let index = 0; index < bytes.length; index++) target[at++] = bytes[index]!;
    this.length = at;
  }
}

const nothing = Buffer.alloc(0);

/** Values repeat in a fleet; who sends ever new ones only makes them be encoded anew. */
const mostCached = 4096;
const caches = { cpu: new Map<string, Buffer>(), mode: new Map<string, Buffer>(), device: new Map<string, Buffer>() };

function cachedLabel(name: keyof typeof caches, value: string): Buffer {
  const cache = caches[name];
  const known = cache.get(value);
  if (known !== undefined) return known;
  if (cache.size >= mostCached) cache.clear();
  const made = label(name, value);
  cache.set(value, made);
  return made;
}

/** TimeSeries.labels with one Label { string name = 1; string value = 2 }. */
function label(name: string, value: string): Buffer {
  const inner = Buffer.concat([field(firstTag, Buffer.from(name)), field(secondTag, Buffer.from(value))]);
  return field(firstTag, inner);
}

function field(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), varint(bytes.length), bytes]);
}

/** An int64, negative ones in two's complement. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
