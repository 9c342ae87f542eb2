/** Runs the windows of one node on observations and ticks, as the runtime does: wakes come with the ticks. */

import { windowsProcessor } from "../../../nodes/windows/processor.ts";
import type { WindowSettings } from "../../../nodes/windows/settings.ts";
import { nodeFeatures, type NodeFeature } from "../../../nodes/features.ts";
import type { NodeObservation, Sensor } from "../../../nodes/observation.ts";
import type { NodeWindow } from "../../../nodes/window.ts";
import type { Processor, ProcessorState, TraceContext } from "../../../topology/processor.ts";

export const settings: WindowSettings = {
  lengthMs: 10_000,
  graceMs: 5000,
  suspiciousPorts: new Set([3333, 4444]),
  groups: [{ pattern: "web-*", group: "web" }],
};

/** A round number of windows since the epoch. */
export const base = 1_800_000_000_000;

export class Run {
  readonly windows: NodeWindow[] = [];
  readonly traces: (TraceContext | undefined)[] = [];
  readonly #processor: Processor<NodeObservation, NodeWindow>;
  readonly #node: string;
  #state: ProcessorState<NodeObservation, NodeWindow>;
  #tick = 0;
  #offset = 0;

  constructor(node = "worker-1", expected: readonly Sensor[] = []) {
    this.#node = node;
    this.#processor = windowsProcessor(settings, expected);
    this.#state = this.#processor.open();
  }

  get wakeAt(): number {
    return this.#state.wakeAt;
  }

  get closed(): readonly NodeWindow[] {
    return this.windows.filter(({ isEarly }) => !isEarly);
  }

  observe(
    observation: NodeObservation,
    { topic = "tetragon", trace }: { topic?: string; trace?: TraceContext } = {},
  ): void {
    const source = { topic, partition: 0, offset: this.#offset++ };
    const context = { key: this.#node, time: observation.time, source, tick: this.#tick, trace };
    this.#state.process(observation, context, this.#take);
  }

  tick(time: number): void {
    this.#tick = Math.max(this.#tick, time);
    if (this.#state.wakeAt <= this.#tick) this.#state.wake({ key: this.#node, tick: this.#tick }, this.#take);
  }

  /** A tick a second. */
  tickThrough(from: number, to: number): void {
    for (let time = from; time <= to; time += 1000) this.tick(time);
  }

  snapshot(): Uint8Array {
    return this.#state.snapshot();
  }

  /** Goes on from a snapshot, as after a restart. */
  restart(): void {
    this.#state = this.#processor.restore(this.#state.snapshot());
  }

  readonly #take = (window: NodeWindow, trace?: TraceContext): void => {
    this.windows.push(window);
    this.traces.push(trace);
  };
}

export function feature(window: NodeWindow | undefined, name: NodeFeature): number {
  return window?.features[nodeFeatures.indexOf(name)] ?? NaN;
}
