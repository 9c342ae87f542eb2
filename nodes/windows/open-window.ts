/** What is known of a window that is not closed yet. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { StringCache } from "../../proto/string-cache.ts";
import { severities, type Severity } from "../../topology/detector.ts";
import { type MetricFamily, type ProcessSensor, processSensors, type Sensor, sensors } from "../observation.ts";
import { readTrace, writeTrace } from "../window-codec.ts";
import { type Indicator, indicators } from "./notable.ts";
import { ProcessCounts } from "./process-counts.ts";
import { Traces } from "./traces.ts";

const mostContainers = 16;

/** Of all windows that are restored: it is larger than a window. */
const texts = new StringCache();

/** Growth of counters, or means times seconds, and how many seconds were measured. */
export interface Amount {
  amount: number;
  seconds: number;
}

export class OpenWindow {
  /** Ms since the epoch by the node's clock. */
  readonly start: number;
  /** Over all CPUs: both sums. */
  readonly idle: Amount = { amount: 0, seconds: 0 };
  readonly memoryAvailable: Amount = { amount: 0, seconds: 0 };
  /** Over all devices: a sum of bytes, in the seconds of the device that was measured longest. */
  readonly received: Amount = { amount: 0, seconds: 0 };
  readonly transmitted: Amount = { amount: 0, seconds: 0 };
  readonly traces = new Traces();

  readonly #processes: (ProcessCounts | undefined)[] = processSensors.map(() => undefined);
  /** By severity. */
  readonly anomalies: number[] = severities.map(() => 0);
  /** By sensor, in the order of `sensors`. */
  readonly #counts: number[] = sensors.map(() => 0);
  readonly #lost: number[] = sensors.map(() => 0);
  readonly #throttled: boolean[] = sensors.map(() => false);
  /** In the order in which they came, each once. */
  readonly #indicators: Indicator[] = [];
  readonly #containers: string[] = [];

  constructor(start: number) {
    this.start = start;
  }

  /** An observation came from `sensor`. */
  count(sensor: Sensor): void {
    this.#counts[sensors.indexOf(sensor)]! += 1;
  }

  lose(sensor: Sensor, events: number): void {
    const index = sensors.indexOf(sensor);
    this.#lost[index] = Math.min(this.#lost[index]! + events, Number.MAX_SAFE_INTEGER);
  }

  throttle(sensor: Sensor): void {
    this.#throttled[sensors.indexOf(sensor)] = true;
  }

  /** As `Measured` of series-table.ts. */
  measure(family: MetricFamily, amount: number, ms: number, covered: number): void {
    switch (family) {
      case "cpu":
        return addTo(this.idle, amount, this.idle.seconds + ms / 1000);
      case "memory_available":
        return addTo(this.memoryAvailable, amount, this.memoryAvailable.seconds + ms / 1000);
      case "network_receive":
        return addTo(this.received, amount, Math.max(this.received.seconds, covered / 1000));
      case "network_transmit":
        return addTo(this.transmitted, amount, Math.max(this.transmitted.seconds, covered / 1000));
      case "memory_total":
        return undefined;
    }
  }

  processesOf(sensor: ProcessSensor): ProcessCounts {
    return (this.#processes[processSensors.indexOf(sensor)] ??= new ProcessCounts());
  }

  /** The largest that one of `among` counted: two sensors of the same are not summed up. */
  mostOf(count: (processes: ProcessCounts) => number, among: readonly ProcessSensor[]): number {
    return among.reduce((most, sensor) => {
      const counts = this.#processes[processSensors.indexOf(sensor)];
      return counts === undefined ? most : Math.max(most, count(counts));
    }, 0);
  }

  /** @param isGrave whether the container is one of those that are named. */
  addAnomaly(severity: Severity, container: string, isGrave: boolean): void {
    this.anomalies[severities.indexOf(severity)]! += 1;
    if (!isGrave || container === "" || this.#containers.length === mostContainers) return;
    if (!this.#containers.includes(container)) this.#containers.push(container);
  }

  /** @returns whether it was not set yet. */
  indicate(indicator: Indicator): boolean {
    if (this.#indicators.includes(indicator)) return false;
    this.#indicators.push(indicator);
    return true;
  }

  /** In the order of the list of all. */
  get indicators(): readonly Indicator[] {
    return indicators.filter((indicator) => this.#indicators.includes(indicator));
  }

  get anomalousContainers(): readonly string[] {
    return this.#containers.toSorted();
  }

  reportOf(sensor: Sensor): { readonly count: number; readonly lost: number; readonly isThrottled: boolean } {
    const index = sensors.indexOf(sensor);
    return { count: this.#counts[index]!, lost: this.#lost[index]!, isThrottled: this.#throttled[index]! };
  }

  write(to: ByteWriter): void {
    for (const { amount, seconds } of this.#amounts()) {
      to.double(amount);
      to.double(seconds);
    }
    for (const processes of this.#processes) {
      to.byte(processes === undefined ? 0 : 1);
      processes?.write(to);
    }
    for (const count of [...this.anomalies, ...this.#counts, ...this.#lost]) to.varint(count);
    for (const isThrottled of this.#throttled) to.byte(isThrottled ? 1 : 0);
    for (const indicator of indicators) to.byte(this.#indicators.includes(indicator) ? 1 : 0);
    to.varint(this.#containers.length);
    for (const container of this.#containers) to.text(container);
    const traces = this.traces.all();
    to.varint(traces.length);
    for (const trace of traces) writeTrace(to, trace);
  }

  /** @param start is not among what was written. */
  static read(start: number, from: ByteReader): OpenWindow {
    const window = new OpenWindow(start);
    for (const amount of window.#amounts()) {
      amount.amount = from.double();
      amount.seconds = from.double();
    }
    for (const index of processSensors.keys()) {
      window.#processes[index] = from.byte() === 0 ? undefined : ProcessCounts.read(from);
    }
    for (const counts of [window.anomalies, window.#counts, window.#lost]) {
      for (const index of counts.keys()) counts[index] = from.varint();
    }
    for (const index of sensors.keys()) window.#throttled[index] = from.byte() === 1;
    for (const indicator of indicators) if (from.byte() === 1) window.#indicators.push(indicator);
    for (let left = from.count(); left > 0; left--) window.#containers.push(from.text());
    for (let left = from.count(); left > 0; left--) {
      const trace = readTrace(from, texts);
      if (trace !== undefined) window.traces.add(trace);
    }
    return window;
  }

  #amounts(): readonly Amount[] {
    return [this.idle, this.memoryAvailable, this.received, this.transmitted];
  }
}

function addTo(measured: Amount, amount: number, seconds: number): void {
  measured.amount += amount;
  measured.seconds = seconds;
}
