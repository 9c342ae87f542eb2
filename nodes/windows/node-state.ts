/** The windows of one node: open ones fill with what its sensors tell, and close as the node's time goes on. */

import { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { openSnapshot, sealSnapshot } from "../../models/snapshot.ts";
import type { Emit, ProcessorContext, ProcessorState, WakeContext } from "../../topology/processor.ts";
import { nodeFeatures } from "../features.ts";
import {
  type LossObservation,
  type MetricObservation,
  type NodeObservation,
  processSensors,
  type Sensor,
  sensors,
} from "../observation.ts";
import type { NodeWindow, SensorReport } from "../window.ts";
import { cleanTime } from "../ingest/clean.ts";
import { commandOf } from "./command.ts";
import { NodeClock } from "./node-clock.ts";
import { type Notable, notableOf } from "./notable.ts";
import { OpenWindow } from "./open-window.ts";
import { Recent } from "./recent.ts";
import { type Measured, SeriesTable } from "./series-table.ts";
import { groupOf, longestCatchUp, longestDelay, longestGap, quietTime, type WindowSettings } from "./settings.ts";
import { featuresOf } from "./window-features.ts";

const model = "node-windows";
const snapshotVersion = 3;

/** A wake that comes so much too late, in ms, comes after a time in which nobody wrote ticks. */
const tickPause = 10_000;

const snapshotWriter = new ByteWriter(16_384);

export class NodeState implements ProcessorState<NodeObservation, NodeWindow> {
  readonly #settings: WindowSettings;
  readonly #clock: NodeClock;
  readonly #series: SeriesTable;
  /** In the order in which they were opened; none is before `#next`. */
  readonly #windows: OpenWindow[] = [];
  /** Start of the earliest window that is not closed; moves back while none was closed. */
  #next = Infinity;
  #hasClosed = false;
  /** End of the last closed window that something was observed in. */
  #activeUntil = 0;
  #late = 0;
  /** Event times from and until which each sensor was throttled the last time, in the order of `sensors`. */
  readonly #throttled = sensors.map(() => ({ from: Infinity, until: Infinity }));
  readonly #recent = new Recent();

  constructor(settings: WindowSettings, expected: readonly Sensor[]) {
    this.#settings = settings;
    this.#clock = new NodeClock(settings.graceMs, expected);
    this.#series = new SeriesTable(settings.lengthMs);
  }

  process(observation: NodeObservation, context: ProcessorContext, emit: Emit<NodeWindow>): void {
    if (context.tick > 0) this.#clock.startAt(context.tick);
    const time = this.#clock.see(observation.sensor, cleanTime(context.time), context.tick);
    const own = time - (time % this.#settings.lengthMs);
    if (!this.#hasClosed && own < this.#next && own >= this.#next - longestCatchUp) this.#next = own;
    if (this.#next === Infinity) this.#next = own;

    const notable = notableOf(observation, time, this.#recent, this.#settings.suspiciousPorts);
    const isLate = own < this.#next;
    if (isLate) this.#late += 1;
    // What speaks for an attack is never too late: it counts where there is still room for it.
    const start = isLate ? this.#next : own;
    if (observation.kind === "sample") this.#measure(observation, time, start);
    const window = isLate && notable === undefined ? undefined : this.#windowAt(start);
    if (observation.kind === "loss") this.#lose(observation, time, window);
    if (window !== undefined) {
      if (!isLate) window.count(observation.sensor);
      count(observation, notable, window, this.#settings);
      if (notable !== undefined) this.#note(notable, observation, window, context, emit);
    }
    this.#closeDue(context, emit);
  }

  get wakeAt(): number {
    return this.#clock.tickAt(this.#earliest() + this.#settings.lengthMs + this.#settings.graceMs);
  }

  wake(context: WakeContext, emit: Emit<NodeWindow>): void {
    this.#clock.startAt(context.tick);
    const overdue = context.tick - this.wakeAt;
    if (overdue > tickPause) this.#clock.pause(overdue);
    this.#closeDue(context, emit);
  }

  snapshot(): Uint8Array {
    const to = snapshotWriter;
    to.clear();
    to.byte(this.#next === Infinity ? 0 : 1);
    if (this.#next !== Infinity) to.varint(this.#next);
    to.byte(this.#hasClosed ? 1 : 0);
    to.varint(this.#activeUntil);
    to.varint(this.#late);
    for (const { from, until } of this.#throttled) {
      to.double(from);
      to.double(until);
    }
    this.#recent.write(to);
    this.#clock.write(to);
    this.#series.write(to);
    to.varint(this.#windows.length);
    for (const window of this.#windows) {
      to.varint(window.start);
      window.write(to);
    }
    return sealSnapshot(model, snapshotVersion, [to.view()]);
  }

  /** @throws PicketError `SNAPSHOT_INVALID` */
  static restore(snapshot: Uint8Array, settings: WindowSettings, expected: readonly Sensor[]): NodeState {
    const fields = openSnapshot(snapshot, model, snapshotVersion);
    const from = new ByteReader(Buffer.from(fields.bytes()));
    fields.done();
    const state = new NodeState(settings, expected);
    if (from.byte() === 1) state.#next = from.varint();
    state.#hasClosed = from.byte() === 1;
    state.#activeUntil = from.varint();
    state.#late = from.varint();
    for (const throttled of state.#throttled) {
      throttled.from = from.double();
      throttled.until = from.double();
    }
    state.#recent.read(from);
    state.#clock.read(from);
    state.#series.read(from);
    for (let left = from.count(); left > 0 && !from.failed; left--) {
      state.#windows.push(OpenWindow.read(from.varint(), from));
    }
    fields.expect(!from.failed && from.remaining === 0, "its windows are cut, or longer than they say");
    return state;
  }

  #windowAt(start: number): OpenWindow {
    const known = this.#openAt(start);
    if (known !== undefined) return known;
    const opened = new OpenWindow(start);
    this.#windows.push(opened);
    return opened;
  }

  /** Most often it is the newest. */
  #openAt(start: number): OpenWindow | undefined {
    for (let at = this.#windows.length - 1; at >= 0; at--) {
      const window = this.#windows[at]!;
      if (window.start === start) return window;
    }
    return undefined;
  }

  #measure({ family, series, value }: MetricObservation, time: number, start: number): void {
    if (value === undefined) this.#series.end(family, series);
    else if (this.#series.add(family, series, value, time, this.#measured)) this.#windowAt(start).lose("metrics", 1);
  }

  readonly #measured: Measured = (family, start, amount, ms, covered) => {
    if (start >= this.#next) this.#windowAt(start).measure(family, amount, ms, covered);
  };

  #lose({ sensor, loss, count: events }: LossObservation, time: number, window: OpenWindow | undefined): void {
    const throttled = this.#throttled[sensors.indexOf(sensor)]!;
    switch (loss) {
      case "dropped":
        return window?.lose(sensor, events);
      case "throttle_start":
        throttled.from = time;
        throttled.until = Infinity;
        return window?.throttle(sensor);
      case "throttle_end":
        throttled.until = time;
        return window?.throttle(sensor);
    }
  }

  #note(
    { kind, what, actor, indicators, summary, weight }: Notable,
    observation: NodeObservation,
    window: OpenWindow,
    { key, time, source, trace }: ProcessorContext,
    emit: Emit<NodeWindow>,
  ): void {
    const { topic, partition, offset } = source;
    const id = observation.kind === "anomaly" ? observation.id : `${topic}/${partition}/${offset}`;
    const place = { topic, partition, offset };
    window.traces.add({ kind, what, actor, id, source: place, summary, time: cleanTime(time), weight, trace });
    const isNew = indicators.filter((indicator) => window.indicate(indicator)).length > 0;
    if (isNew) emit(this.#result(key, window, true), trace);
  }

  #closeDue({ key, tick }: WakeContext, emit: Emit<NodeWindow>): void {
    const { lengthMs, graceMs } = this.#settings;
    const closing = this.#clock.timeAt(tick) - lengthMs - graceMs;
    if (closing < this.#next) return;
    for (let start = this.#earliest(); start <= closing; start = this.#earliest()) {
      const known = this.#openAt(start);
      if (known !== undefined) this.#windows.splice(this.#windows.indexOf(known), 1);
      this.#next = start + lengthMs;
      this.#hasClosed = true;
      if (known !== undefined) this.#activeUntil = this.#next;
      const window = known ?? new OpenWindow(start);
      const trace = window.traces.list().find((one) => one.trace !== undefined)?.trace;
      emit(this.#result(key, window, false), trace);
      this.#late = 0;
      this.#series.forgetBefore(start - longestGap);
    }
  }

  /** Start of the window that closes next; Infinity where there is none: time that nothing was told of has none for long. */
  #earliest(): number {
    if (this.#next < this.#activeUntil + quietTime) return this.#next;
    let earliest = Infinity;
    for (const { start } of this.#windows) earliest = Math.min(earliest, start);
    return earliest;
  }

  #result(node: string, window: OpenWindow, isEarly: boolean): NodeWindow {
    const { start } = window;
    const reporting = processSensors.filter((sensor) => this.#newestOf(sensor) >= start - longestDelay);
    const memoryTotal = this.#series.valueOf("memory_total", "");
    const features = featuresOf(window, { memoryTotal, processSensors: reporting });
    return {
      node,
      group: groupOf(node, this.#settings.groups),
      start,
      end: start + this.#settings.lengthMs,
      isEarly,
      features,
      missing: nodeFeatures.filter((_, index) => Number.isNaN(features[index]) && this.#isKnown(index)),
      sensors: sensors.flatMap((sensor) => this.#reportOf(sensor, window)),
      indicators: window.indicators,
      anomalousContainers: window.anomalousContainers,
      traces: window.traces.list(),
      late: this.#late,
    };
  }

  #reportOf(sensor: Sensor, window: OpenWindow): readonly SensorReport[] {
    const lastSeen = this.#clock.newestOf(sensor);
    if (lastSeen === undefined) return [];
    const { isThrottled, ...report } = window.reportOf(sensor);
    const { from, until } = this.#throttled[sensors.indexOf(sensor)]!;
    const wasThrottled = from < window.start + this.#settings.lengthMs && until >= window.start;
    return [{ sensor, ...report, lastSeen, isThrottled: isThrottled || wasThrottled }];
  }

  /** Whether the node has a sensor that measures a feature, which is the one of metrics for the first. */
  #isKnown(feature: number): boolean {
    const measuring: readonly Sensor[] = feature < nodeFeatures.indexOf("exec_count") ? ["metrics"] : processSensors;
    return measuring.some((sensor) => this.#clock.newestOf(sensor) !== undefined);
  }

  #newestOf(sensor: Sensor): number {
    return this.#clock.newestOf(sensor) ?? -Infinity;
  }
}

function count(
  observation: NodeObservation,
  notable: Notable | undefined,
  window: OpenWindow,
  { suspiciousPorts }: WindowSettings,
): void {
  switch (observation.kind) {
    case "exec": {
      const { process } = observation;
      window.processesOf(observation.sensor).addExec(process.binary, commandOf(process).place);
      return;
    }
    case "connect":
      if (suspiciousPorts.has(observation.port)) window.processesOf(observation.sensor).suspiciousConnections += 1;
      return;
    case "anomaly":
      window.addAnomaly(observation.severity, observation.container, notable?.isGrave === true);
      return;
    case "sample":
    case "alive":
    case "loss":
  }
}
